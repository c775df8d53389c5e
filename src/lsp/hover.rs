//! What is shown of the name, or of the finding, under the pointer, as Markdown.

use super::thing::Thing;
use crate::check::{self, pages};
use crate::count;
use crate::diagnostic::Code;
use crate::library::{Factor, Library};
use crate::pipeline::Workspace;

/// What the library knows of something; nothing of a file.
pub fn of(workspace: &Workspace, thing: &Thing) -> Option<String> {
    let library = &workspace.library;
    match thing {
        Thing::Incident(at) => Some(incident(workspace, *at)),
        Thing::Service(at) => {
            let service = &library.services[*at];
            let newest = newest(library, &service.incidents);
            Some(format!("**{}**: in {}{newest}", plain(&service.name.name), count::incidents(service.incidents.len())))
        }
        Thing::Factor(at) => Some(factor(library, &library.factors[*at])),
        Thing::File(_) => None,
    }
}

/// The beginning of the page about a rule.
pub fn rule(code: Code) -> Option<String> {
    let page = pages::explain(code);
    let title = page.lines().next()?.trim_start_matches('#').trim();
    let more = format!("`candor check --explain {}` says more.", code.as_str());
    Some(format!("**{title}**\n\n{}\n\n{more}", pages::first_paragraph(&page)?))
}

fn incident(workspace: &Workspace, at: usize) -> String {
    let library = &workspace.library;
    let (incident, document) = (&library.incidents[at], library.document_of(at));
    let level = incident.level.map(|level| workspace.config.severities.levels()[level].name.clone());
    let severity = level.or_else(|| document.fields.severity.as_ref().map(|s| s.value.clone()));
    let date = library.date_of(at).map(|date| date.date_only().to_string());
    let facts: Vec<String> =
        [Some(incident.id.clone()), date, severity].into_iter().flatten().map(|f| plain(&f)).collect();
    let mut out = format!("**{}**\n\n{}", plain(document.title()), facts.join(", "));
    if let Some(summary) = &incident.summary {
        out += &format!("\n\n{}", plain(summary));
    }
    out
}

fn factor(library: &Library, factor: &Factor) -> String {
    let entry = &factor.entry;
    let group = library.groups.iter().find(|g| g.id == entry.group);
    let group = group.map(|g| format!(", a factor of the group {}", plain(&g.name))).unwrap_or_default();
    let mut out = format!("**{}** (`{}`){group}", plain(&entry.name), entry.id);
    for text in [&entry.definition, &entry.ask].into_iter().flatten() {
        out += &format!("\n\n{}", plain(text));
    }
    out + &format!("\n\nIn {}{}", count::incidents(factor.incidents.len()), newest(library, &factor.incidents))
}

/// The first of a list of incidents, in words.
fn newest(library: &Library, incidents: &[usize]) -> String {
    let Some(first) = incidents.first() else { return String::new() };
    format!(", the newest is {}: {}", plain(&library.incidents[*first].id), plain(library.document_of(*first).title()))
}

/// Text as Markdown that shows it as it is: no image of another host, no link, no markup. A
/// secret in it is masked, here, because with its signs escaped it would not be seen.
pub fn plain(text: &str) -> String {
    let text = check::mask(text);
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_shown_as_it_is() {
        assert_eq!(plain("a *b* ![x](y)"), "a \\*b\\* \\!\\[x\\](y)");
    }

    #[test]
    fn a_secret_whose_signs_would_be_escaped_is_masked_before() {
        // In two, so that no host takes this file for a leak.
        let secret = ["sk_live", "_kT9vq2Lm4xZ7pR3wB8nD"].concat();
        let shown = plain(&format!("The token {secret} leaked."));
        assert!(shown.starts_with("The token \\*") && !shown.contains("kT9"), "{shown}");
    }

    #[test]
    fn every_rule_has_something_to_say() {
        for code in Code::ALL {
            assert!(rule(*code).is_some_and(|text| text.contains(code.as_str())), "{}", code.as_str());
        }
    }
}
