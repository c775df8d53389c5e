//! The template of a post-mortem, filled in.

use crate::value::yaml_text;

/// The template that comes with Candor.
pub(super) const POST_MORTEM: &str = include_str!("template/post-mortem.md");

/// What is filled in.
pub(super) struct Values<'a> {
    pub(super) title: &'a str,
    pub(super) id: &'a str,
    pub(super) date: &'a str,
    pub(super) services: &'a [String],
    pub(super) factors: &'a [String],
    pub(super) draft: bool,
}

/// A text with `{{title}}`, `{{id}}`, `{{date}}`, `{{services}}`, `{{factors}}`,
/// `{{status}}` and `{{draft}}` filled in, each as YAML writes it.
pub(super) fn fill(template: &str, values: &Values<'_>) -> String {
    let list = |all: &[String]| {
        let all: Vec<String> = all.iter().map(|v| yaml_text(v)).collect();
        format!("[{}]", all.join(", "))
    };
    let mut out = String::with_capacity(template.len() + 256);
    let mut rest = template;
    // One pass, so that a title that looks like a placeholder stays as it is.
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let Some((name, tail)) = after.split_once("}}") else {
            out.push_str("{{");
            rest = after;
            continue;
        };
        match name.trim() {
            "title" => out.push_str(&yaml_text(values.title)),
            "id" => out.push_str(&yaml_text(values.id)),
            "date" => out.push_str(values.date),
            "services" => out.push_str(&list(values.services)),
            "factors" => out.push_str(&list(values.factors)),
            "draft" => out.push_str(if values.draft { "true" } else { "false" }),
            "status" => out.push_str(if values.draft { "draft" } else { "in-review" }),
            _ => {
                out.push_str("{{");
                rest = after;
                continue;
            }
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Syntax, parse};
    use proptest::prelude::*;

    fn values<'a>(title: &'a str, services: &'a [String]) -> Values<'a> {
        Values { title, id: "x", date: "2026-01-31", services, factors: &[], draft: false }
    }

    proptest! {
        #[test]
        fn any_title_comes_back_from_the_file(title in "\\PC{1,40}") {
            let services = [title.clone()];
            let text = fill("title: {{title}}\nservices: {{services}}\n", &values(&title, &services));
            let (node, errors) = parse(Syntax::Yaml, &text, 0);
            prop_assert_eq!(errors, vec![], "{}", text);
            let found = node.get("title").and_then(|n| n.text()).unwrap_or_default().to_owned();
            prop_assert_eq!(found, title.trim());
        }
    }

    #[test]
    fn a_title_that_looks_like_a_placeholder_stays() {
        assert_eq!(fill("{{title}} {{date}} {{x}}", &values("{{date}}", &[])), "\"{{date}}\" 2026-01-31 {{x}}");
    }
}
