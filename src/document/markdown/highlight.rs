//! Colours for code, made at build time as spans with classes.

use super::escape;
use std::sync::LazyLock;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

/// Longer code is shown without colours: nobody reads it for them, and it costs.
const LONGEST: usize = 64 * 1024;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// Classes by the scope that earns them; the first match counts.
static CLASSES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    [
        ("comment", "s-comment"),
        ("constant.numeric", "s-number"),
        ("constant.character", "s-string"),
        ("string", "s-string"),
        ("constant", "s-constant"),
        ("keyword.operator", "s-operator"),
        ("keyword", "s-keyword"),
        ("storage.type", "s-type"),
        ("storage", "s-keyword"),
        ("entity.name.tag", "s-tag"),
        ("entity.other.attribute-name", "s-attribute"),
        ("entity.name.function", "s-function"),
        ("support.function", "s-function"),
        ("variable.function", "s-function"),
        ("entity.name.section", "s-heading"),
        ("entity.name", "s-type"),
        ("support.type", "s-type"),
        ("support.class", "s-type"),
        ("variable", "s-variable"),
        ("markup.inserted", "s-inserted"),
        ("markup.deleted", "s-deleted"),
        ("markup.heading", "s-heading"),
    ]
    .into_iter()
    .filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, class)))
    .collect()
});

static PUNCTUATION: LazyLock<Option<Scope>> = LazyLock::new(|| Scope::new("punctuation").ok());

/// Loads the grammars ahead of their first use, to do so beside other work.
pub fn warm_up() {
    LazyLock::force(&SYNTAXES);
}

/// Code as escaped HTML, with spans when the language is known.
pub(super) fn html(code: &str, language: &str) -> String {
    let syntax = (!language.is_empty() && code.len() <= LONGEST).then(|| find(language)).flatten();
    syntax.and_then(|s| coloured(code, s)).unwrap_or_else(|| escape(code).into_owned())
}

/// The grammar for the word after a fence. Logs and plain text have none.
fn find(language: &str) -> Option<&'static SyntaxReference> {
    let name = match language.to_ascii_lowercase().as_str() {
        "" | "text" | "txt" | "plain" | "plaintext" | "none" | "log" | "logs" | "console" | "output" | "mermaid" => {
            return None;
        }
        "shell" | "zsh" | "shell-session" => "bash".to_owned(),
        "yml" => "yaml".to_owned(),
        "hcl" | "tf" => "terraform".to_owned(),
        "golang" => "go".to_owned(),
        "postgres" | "postgresql" | "mysql" | "psql" => "sql".to_owned(),
        "jsonc" | "json5" => "json".to_owned(),
        other => other.to_owned(),
    };
    SYNTAXES.find_syntax_by_token(&name)
}

fn coloured(code: &str, syntax: &SyntaxReference) -> Option<String> {
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut out = String::with_capacity(code.len() * 2);
    let mut open: Option<&'static str> = None;
    for line in LinesWithEndings::from(code) {
        let operations = state.parse_line(line, &SYNTAXES).ok()?;
        let mut at = 0;
        for (to, operation) in &operations {
            piece(&mut out, &line[at..*to], &stack, &mut open);
            at = *to;
            stack.apply(operation).ok()?;
        }
        piece(&mut out, &line[at..], &stack, &mut open);
    }
    close(&mut out, &mut open);
    Some(out)
}

/// Writes a piece of code, joined to the piece before it when both have one class.
fn piece(out: &mut String, text: &str, stack: &ScopeStack, open: &mut Option<&'static str>) {
    if text.is_empty() {
        return;
    }
    let class = class(stack);
    // Space looks the same in every colour.
    if class != *open && !text.trim().is_empty() {
        close(out, open);
        if let Some(class) = class {
            out.push_str("<span class=\"");
            out.push_str(class);
            out.push_str("\">");
        }
        *open = class;
    }
    out.push_str(&escape(text));
}

fn close(out: &mut String, open: &mut Option<&'static str>) {
    if open.take().is_some() {
        out.push_str("</span>");
    }
}

/// The class of the innermost scope that has one. Marks around a thing (quotes of a
/// string) look like the thing.
fn class(stack: &ScopeStack) -> Option<&'static str> {
    let mut punctuation = false;
    for scope in stack.as_slice().iter().rev() {
        if PUNCTUATION.is_some_and(|p| p.is_prefix_of(*scope)) {
            punctuation = true;
            continue;
        }
        if let Some((_, class)) = CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)) {
            return Some(class);
        }
    }
    punctuation.then_some("s-punctuation")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_of_a_known_language_has_classes_and_is_escaped() {
        let out = html("SELECT '<b>' -- all\n", "sql");
        assert!(out.contains("<span class=\"s-keyword\">SELECT"), "{out}");
        assert!(out.contains("s-string") && out.contains("&lt;b&gt;") && out.contains("s-comment"), "{out}");
        assert!(html("key: 1", "yaml").contains("s-tag"));
    }

    #[test]
    fn logs_and_unknown_languages_stay_plain() {
        assert_eq!(html("a <b>", "log"), "a &lt;b&gt;");
        assert_eq!(html("graph TD; A-->B", "mermaid"), "graph TD; A--&gt;B");
        assert_eq!(html("x", "no-such-language"), "x");
    }

    #[test]
    fn languages_of_operations_are_known() {
        for language in [
            "bash",
            "json",
            "yaml",
            "sql",
            "toml",
            "dockerfile",
            "go",
            "python",
            "terraform",
            "diff",
            "rust",
            "ini",
            "nginx",
        ] {
            assert!(find(language).is_some(), "{language}");
        }
    }
}
