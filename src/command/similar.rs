//! `candor similar`

use super::{Console, Outcome, Stop, clock, load_config, overrides, print, selection, stdin, usage};
use crate::cli::{Cli, Format, Similar};
use crate::diagnostic::text::clean;
use crate::fs;
use crate::pipeline;
use crate::search::{Alike, Chosen, Index, Note};
use serde_json::json;
use std::path::Path;

pub(super) fn run(cli: &Cli, args: &Similar, console: &Console) -> Result<Outcome, Stop> {
    let (config, warnings) = load_config(cli, &overrides(&args.which))?;
    console.diagnostics(&warnings);
    let clock = clock(args.which.date.as_deref())?;
    let text = if args.to.is_none() { text(args)? } else { String::new() };
    let index = pipeline::search_index(&config, &selection(&config, clock), clock)?;
    let chosen = Chosen {
        service: args.service.clone(),
        factor: args.factor.clone(),
        after: args.after.clone(),
        before: args.before.clone(),
        ..Chosen::default()
    };
    if let Some(note) = index.doubts(&chosen).first() {
        return Err(doubt(note));
    }
    let limit = args.limit.get();
    let hits = match &args.to {
        Some(id) => index.relatives(id, &chosen, limit)?.ok_or_else(|| unknown(&index, id))?,
        None => index.alike(&text, &chosen, limit)?,
    };
    match args.format {
        Format::Json => print(&format!("{:#}\n", to_json(&hits)))?,
        Format::Text => print(&to_text(&hits, Console::color_out()))?,
    }
    Ok(if hits.is_empty() { Outcome::Problems } else { Outcome::Done })
}

/// What was pasted.
fn text(args: &Similar) -> Result<String, Stop> {
    let bytes = match &args.file {
        Some(path) if path != Path::new("-") => fs::read(path)?,
        None if args.text != ["-"] => return Ok(args.text.join(" ")),
        _ => stdin()?,
    };
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn unknown(index: &Index, id: &str) -> Stop {
    let likeness = |known: &&String| (strsim::normalized_damerau_levenshtein(known, id) * 1e6).round();
    let near = index.ids().iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)).then(b.cmp(a)));
    let help = match near {
        Some(near) if likeness(&near) > 5e5 => format!("; did you mean `{}`?", clean(near)),
        _ => String::new(),
    };
    usage(format!("no incident has the id `{}`{help}", clean(id)))
}

/// A choice that cannot be made: leaving it out would answer another question.
fn doubt(note: &Note) -> Stop {
    match note {
        Note::UnknownValue { field, value, suggestion } => {
            let help = suggestion.as_ref().map(|s| format!("; did you mean `{}`?", clean(s))).unwrap_or_default();
            usage(format!("no incident has the {field} `{}`{help}", clean(value)))
        }
        Note::BadDate { field, value } => {
            usage(format!("`--{field} {}` has no date like 2024, 2024-03 or 2024-03-09", clean(value)))
        }
        other => usage(format!("a choice was not understood: {}", other.code())),
    }
}

fn to_json(hits: &[Alike]) -> serde_json::Value {
    let hit = |hit: &Alike| {
        let card = &hit.card;
        json!({
            "id": card.id, "title": card.title, "url": card.url, "source": card.source, "date": card.date,
            "severity": card.severity, "kind": card.kind, "score": hit.score,
            "why": { "terms": hit.terms, "factors": hit.factors, "services": hit.services },
            "helped": hit.helped,
        })
    };
    json!({ "hits": hits.iter().map(hit).collect::<Vec<_>>() })
}

fn to_text(hits: &[Alike], color: bool) -> String {
    if hits.is_empty() {
        return "nothing similar\n".to_owned();
    }
    hits.iter().map(|hit| one(hit, color)).collect::<Vec<_>>().join("\n")
}

fn one(hit: &Alike, color: bool) -> String {
    let (bold, dim, off) = if color { ("\u{1b}[1m", "\u{1b}[2m", "\u{1b}[0m") } else { ("", "", "") };
    let card = &hit.card;
    let mut out = format!("{bold}{}{off}\n", clean(&card.title));
    let facts = [card.date.clone(), card.severity.clone(), Some(card.services.join(", "))];
    let facts: Vec<String> = facts.into_iter().flatten().filter(|f| !f.is_empty()).map(|f| clean(&f)).collect();
    if !facts.is_empty() {
        out += &format!("  {}\n", facts.join("  "));
    }
    let both: Vec<String> = hit.factors.iter().chain(&hit.services).map(|n| clean(n)).collect();
    if !both.is_empty() {
        out += &format!("  both: {}\n", both.join(", "));
    }
    if !hit.terms.is_empty() {
        let terms: Vec<String> = hit.terms.iter().map(|t| clean(t)).collect();
        out += &format!("  alike in: {}\n", terms.join(", "));
    }
    if let Some(helped) = &hit.helped {
        out += "  what helped:\n";
        for line in helped.text.lines().filter(|l| !l.trim().is_empty()) {
            out += &format!("    {}\n", clean(line));
        }
    }
    out + &format!("  {dim}{}{off}\n", clean(&card.source))
}
