//! Markdown as the page shows it.

use crate::case::{Case, Page};

/// The page of a document with this text.
fn text(body: &str, look: impl FnOnce(&Page)) {
    let run = Case::new(body).config("").incident("a", "title: A", body).build();
    run.succeeds().is_sound();
    run.page("incidents/a/index.html", look);
}

#[test]
fn a_table_is_aligned_by_classes_and_never_by_inline_style() {
    text("| a | b | c | d |\n|---|:--|:-:|--:|\n| 1 | 2 | 3 | 4 |\n", |page| {
        page.reads(".prose table tbody td", &["1", "2", "3", "4"]);
        let classes = page.attributes(".prose table tbody td", "class");
        assert_eq!(classes.len(), 3, "{classes:?}");
        assert!(
            classes[0].contains("left") && classes[1].contains("center") && classes[2].contains("right"),
            "{classes:?}"
        );
        page.counts("[style]", 0).counts("[align]", 0).counts(".table-scroll[tabindex][role=region][aria-label]", 1);
    });
}

#[test]
fn task_lists_strikethrough_and_hard_breaks_are_rendered() {
    text("- [ ] open\n- [x] done\n- plain\n\n~~gone~~ and  \nnext\n", |page| {
        page.reads("li.task", &["open", "done"])
            .counts("li.task input[type=checkbox][disabled]", 2)
            .counts("input[checked]", 1);
        page.reads("del", &["gone"]).counts(".prose br", 1);
    });
}

#[test]
fn footnotes_lead_there_and_back() {
    text("One[^a], two[^b], one again[^a].\n\n[^a]: Note A\n[^b]: Note B\n", |page| {
        page.reads(".footnote-reference", &["1", "2", "1"]).counts(".footnotes .footnote-definition", 2);
        page.has(".footnote-definition", "Note A").counts("a.footnote-back", 2);
    });
}

#[test]
fn a_footnote_that_is_referenced_and_never_written_breaks_nothing() {
    text("One[^a] and [^b].\n\n[^b]: Note B\n[^c]: never used\n", |page| {
        page.has(".prose", "Note B");
    });
}

#[test]
fn alerts_are_boxes_with_a_title() {
    text(
        "> [!NOTE]\n> n\n\n> [!TIP]\n> t\n\n> [!IMPORTANT]\n> i\n\n> [!WARNING]\n> w\n\n> [!CAUTION]\n> c\n",
        |page| {
            page.reads(".markdown-alert-title", &["Note", "Tip", "Important", "Warning", "Caution"]);
            page.has(".markdown-alert-warning", "w");
        },
    );
}

#[test]
fn definition_lists_are_rendered() {
    text("Term\n: What it means\n: And also\n", |page| {
        page.reads(".prose dt", &["Term"]).reads(".prose dd", &["What it means", "And also"]);
    });
}

#[test]
fn heading_ids_are_those_of_github_and_unique() {
    let body = "## What went well\n\n## What went well\n\n## What went well-1\n\n## `code` & <b>more</b>!\n\n## 影響 2\n\n## !!!\n\n## Own {#my-own}\n";
    text(body, |page| {
        let ids = page.attributes(".prose h2", "id");
        assert_eq!(
            ids,
            ["what-went-well", "what-went-well-1", "what-went-well-1-1", "code--more", "影響-2", "section", "my-own"]
        );
        assert_eq!(page.attributes(".prose h2 a.anchor", "href")[0], "#what-went-well");
        page.has(".toc a", "What went well");
    });
}

#[test]
fn the_title_is_the_only_heading_of_level_one() {
    let run = Case::new("levels").config("").file("content/a.md", "# The title\n\n# Second\n\n## Third\n").build();
    run.succeeds();
    run.page("incidents/a/index.html", |page| {
        page.reads("h1", &["The title"]).reads(".prose h2", &["Second"]).reads(".prose h3", &["Third"]);
    });
}

#[test]
fn code_is_highlighted_by_classes_at_build_time() {
    text(
        "```rust\nfn main() { println!(\"x\"); } // why\n```\n\n```nosuchlanguage\na <b> c\n```\n\n    indented\n",
        |page| {
            assert!(!page.attributes(".prose pre code span", "class").is_empty(), "{}", page.html);
            page.has("pre code", "fn main() { println!(\"x\"); } // why")
                .has("pre code", "a <b> c")
                .has("pre code", "indented")
                .counts("pre [style]", 0);
        },
    );
}

#[test]
fn mermaid_stays_readable_code() {
    text("```mermaid\ngraph TD\n  A --> B\n```\n", |page| {
        page.has("pre code", "A --> B").counts("svg.mermaid", 0);
    });
}

#[test]
fn bare_addresses_and_mail_become_links() {
    text("See https://a.example/x_(y). Or <https://b.example/> or <me@c.example>, not `https://d.example/`.", |page| {
        page.attribute(".prose a.external", "href", "https://a.example/x_(y)")
            .attribute(".prose a", "href", "https://b.example/")
            .attribute(".prose a", "href", "mailto:me@c.example");
        assert!(!page.attributes(".prose a", "href").iter().any(|h| h.contains("d.example")));
    });
}

#[test]
fn a_link_to_another_host_tells_it_nothing() {
    text("[x](https://a.example/ \"The title\")", |page| {
        page.attribute(".prose a.external", "rel", "noopener noreferrer").attribute(
            ".prose a.external",
            "title",
            "The title",
        );
        page.attribute("meta[name=referrer]", "content", "no-referrer");
    });
}

#[test]
fn a_remote_image_becomes_a_link() {
    let case = Case::new("remote").config("").incident("a", "title: A", "![A graph](https://img.example/g.png) ![](//img.example/h.png) [![badge](http://img.example/b.svg)](https://ci.example/) <img src=\"https://img.example/raw.png\" alt=\"raw\">");
    let run = case.build();
    run.succeeds().says("info[remote-image]").is_sound();
    run.page("incidents/a/index.html", |page| {
        page.counts(".prose img", 0).has("a.remote-image", "Image on another site: A graph").attribute(
            "a.remote-image",
            "href",
            "https://img.example/g.png",
        );
        page.attribute("a.remote-image", "href", "https://img.example/h.png")
            .has("a[href='https://ci.example/']", "badge");
    });
}

#[test]
fn images_and_attachments_are_copied_beside_their_page() {
    let case = Case::new("images")
        .config("")
        .incident(
            "x/a",
            "title: A",
            "![Plan of it](img/p%20q.svg) [The log](/logs/a.log) [Same name](../other/p%20q.svg)",
        )
        .file("content/incidents/x/img/p q.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
        .file("content/logs/a.log", "log")
        .file("content/incidents/other/p q.svg", "<svg/>");
    let run = case.build();
    run.succeeds()
        .says_nothing()
        .is_sound()
        .has("incidents/x-a/p q.svg")
        .has("incidents/x-a/a.log")
        .has("incidents/x-a/p q-2.svg");
    run.page("incidents/x-a/index.html", |page| {
        page.attribute("img", "src", "p%20q.svg")
            .attribute("img", "alt", "Plan of it")
            .attribute("img", "loading", "lazy");
    });
}

#[test]
fn an_image_cannot_take_the_place_of_its_page() {
    let case = Case::new("in the way")
        .config("")
        .incident("a", "title: A", "[x](index.html) [y](feed.xml) [z](page)")
        .file("content/incidents/index.html", "mine")
        .file("content/incidents/feed.xml", "mine")
        .file("content/incidents/page", "mine");
    let run = case.build();
    run.succeeds().has("incidents/a/page-2").says("unsafe-attachment");
    run.page("incidents/a/index.html", |p| {
        p.has("h1", "A").reads(".prose .unresolved", &["x", "y"]);
    });
}

#[test]
fn an_attachment_that_a_browser_would_run_is_not_published() {
    let case = Case::new("active")
        .config("")
        .incident("a", "title: A", "[x](report.html)\n\n![d](evil.svg)\n\n![e](fine.svg)")
        .file("content/incidents/report.html", "<script src=https://evil.example/x.js></script>")
        .file("content/incidents/evil.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>")
        .file("content/incidents/fine.svg", "<svg xmlns='http://www.w3.org/2000/svg'><rect/></svg>");
    let run = case.build();
    run.succeeds().says("unsafe-attachment").is_sound().has("incidents/a/fine.svg");
    run.lacks("incidents/a/report.html").lacks("incidents/a/evil.svg");
}

#[test]
fn raw_html_cannot_forge_a_link_of_the_program() {
    let run = Case::new("forged")
        .config("")
        .incident("a", "title: A", "<a data-as=\"own\" href=\"secret.md\">x</a> <A DATA-AS=\"own\" href=\"https://e.example\">y</A> <a data-as=\"term\" href=\"t\">z</a>")
        .build();
    run.succeeds().is_sound();
    run.page("incidents/a/index.html", |p| {
        p.reads(".prose .unresolved", &["x", "z"]).reads(".prose a.external", &["y"]);
    });
}

#[test]
fn no_two_elements_of_a_page_have_one_id() {
    let run = Case::new("ids")
        .config("")
        .incident("a", "title: A", "<h2 id=\"summary\">Raw</h2>\n\n## Summary\n\nx[^1]\n\n[^1]: first\n\n[^1]: second")
        .build();
    run.succeeds().is_sound();
    run.page("incidents/a/index.html", |p| {
        p.has(".footnotes", "first").has(".footnotes", "second");
    });
}

#[test]
fn raw_html_is_sanitised_and_what_is_taken_is_said() {
    let body = "<script>alert(1)</script>\n\n<details><summary>More</summary>Inside</details>\n\n<p style=\"color:red\" onclick=\"x()\">Text</p>\n\n<img src=x onerror=alert(1)> <kbd>Ctrl</kbd> <a href=\"javascript:alert(1)\">j</a>\n\n<iframe src=\"https://evil.example/\"></iframe><form action=\"https://evil.example/\"><input name=q></form>\n\n<svg onload=alert(1)></svg><style>p{}</style><base href=\"//evil.example/\"><meta http-equiv=refresh content=\"0;url=//evil.example\">";
    let run = Case::new("raw").config("").incident("a", "title: A", body).build();
    run.succeeds().says("info[unsafe-html]").is_sound();
    run.page("incidents/a/index.html", |page| {
        page.has(".prose details summary", "More").has(".prose kbd", "Ctrl").has(".prose p", "Text");
        page.lacks(".prose script")
            .lacks(".prose iframe")
            .lacks(".prose form")
            .lacks(".prose style")
            .counts(".prose svg", 0)
            .counts(".prose base", 0);
        assert!(!page.html.contains("alert(1)") && !page.html.contains("evil.example"), "{}", page.html);
    });
}

#[test]
fn raw_html_cannot_break_out_of_the_page() {
    let run = Case::new("break out").config("").incident("a", "title: A", "</div></article></main><h1 id=\"_facts\">Taken</h1><div id=\"_main\"><a id=\"_search\" name=\"_x\">x</a><!-- <script>alert(1)</script> -->\n\nunclosed <b>bold and <a href=\"x\n\ntext").build();
    run.succeeds().is_sound();
    run.page("incidents/a/index.html", |page| {
        page.counts("main", 1).counts("main .doc-side", 1).counts("#_facts", 1).has(".prose", "text");
    });
}

#[test]
fn comments_and_shortcodes_of_other_generators_run_nothing() {
    text(
        "<!-- a note to self -->\n{{< track \"2018-01-01\" >}}\n\n{: .class}\n\n{{ 7 * 7 }} {% include \"base.html\" %}",
        |page| {
            page.has(".prose", "{{ 7 * 7 }} {% include");
            assert!(!page.html.contains("a note to self") && !page.texts(".prose")[0].contains("49"));
        },
    );
}

#[test]
fn a_link_with_a_scheme_that_could_run_becomes_text() {
    let run = Case::new("schemes").config("").incident("a", "title: A", "[j](javascript:alert(1)) [d](data:text/html,x) [v](vbscript:x) [f](file:///etc/passwd) [ok](mailto:a@b.example) [t](tel:+1)").build();
    run.succeeds().says("unsafe-html").is_sound();
    run.page("incidents/a/index.html", |page| {
        assert_eq!(page.attributes(".prose a", "href"), ["mailto:a@b.example", "tel:+1"]);
    });
}

#[test]
fn a_summary_is_the_first_paragraph_of_the_summary_section() {
    let run = Case::new("summary").config("").incident("a", "title: A", "Preamble that says nothing much.\n\n## Executive Summary\n\nThe queue *fell* over [twice](https://x.example/).\n\n## More").incident("b", "title: B\nsummary: As the author says", "Text of it.").build();
    run.succeeds();
    let summaries: Vec<_> = run.incidents().iter().map(|i| i["summary"].clone()).collect();
    assert_eq!(summaries, ["The queue fell over twice.", "As the author says"]);
}

#[test]
fn a_term_of_the_glossary_is_explained_once_per_page_where_it_first_stands() {
    let glossary =
        "[[term]]\nterm = \"thundering herd\"\naliases = [\"stampede\"]\ndefinition = \"Many clients at <once>\"\n";
    let case = Case::new("glossary").config("glossary = \"terms.toml\"").file("terms.toml", glossary);
    let run = case.incident("a", "title: A stampede", "## A stampede\n\n`stampede` [stampede](https://x.example) then a Thundering Herd and a stampede. stampedes").build();
    run.succeeds().says_nothing().is_sound();
    run.page("incidents/a/index.html", |page| {
        page.reads(".prose a.term", &["Thundering Herd"])
            .attribute("a.term", "title", "Many clients at <once>")
            .attribute("a.term", "href", "../../glossary/index.html#thundering-herd");
    });
    run.page("glossary/index.html", |page| {
        page.has("dt", "thundering herd").has("dd", "Many clients at <once>").has("dd", "Also: stampede");
    });
}

#[test]
fn a_glossary_that_contradicts_itself_is_an_error() {
    let glossary = "[[term]]\nterm = \"herd\"\ndefinition = \"x\"\n\n[[term]]\nterm = \"Herd\"\ndefinition = \"y\"\n";
    let case = Case::new("glossary")
        .config("glossary = \"terms.toml\"")
        .file("terms.toml", glossary)
        .incident("a", "title: A", "x");
    case.build().fails().says("`Herd` is explained twice").says("terms.toml:5");
    case.config("glossary = \"nowhere.toml\"").build().refuses().says("nowhere.toml").says("book.toml:1:12");
}

#[test]
fn deep_nesting_keeps_its_text() {
    let run = Case::new("deep").config("").incident("a", "title: A", &format!("{}bottom", "> ".repeat(3000))).build();
    run.succeeds().says("warning[deep-nesting]").is_sound();
    run.page("incidents/a/index.html", |page| {
        page.has(".prose", "bottom");
        assert!(page.texts(".prose blockquote").len() <= 64);
    });
}

#[test]
fn a_link_that_could_run_is_text_beside_raw_html_too() {
    let run = Case::new("both")
        .config("")
        .incident("a", "title: A", "Text with <b>markup</b> and [a link](javascript:alert(9)).")
        .build();
    run.succeeds().says("a link with the scheme `javascript:` became text");
    run.page("incidents/a/index.html", |p| {
        p.reads(".prose .unresolved", &["a link"]).reads(".prose a", &[]);
    });
}
