//! Raw HTML, made harmless by ammonia.

use ammonia::Builder;
use regex::Regex;
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

static BUILDER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .add_tags(["input", "section", "summary", "details"])
        .add_generic_attributes([
            "id",
            "class",
            "title",
            "lang",
            "dir",
            "role",
            "tabindex",
            "aria-label",
            "data-at",
            "data-as",
            "data-lang",
        ])
        .add_tag_attributes("input", ["type", "disabled", "checked"])
        .add_tag_attributes("details", ["open"])
        .add_tag_attributes("a", ["name"])
        .add_tag_attributes("ol", ["start"])
        .link_rel(None)
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .attribute_filter(|tag, attribute, value| match (tag, attribute) {
            // The only input is the box of a task list.
            ("input", "type") if value != "checkbox" => None,
            // An id of the layout cannot be taken over; our own footnotes keep theirs.
            (_, "id" | "name") if value.starts_with('_') && !value.starts_with("_fn") => None,
            _ => Some(Cow::Borrowed(value)),
        });
    builder
});

#[expect(clippy::unwrap_used, reason = "a constant pattern that the tests compile")]
static MARKS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)data-a(?:t|s)\b").unwrap());

#[expect(clippy::unwrap_used, reason = "a constant pattern that the tests compile")]
static UNSAFE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)<\s*(script|iframe|object|embed|form|style|link|meta|base|svg|math|video|audio|button|template)\b|\son[a-z]+\s*=|javascript:|\sstyle\s*=",
    )
    .unwrap()
});

/// HTML in which nothing runs, loads or submits.
pub(super) fn clean(html: &str) -> String {
    BUILDER.clean(html).to_string()
}

/// How many elements a piece of raw HTML opens and does not close.
///
/// Elements that have no end (HTML, section 13.1.2) are not counted.
pub(super) fn open_elements(html: &str) -> isize {
    const VOID: [&str; 8] = ["br", "hr", "img", "input", "wbr", "col", "meta", "link"];
    let mut open = 0;
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        let name = rest.strip_prefix('/').unwrap_or(rest);
        let name: String = name.chars().take_while(char::is_ascii_alphanumeric).collect();
        if !name.is_empty() && !VOID.contains(&name.to_ascii_lowercase().as_str()) {
            open += if rest.starts_with('/') { -1 } else { 1 };
        }
    }
    open
}

/// Raw HTML without the attributes by which the writer tells its links apart.
pub(super) fn without_marks(html: &str) -> Cow<'_, str> {
    MARKS.replace_all(html, "data-x-")
}

/// What in a piece of raw HTML will be removed because it could run or load something.
pub(super) fn unsafe_part(html: &str) -> Option<&str> {
    UNSAFE.find(html).map(|m| m.as_str().trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_runs_or_loads_is_left() {
        for hostile in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<a href=\"javascript:alert(1)\">x</a>",
            "<iframe src=//evil></iframe>",
            "<p style=\"background:url(//evil)\">x</p>",
            "<svg onload=alert(1)>",
            "<form action=//evil><input type=text name=q></form>",
            "<base href=//evil>",
            "<link rel=stylesheet href=//evil>",
            "<video poster=//evil></video>",
        ] {
            let clean = clean(hostile);
            for word in ["script", "onerror", "onload", "javascript", "iframe", "style", "evil", "form", "name="] {
                assert!(!clean.contains(word), "{hostile} became {clean}");
            }
        }
    }

    #[test]
    fn what_only_shapes_text_stays() {
        for fine in [
            "<details><summary>More</summary>x</details>",
            "<kbd>Ctrl</kbd>",
            "x<br>y",
            "<table><tbody><tr><td>1</td></tr></tbody></table>",
        ] {
            assert_eq!(clean(fine), fine);
            assert_eq!(unsafe_part(fine), None);
        }
        assert_eq!(unsafe_part("<IFRAME src=x>"), Some("<IFRAME"));
        assert_eq!(open_elements("<div><br><p>x</p> a < b"), 1);
    }
}
