//! `candor search`

use super::{Console, Outcome, Stop, clock, load_config, overrides, print, selection};
use crate::cli::{Cli, Format, Search, Sort};
use crate::count;
use crate::diagnostic::text::clean;
use crate::pipeline;
use crate::search::{Ask, Chosen, Hit, Note, Results, Why};
use serde_json::json;

pub(super) fn run(cli: &Cli, args: &Search, console: &Console) -> Result<Outcome, Stop> {
    let (config, warnings) = load_config(cli, &overrides(&args.which))?;
    console.diagnostics(&warnings);
    let clock = clock(args.which.date.as_deref())?;
    let index = pipeline::search_index(&config, &selection(&config, clock), clock)?;
    let query = args.query.join(" ");
    let chosen = Chosen {
        service: args.service.clone(),
        factor: args.factor.clone(),
        severity: args.severity.clone(),
        kind: args.kind.clone(),
        year: Vec::new(),
        after: args.after.clone(),
        before: args.before.clone(),
    };
    let results = index.search(&Ask {
        query: &query,
        limit: args.limit.get(),
        by_date: args.sort == Sort::Date,
        chosen,
        snippets: true,
        facets: false,
        explain: args.explain,
    })?;
    match args.format {
        Format::Json => {
            let json = serde_json::to_string_pretty(&to_json(&results))?;
            print(&format!("{json}\n"))?;
        }
        Format::Text => print(&to_text(&results, Console::color_out()))?,
    }
    Ok(if results.total == 0 { Outcome::Problems } else { Outcome::Done })
}

fn to_json(results: &Results) -> serde_json::Value {
    let hit = |hit: &Hit| {
        let card = &hit.card;
        let mut json = json!({
            "id": card.id, "title": card.title, "url": card.url, "source": card.source, "date": card.date,
            "severity": card.severity, "kind": card.kind, "services": card.services, "factors": card.factors,
            "score": hit.score, "snippet": hit.snippet.text(), "anchor": hit.snippet.place.anchor,
            "heading": hit.snippet.place.heading, "more": hit.snippet.more,
        });
        if let Some(why) = &hit.why {
            json["why"] = json!(why);
        }
        json
    };
    let hits: Vec<serde_json::Value> = results.hits.iter().map(hit).collect();
    json!({ "total": results.total, "full": results.full, "hits": hits, "notes": results.notes })
}

fn to_text(results: &Results, color: bool) -> String {
    let mut out = String::new();
    for note in &results.notes {
        out += &format!("{}\n", said(note));
    }
    if !out.is_empty() && results.total > 0 {
        out.push('\n');
    }
    if results.total == 0 {
        return out + "nothing found\n";
    }
    for hit in &results.hits {
        out += &one(hit, color);
        out.push('\n');
    }
    if results.total > results.hits.len() {
        out += &format!("{} in all; --limit shows more\n", count::results(results.total));
    }
    out
}

/// A remark on the query in words.
fn said(note: &Note) -> String {
    let suggested =
        |s: &Option<String>| s.as_ref().map(|s| format!("; did you mean `{}`?", clean(s))).unwrap_or_default();
    match note {
        Note::Corrected { word, to } => {
            format!("no incident has `{}`: searched for words like `{}`", clean(word), clean(to))
        }
        Note::NoMatch { word } => format!("no incident has `{}`", clean(word)),
        Note::UnknownField { name, suggestion } => {
            format!("`{}:` is no field, so it was searched as words; did you mean `{suggestion}:`?", clean(name))
        }
        Note::UnknownValue { field, value, suggestion } => {
            let value = clean(value);
            format!("no incident has the {field} `{value}`, so it was searched as words{}", suggested(suggestion))
        }
        Note::BadDate { field, value } => {
            format!("`{field}:{}` has no date like 2024, 2024-03 or 2024-03-09: searched as words", clean(value))
        }
        Note::UnclosedQuote => "a quotation mark is never closed, so it quotes nothing".to_owned(),
    }
}

fn one(hit: &Hit, color: bool) -> String {
    let (bold, dim, off) = if color { ("\u{1b}[1m", "\u{1b}[2m", "\u{1b}[0m") } else { ("", "", "") };
    let card = &hit.card;
    let facts: Vec<String> = [card.date.clone(), card.severity.clone(), Some(card.services.join(", "))]
        .into_iter()
        .flatten()
        .filter(|f| !f.is_empty())
        .map(|f| clean(&f))
        .collect();
    let mut out = format!("{bold}{}{off}\n", clean(&card.title));
    if !facts.is_empty() {
        out += &format!("  {}\n", facts.join("  "));
    }
    if !hit.snippet.segments.is_empty() {
        out += &format!("  {}\n", marked(&hit.snippet.segments, color));
    }
    out += &format!("  {dim}{}{off}\n", clean(&card.source));
    if let Some(why) = &hit.why {
        out += &explained(why, hit.score);
    }
    out
}

/// Why a result stands where it does: words, terms, fields, tiers.
fn explained(why: &Why, score: f64) -> String {
    let mut out = format!("  score {score:.3}: {} of {} words\n", why.matched, why.of);
    for word in &why.words {
        let how = match word.how {
            "exact" => format!("`{}`", clean(&word.term)),
            "stem" => format!("`{}`, of the same stem", clean(&word.term)),
            "synonym" => format!("`{}`, a synonym", clean(&word.term)),
            "beginning" => format!("`{}`, which begins with it", clean(&word.term)),
            _ => format!("`{}`, one edit away", clean(&word.term)),
        };
        let [all, title, names] = word.counts;
        out += &format!(
            "    {:+.3}  {} by {how}: {all} in all, {title} in the title, {names} in names; idf {:.3}, in {}\n",
            word.gives,
            clean(&word.word),
            word.idf,
            count::incidents(word.df as usize),
        );
    }
    if why.near > 0.0 {
        out += &format!("    {:+.3}  words near each other\n", why.near);
    }
    out
}

/// A snippet with its matches in colour.
fn marked(segments: &[(String, bool)], color: bool) -> String {
    let (on, off) = if color { ("\u{1b}[1;33m", "\u{1b}[0m") } else { ("", "") };
    let one = |(text, is_match): &(String, bool)| {
        if *is_match { format!("{on}{}{off}", clean(text)) } else { clean(text) }
    };
    segments.iter().map(one).collect()
}
