//! `candor inspect`: what is understood of a file, and of a folder as a whole.

mod coverage;
mod facts;

use super::target::Target;
use super::{Console, Outcome, Stop, print, usage};
use crate::cli::{Cli, Format, Inspect};
use crate::date::{Moment, Zone};
use crate::diagnostic::text::clean;
use crate::diagnostic::{Diagnostic, json};
use crate::document::{Document, Event, EventTime};
use crate::source::{self, Role, SourceFile};
use coverage::Coverage;
use facts::Fact;
use serde_json::{Value, json};
use std::collections::HashMap;

pub(super) fn run(cli: &Cli, args: &Inspect, console: &Console) -> Result<Outcome, Stop> {
    let target = Target::read(cli, args.path.as_deref())?;
    console.diagnostics(&target.warnings);
    let files: HashMap<&str, &SourceFile> = target.all.source.files.iter().map(|f| (f.path.as_str(), f)).collect();
    let wanted: Vec<&Document> =
        target.all.documents.iter().filter(|d| files.get(d.file.as_str()).is_some_and(|f| target.wants(f))).collect();
    if wanted.is_empty() {
        return Err(usage(match target.passed_over() {
            Some((path, why)) => format!("`{path}` is {why}, not a document of the library"),
            None => "there is no Markdown document there".to_owned(),
        }));
    }
    let text = |document: &Document| -> Result<String, Stop> {
        let Some(file) = files.get(document.file.as_str()) else { return Ok(String::new()) };
        let bytes = crate::fs::read(&file.disk)?;
        Ok(source::decode(file, bytes, &mut crate::diagnostic::Diagnostics::new()))
    };
    let problems = |document: &Document| -> Vec<&Diagnostic> {
        let of_file = |d: &&Diagnostic| d.place.as_ref().is_some_and(|p| p.file == document.name);
        target.all.problems.iter().filter(of_file).collect()
    };
    if args.format == Format::Json {
        let mut all = Vec::with_capacity(wanted.len());
        for document in wanted {
            let facts = facts::of(document, &text(document)?, &target.all.vocabulary);
            all.push(to_json(document, &facts, &problems(document)));
        }
        print(&format!("{}\n", serde_json::to_string_pretty(&all)?))?;
        return Ok(Outcome::Done);
    }
    if let [document] = wanted.as_slice() {
        let facts = facts::of(document, &text(document)?, &target.all.vocabulary);
        print(&to_text(document, &facts, &problems(document)))?;
    } else {
        print(&Coverage::of(&wanted).to_text(&target.config.title))?;
    }
    Ok(Outcome::Done)
}

/// The id of what a document is: the kind of an incident, else its role.
fn kind(document: &Document) -> &'static str {
    match document.role {
        Role::Incident => document.fields.kind.id(),
        Role::Path => "path",
        Role::Service => "service",
        Role::Factor => "factor",
        Role::Page => "page",
    }
}

fn to_json(document: &Document, facts: &[Fact], problems: &[&Diagnostic]) -> Value {
    let fields: serde_json::Map<String, Value> = facts
        .iter()
        .map(|f| {
            let value = json!({
                "value": f.value, "raw": f.raw, "from": f.origin.from.id(),
                "line": (f.origin.line > 0).then_some(f.origin.line), "sure": f.origin.sure.id(),
            });
            (f.name.to_owned(), value)
        })
        .collect();
    let timeline: Vec<Value> = document.timeline.iter().map(event).collect();
    let actions: Vec<Value> = document
        .fields
        .actions
        .iter()
        .map(|a| {
            json!({
                "text": a.text, "owner": a.owner, "due": a.due.as_ref().map(ToString::to_string), "status": a.status,
                "type": a.kind, "priority": a.priority, "link": a.link, "line": a.line,
            })
        })
        .collect();
    let sections: Vec<Value> = document
        .sections
        .iter()
        .map(|s| json!({ "name": s.name.id(), "heading": s.heading, "line": s.line }))
        .collect();
    let missed: Vec<Value> =
        document.not_understood.iter().map(|n| json!({ "text": n.text, "what": n.what, "line": n.line })).collect();
    json!({
        "file": document.name, "kind": kind(document), "fields": fields, "timeline": timeline, "actions": actions,
        "sections": sections, "not_understood": missed,
        "diagnostics": problems.iter().map(|d| json::value(d)).collect::<Vec<_>>(),
    })
}

fn event(event: &Event) -> Value {
    let zone = event.at.as_ref().and_then(|at| match at.zone() {
        Zone::Unknown => None,
        Zone::Offset(_) => {
            at.moment().and_then(Moment::clock).and_then(|c| c.split_once(' ').map(|(_, z)| z.to_owned()))
        }
        Zone::Named(name) => Some(name.clone()),
    });
    let mut value = json!({
        "at": event.at.as_ref().map(EventTime::iso),
        "precision": event.at.as_ref().map(|at| at.precision().as_str()),
        "zone": zone, "text": event.text, "line": event.line,
    });
    let mut add = |key: &str, more: Value| value[key] = more;
    if let Some(until) = &event.until {
        add("until", json!(until.iso()));
    }
    if event.approximate {
        add("approximate", json!(true));
    }
    if !event.details.is_empty() {
        add("details", json!(event.details));
    }
    if let Some(phase) = event.phase {
        add("phase", json!(phase.id()));
    }
    value
}

/// Everything that is understood of one document, for people.
fn to_text(document: &Document, facts: &[Fact], problems: &[&Diagnostic]) -> String {
    let mut out = format!("{} ({})\n\n", document.name, kind(document));
    let width = facts.iter().map(|f| f.name.len()).max().unwrap_or(0);
    for fact in facts {
        let value = match &fact.value {
            Value::String(text) => text.clone(),
            Value::Array(list) => list.iter().map(|v| v.as_str().unwrap_or_default()).collect::<Vec<_>>().join(", "),
            other => fact.shown.clone().unwrap_or_else(|| other.to_string()),
        };
        let line = if fact.origin.line > 0 { format!(", line {}", fact.origin.line) } else { String::new() };
        let sure = match fact.origin.sure {
            crate::document::Sure::Stated => "",
            crate::document::Sure::Likely => ", likely",
            crate::document::Sure::Weak => ", perhaps",
        };
        out += &format!("  {:width$}  {}  ({}{line}{sure})\n", fact.name, one_line(&value), fact.origin.from.id());
    }
    let mut part = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            out += &format!("\n{title}\n");
            for line in lines {
                out += &format!("  {line}\n");
            }
        }
    };
    let event = |e: &Event| {
        let at = e.at.as_ref().map_or_else(|| "time not known".to_owned(), EventTime::iso);
        let until = e.until.as_ref().map_or_else(String::new, |u| format!(" to {}", u.iso()));
        let about = if e.approximate { "about " } else { "" };
        let phase = e.phase.map_or_else(String::new, |p| format!("  [{}]", p.id()));
        format!("{:>4}  {about}{at}{until}  {}{phase}", e.line, one_line(&e.text))
    };
    part("timeline (line, time, event)", document.timeline.iter().map(event).collect());
    let action = |a: &crate::document::Action| {
        let mut parts = vec![one_line(&a.text)];
        let fields = [("owner", &a.owner), ("status", &a.status), ("type", &a.kind), ("link", &a.link)];
        parts.extend(fields.iter().filter_map(|(n, v)| v.as_ref().map(|v| format!("{n}: {v}"))));
        parts.extend(a.due.as_ref().map(|d| format!("due: {d}")));
        format!("{:>4}  {}", a.line, parts.join("; "))
    };
    part("actions (line, text)", document.fields.actions.iter().map(action).collect());
    let section =
        |s: &crate::document::NamedSection| format!("{:>4}  {:10}  {}", s.line, s.name.id(), one_line(&s.heading));
    part("sections (line, name, heading)", document.sections.iter().map(section).collect());
    let missed = |n: &crate::document::NotUnderstood| format!("{:>4}  {}: {}", n.line, n.what, one_line(&n.text));
    part("not understood (line, what was expected, text)", document.not_understood.iter().map(missed).collect());
    let problem = |d: &&Diagnostic| {
        let line = d.place.as_ref().map_or(0, |p| p.line);
        format!("{line:>4}  {}: {}", d.code.as_str(), one_line(&d.message))
    };
    part("problems (line, code)", problems.iter().map(problem).collect());
    out
}

/// A text in one line of bearable length, without what could control a terminal.
fn one_line(text: &str) -> String {
    let text = clean(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    match text.char_indices().nth(100) {
        Some((cut, _)) => format!("{}\u{2026}", &text[..cut]),
        None => text,
    }
}
