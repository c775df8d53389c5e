//! Tests of addresses of other sites.

use super::*;

fn read(text: &str) -> Vec<(String, &str)> {
    addresses(text).into_iter().map(|a| (a.url, &text[a.span])).collect()
}

fn urls(text: &str) -> Vec<String> {
    addresses(text).into_iter().map(|a| a.url).collect()
}

#[test]
fn links_images_and_bare_addresses_are_found_with_their_places() {
    let text = "See [a](https://a.example/x \"t\"), ![b](//b.example/y.png), <http://c.example>,\n\
                https://d.example/z. and www.e.example, [f][1].\n\n[1]: https://f.example/\n[2]: https://g.example/\n";
    let expected = [
        ("https://a.example/x", "[a](https://a.example/x \"t\")"),
        ("https://b.example/y.png", "![b](//b.example/y.png)"),
        ("http://c.example", "<http://c.example>"),
        ("https://d.example/z", "https://d.example/z"),
        ("http://www.e.example", "www.e.example"),
        ("https://f.example/", "[f][1]"),
    ];
    let found = read(text);
    assert_eq!(found.iter().map(|(u, s)| (u.as_str(), *s)).collect::<Vec<_>>(), expected);
}

#[test]
fn what_is_no_link_on_the_page_is_none() {
    for text in [
        "`https://a.example/`",
        "```\nhttps://a.example/\n```\n",
        "    https://a.example/\n",
        "<!-- https://a.example/ [x](https://a.example/) <a href=\"https://a.example/\">x</a> -->\n",
        "[x](../a.md) [y](mailto:a@a.example) <a@a.example> [z](ftp://a.example/) [[https]]",
        "<script src=\"https://a.example/\"></script>\n",
    ] {
        assert_eq!(urls(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_link_whose_words_are_an_address_is_one_link() {
    assert_eq!(urls("[https://a.example/x](https://b.example/y)"), ["https://b.example/y"]);
    assert_eq!(
        urls("[![https://a.example](https://a.example/i.png)](https://b.example/)"),
        ["https://b.example/", "https://a.example/i.png"]
    );
}

#[test]
fn links_of_raw_html_are_found() {
    let text = "Read <a href='https://a.example/?x=1&amp;y=2'>this</a>.\n\n<p>\n<a\n  href=\"https://b.example/\">x</a>\n<img src=\"https://c.example/i.png\"></p>\n";
    assert_eq!(urls(text), ["https://a.example/?x=1&y=2", "https://b.example/", "https://c.example/i.png"]);
    assert_eq!(read(text)[1].1, "https://b.example/");
}

#[test]
fn one_address_twice_has_two_places() {
    let all = addresses("https://a.example/ and https://a.example/ again\n");
    assert_eq!(all.iter().map(|a| a.span.clone()).collect::<Vec<_>>(), [0..18, 23..41]);
}
