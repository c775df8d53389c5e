//! Tests of which addresses are asked.

use super::*;
use globset::Glob;

fn look(url: &str) -> Address {
    let settings = config::External {
        skip: vec![Glob::new("https://wiki.nimbus.dev/*").expect("a glob")],
        ..config::External::default()
    };
    Gate::of(&settings).look(&Link { url: url.into(), span: None, is_secret: false })
}

#[test]
fn an_address_is_asked_as_a_browser_would_ask_it() {
    for (url, expected) in [
        ("https://Nimbus.dev", "https://nimbus.dev/"),
        ("https://nimbus.dev/a b#c", "https://nimbus.dev/a%20b"),
        ("https://zürich.nimbus.dev/straße", "https://xn--zrich-kva.nimbus.dev/stra%C3%9Fe"),
        ("http://nimbus.dev:80/?q=1", "http://nimbus.dev/?q=1"),
        ("http://10.1.2.3/", "http://10.1.2.3/"),
    ] {
        assert_eq!(look(url), Address::Url(Url::parse(expected).expect("a url")), "{url}");
    }
}

#[test]
fn what_names_this_machine_an_example_or_a_user_is_not_asked() {
    for url in [
        "http://localhost:3000/",
        "http://x.localhost/",
        "http://127.0.0.1/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/",
        "http://0/",
        "https://a.example/",
        "https://www.example.com/x",
    ] {
        assert_eq!(look(url), Address::LeftOut(LeftOut::Reserved), "{url}");
    }
    for url in ["https://ana:pw@nimbus.dev/", "https://ana@nimbus.dev/", "https://ana:p w@@[/"] {
        assert_eq!(look(url), Address::LeftOut(LeftOut::Secret), "{url}");
    }
    assert_eq!(look("https://wiki.nimbus.dev/a/b?c"), Address::LeftOut(LeftOut::Skipped));
    assert!(matches!(look("https://"), Address::Bad(_)));
    assert!(matches!(look("https://{{ host }}/x"), Address::Bad(_)));
}

#[test]
fn names_that_only_some_networks_know_are_told_from_others() {
    let private = |url: &str| is_private(&Url::parse(url).expect("a url"));
    for url in ["http://wiki/x", "http://a.corp/", "http://a.internal./", "http://10.0.0.1/"] {
        assert!(private(url), "{url}");
    }
    for url in ["http://corp.nimbus.dev/", "http://a.mycorp/", "http://nimbus.dev"] {
        assert!(!private(url), "{url}");
    }
}
