//! `candor search`

use super::{Console, Outcome, Stop, clock, load_config, overrides, print, selection};
use crate::cli::{Cli, Format, Search};
use crate::count;
use crate::diagnostic::text::clean;
use crate::pipeline;
use crate::search::{Hit, Results};
use std::ops::Range;

pub(super) fn run(cli: &Cli, args: &Search, console: &Console) -> Result<Outcome, Stop> {
    let (config, warnings) = load_config(cli, &overrides(&args.which))?;
    console.diagnostics(&warnings);
    let clock = clock(args.which.date.as_deref())?;
    let index = pipeline::search_index(&config, &selection(&config, clock), clock)?;
    let results = index.search(&args.query.join(" "), args.limit.get())?;
    match args.format {
        Format::Json => {
            let json = serde_json::to_string_pretty(&results)?;
            print(&format!("{json}\n"))?;
        }
        Format::Text => print(&to_text(&results, Console::color_out()))?,
    }
    Ok(if results.total == 0 { Outcome::Problems } else { Outcome::Done })
}

fn to_text(results: &Results, color: bool) -> String {
    if results.total == 0 {
        return "nothing found\n".to_owned();
    }
    let mut out = String::new();
    for hit in &results.hits {
        out += &one(hit, color);
        out.push('\n');
    }
    if results.total > results.hits.len() {
        out += &format!("{} in all; --limit shows more\n", count::results(results.total));
    }
    out
}

fn one(hit: &Hit, color: bool) -> String {
    let (bold, dim, off) = if color { ("\u{1b}[1m", "\u{1b}[2m", "\u{1b}[0m") } else { ("", "", "") };
    let facts: Vec<String> = [hit.date.clone(), hit.severity.clone(), Some(hit.services.join(", "))]
        .into_iter()
        .flatten()
        .filter(|f| !f.is_empty())
        .map(|f| clean(&f))
        .collect();
    let mut out = format!("{bold}{}{off}\n", clean(&hit.title));
    if !facts.is_empty() {
        out += &format!("  {}\n", facts.join("  "));
    }
    if !hit.snippet.is_empty() {
        out += &format!("  {}\n", marked(&hit.snippet, &hit.highlights, color));
    }
    out += &format!("  {dim}{}{off}\n", clean(&hit.source));
    out
}

/// A snippet with its matches in colour.
fn marked(text: &str, highlights: &[Range<usize>], color: bool) -> String {
    let (on, off) = if color { ("\u{1b}[1;33m", "\u{1b}[0m") } else { ("", "") };
    let mut out = String::new();
    let mut at = 0;
    for range in highlights {
        let (Some(before), Some(found)) = (text.get(at..range.start), text.get(range.clone())) else { continue };
        out += &format!("{}{on}{}{off}", clean(before), clean(found));
        at = range.end;
    }
    out + &clean(text.get(at..).unwrap_or_default())
}
