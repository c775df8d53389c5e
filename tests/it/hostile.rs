//! Content that means harm, or only looks like it.

use crate::case::Case;

const HOSTILE: &str = "<script>alert(1)</script>\" onmouseover=\"x' \u{1b}[31m \u{202e}evil {{ 7*7 }} {% set x = 1 %}";

/// Every field of an incident that a page shows, all hostile; YAML takes JSON strings.
fn library() -> Case {
    let h = serde_json::Value::from(HOSTILE).to_string();
    let fields = format!(
        "title: {h}\ndate: 2024-01-01\nseverity: {h}\nstatus: {h}\ntrigger: {h}\nservices: [{h}]\nfactors: [{h}]\ntags: [{h}]\nteams: [{h}]\ndetection: {h}\nalerts: [{h}]\nimpact: {{summary: {h}, users: {h}}}\nauthors: [{h}]\nactions: [{{text: {h}, owner: {h}, status: {h}, link: \"javascript:alert(1)\"}}]\nsources: [{{url: \"https://x.example/\", title: {h}}}, {{url: \"javascript:alert(1)\"}}]\nsummary: {h}\nlang: {h}\ntimezone: {h}\nown_field: {h}\nrelated: [{{id: b, rel: {h}}}]\naliases: [{h}]"
    );
    Case::new("hostile").config("glossary = \"g.toml\"\nfooter = \"<script>alert(1)</script>\"\ntitle = \"<script>alert(1)</script>\"").file("g.toml", "[[term]]\nterm = \"herd\"\ndefinition = \"<script>alert(1)</script>\\\" x=\\\"\"\n")
        .incident("a", &fields, &format!("# {HOSTILE}\n\n## {HOSTILE}\n\nA herd. [{HOSTILE}](b.md \"{}\") [[{HOSTILE}]] ![{HOSTILE}](no.png)", "a title with 'quotes'"))
        .incident("b", "title: B", "```<script>\n</code><script>alert(1)</script>\n```")
        .file("content/paths/p.md", &format!("---\ntitle: {h}\nfor: {h}\ngoal: {h}\nsteps: [{{incident: a, why: {h}, question: {h}, discuss: [{h}]}}]\n---\n"))
        .file("content/pages/x.md", &format!("---\ntitle: {h}\nmenu: true\n---\nx\n"))
}

#[test]
fn markup_in_any_field_stays_text() {
    let run = library().build();
    run.succeeds().is_sound();
    let mut shown = 0;
    for (path, bytes) in run.files().iter().filter(|(p, _)| p.ends_with(".html")) {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("<script>alert"), "{path}");
        run.page(path, |page| {
            page.counts("[onmouseover]", 0);
            assert!(page.attributes("a", "href").iter().all(|h| !h.starts_with("javascript:")), "{path}");
        });
        shown += usize::from(text.contains("&lt;script&gt;alert(1)"));
    }
    assert!(shown > 10, "the text is shown, not dropped: {shown}");
    for (path, bytes) in run.files().iter().filter(|(p, _)| p.ends_with(".xml") || p.ends_with(".js")) {
        assert!(!String::from_utf8_lossy(bytes).contains("</script>"), "{path}");
    }
}

#[test]
fn braces_in_content_are_never_evaluated() {
    let run = library().build();
    for (path, bytes) in run.files().iter().filter(|(p, _)| p.starts_with("incidents/a/")) {
        let text = String::from_utf8_lossy(bytes);
        assert!(text.contains("{{ 7*7 }}") && !text.contains(" 49 "), "{path}");
    }
}

#[test]
fn messages_carry_no_escape_sequences_and_no_bidirectional_marks() {
    let case = library().file("content/incidents/\u{202e}\u{1b}[31mname.md", "[x](no\u{202e}where.md)");
    for run in [
        case.build(),
        case.run(&["-v", "build"]),
        case.run(&["search", "herd"]),
        case.run(&["new", "\u{1b}[31m\u{202e}x"]),
    ] {
        for text in [&run.stdout, &run.stderr] {
            let bad: Vec<char> = text
                .chars()
                .filter(|c| {
                    (c.is_control() && *c != '\n')
                        || ('\u{202a}'..='\u{202e}').contains(c)
                        || ('\u{2066}'..='\u{2069}').contains(c)
                })
                .collect();
            assert!(bad.is_empty(), "{bad:?} in {text:?}");
        }
    }
}

#[test]
fn no_line_of_content_can_begin_a_command_of_a_ci_runner() {
    let case = Case::new("ci").config("id_pattern = \"\\n::error::\"")
        .file("content/::error::a.md", "---\ntitle: \"::error::\\n::error file=x::y\"\nsevrity: \"::error::\"\nfactors: [\"::error::\"]\nservices: [\"::warning::\"]\ndate: \"::error::\"\n---\n::error::x\n\n[x](::error::)\n\n![::error::](\n::error::)\n")
        .file("content/b.md", "---\ntitle: [x\n::error::y: [\n---\n");
    for run in
        [case.build(), case.run(&["-v", "build"]), case.run(&["search", "error"]), case.run(&["new", "::error::x"])]
    {
        for line in run.stdout.lines().chain(run.stderr.lines()) {
            assert!(!line.trim_start().starts_with("::"), "{line:?}");
        }
    }
}

#[test]
fn a_title_cannot_print_escape_sequences_in_search() {
    let case = Case::new("search").config("").incident(
        "a",
        "title: \"\\e[31mred\\u202e ::error::\"\nservices: [\"::error::\\e[31m\"]",
        "::error:: zebra \u{1b}[31m text\n",
    );
    let run = case.run(&["search", "zebra"]);
    run.succeeds();
    assert!(!run.stdout.contains('\u{1b}') && !run.stdout.contains('\u{202e}'), "{:?}", run.stdout);
    assert!(run.stdout.lines().all(|l| !l.trim_start().starts_with("::")), "{}", run.stdout);
}

#[test]
fn no_name_of_a_document_service_or_alias_writes_outside_the_site() {
    let case = Case::new("traversal").config("")
        .incident("a", "title: A\nid: ../../evil\nservices: [../../evil, /etc/evil, '..', '.']\ntags: ['../evil', '..']\nfactors: ['../../evil']\nseverity: ../../evil\naliases: ['/../../evil/', '..', 'C:/evil', '\\\\evil\\x']", "![x](../../../../../../etc/passwd) [y](/../../etc/passwd)")
        .incident("b", "title: B\nid: '..'", "x").incident("c", "title: C\nid: page", "x").incident("d", "title: D\nid: index.html", "x").incident("e", "title: E\nid: 'con'", "x");
    let run = case.build();
    run.succeeds().is_sound();
    for folder in [case.root().parent().unwrap(), case.root()] {
        let names: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        assert!(
            names.iter().all(|n| ["library", "book.toml", "content", "public", ".candor"].contains(&n.as_str())),
            "{names:?}"
        );
    }
    run.never_mentions("root:x:0");
}

#[test]
fn deep_and_large_front_matter_ends_with_a_page() {
    let deep = format!("---\ntitle: A\nx: {}{}\n---\nText\n", "[".repeat(5000), "]".repeat(5000));
    let bomb = "---\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\nh: &h [*g,*g,*g,*g,*g,*g,*g,*g,*g]\ntitle: Bomb\n---\nText\n";
    let json = format!("{{\"title\": \"J\", \"x\": {}1{}}}\nText\n", "[".repeat(5000), "]".repeat(5000));
    let toml = format!("+++\ntitle = \"T\"\nx = {}{}\n+++\nText\n", "[".repeat(5000), "]".repeat(5000));
    let run = Case::new("deep")
        .config("")
        .file("content/deep.md", &deep)
        .file("content/bomb.md", bomb)
        .file("content/json.md", &json)
        .file("content/toml.md", &toml)
        .build();
    run.succeeds();
    assert_eq!(run.incidents().len(), 4);
    assert!(run.seconds < 60.0, "{} s", run.seconds);
}

#[test]
fn pathological_markdown_is_rendered_in_time() {
    let bodies = [
        "[".repeat(50_000),
        "*a ".repeat(50_000),
        "`".repeat(50_000),
        "![[".repeat(20_000),
        "<".repeat(50_000),
        "&".repeat(50_000),
        "[a](".repeat(20_000),
        "- ".repeat(5_000),
        format!("{}\n", "|a".repeat(3_000)).repeat(3),
        "[^a]: x\n".repeat(5_000),
        "<b>".repeat(10_000),
        "https://".repeat(10_000),
        "INC-1 ".repeat(20_000),
        "# a\n".repeat(20_000),
    ];
    let mut case = Case::new("pathological").config("");
    for (n, body) in bodies.iter().enumerate() {
        case = case.incident(&format!("p{n}"), &format!("title: P{n}"), body);
    }
    let run = case.build();
    run.succeeds();
    assert_eq!(run.incidents().len(), bodies.len());
    assert!(run.seconds < 120.0, "{} s", run.seconds);
}
