//! Tests of notations of front matter.

use super::*;
use crate::value::parse;
use proptest::prelude::*;

fn written(text: &str, zone: Option<&str>) -> Option<String> {
    match Given::moment(&Moment::parse(text)?, zone)? {
        Given::Moment(text, _) => Some(text),
        _ => None,
    }
}

#[test]
fn a_moment_keeps_its_precision_and_its_zone() {
    for text in ["2024", "2024-03", "2024-03-09", "2024-03-09T14:05", "2024-03-09T14:05:07+02:00"] {
        assert_eq!(written(text, None).as_deref(), Some(text));
    }
    let named = "2024-03-09 14:05 Europe/Berlin";
    assert_eq!(written(named, None).as_deref(), Some(named));
    assert_eq!(written(named, Some("Europe/Berlin")).as_deref(), Some("2024-03-09T14:05"));
    assert_eq!(written(named, Some("America/New_York")).as_deref(), Some(named));
}

proptest! {
    #[test]
    fn any_text_comes_back_from_every_notation(texts in prop::collection::vec(any::<String>(), 1..4), single in any::<bool>()) {
        let value = if single { Given::Text(texts[0].clone()) } else { Given::List(texts) };
        for syntax in [Syntax::Yaml, Syntax::Toml, Syntax::Json] {
            let line = entry(syntax, "key", &value);
            prop_assert!(!line.contains('\n'));
            let text = if syntax == Syntax::Json { format!("{{{line}}}") } else { format!("{line}\n") };
            let (node, errors) = parse(syntax, &text, 0);
            prop_assert_eq!(errors, vec![], "{}", text);
            let found = node.get("key").expect("the key");
            let raw = |node: &Node| match &node.value { Value::Scalar { raw, .. } => raw.clone(), _ => String::new() };
            let printable = |t: &String| crate::value::printable(t.clone());
            match &value {
                Given::List(list) => prop_assert_eq!(found.list().expect("a list").iter().map(raw).collect::<Vec<_>>(), list.iter().map(printable).collect::<Vec<_>>()),
                Given::Text(text) => prop_assert_eq!(raw(found), printable(text)),
                _ => {}
            }
        }
    }
}
