//! Answers many queries of one library, for tests and benches.
//!
//! ```text
//! search_batch --root DIR [--rank near=0.5,slop=4] < queries.jsonl > answers.jsonl
//! ```
//!
//! `--rank` tries other constants of the ranking. A query is `{"query", "limit", "sort", "filters", "facets", "snippets"}`, of which all
//! but the first may be missing; an answer has `total`, `full`, `hits` (`id`, `source`,
//! `score`, `snippet`), `notes` and `facets`. A line `{"paste": TEXT, "limit"}` is answered by what is
//! like a pasted text: `hits` (`id`, `score`, `terms`, `factors`, `services`, `helped`). Drafts and
//! documents dated in the future are searched too.

use candor::search::{Ask, Chosen, Index};
use candor::{Clock, search_index};
use serde::Deserialize;
use serde_json::{Value, json};
use std::error::Error;
use std::io::{BufRead, BufWriter, Write, stdin, stdout};
use std::path::PathBuf;

/// A query of the input.
#[derive(Deserialize)]
#[serde(default)]
struct Query {
    #[serde(rename = "query")]
    text: String,
    /// A pasted text, which is answered instead.
    paste: Option<String>,
    limit: usize,
    sort: String,
    filters: Chosen,
    facets: bool,
    snippets: bool,
}

impl Default for Query {
    fn default() -> Self {
        let (text, sort) = (String::new(), String::new());
        Self { text, paste: None, limit: 10, sort, filters: Chosen::default(), facets: false, snippets: false }
    }
}

fn open() -> Result<Index, Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let mut root = PathBuf::from(".");
    let mut rank = String::new();
    let mut overrides = candor::config::Overrides { drafts: true, future: true, ..Default::default() };
    while let Some(arg) = args.next() {
        let value = args.next().map(PathBuf::from);
        match arg.as_str() {
            "--root" => root = value.ok_or("--root names a folder")?,
            "--cache-dir" => overrides.cache_dir = value,
            "--rank" => rank = value.and_then(|v| v.to_str().map(str::to_owned)).unwrap_or_default(),
            other => return Err(format!("unknown argument {other}").into()),
        }
    }
    let (config, _) = candor::config::load(&root, &overrides, []).map_err(|p| format!("{} problems", p.len()))?;
    let today = jiff::Zoned::now().date();
    let selection = candor::library::Selection {
        audience: config.audience.clone(),
        drafts: config.drafts,
        future: config.future,
        today,
    };
    let clock = Clock { today, now: 0 };
    let mut index = search_index(&config, &selection, clock)?;
    let mut constants = serde_json::to_value(*index.rank_mut())?;
    for (name, value) in rank.split(',').filter_map(|pair| pair.split_once('=')) {
        constants[name] = serde_json::from_str(value)?;
    }
    *index.rank_mut() = serde_json::from_value(constants)?;
    Ok(index)
}

/// What is like a pasted text.
fn pasted(index: &Index, text: &str, limit: usize) -> Result<Value, Box<dyn Error>> {
    let alike = index.alike(text, &Chosen::default(), limit)?;
    let hits: Vec<_> = alike
        .iter()
        .map(|hit| {
            let helped =
                hit.helped.as_ref().map(|h| json!({ "anchor": h.anchor, "heading": h.heading, "text": h.text }));
            json!({
                "id": hit.card.id, "score": hit.score, "terms": hit.terms, "factors": hit.factors,
                "services": hit.services, "helped": helped,
            })
        })
        .collect();
    Ok(json!({ "hits": hits }))
}

fn main() -> Result<(), Box<dyn Error>> {
    let index = open()?;
    let mut out = BufWriter::new(stdout().lock());
    for line in stdin().lock().lines() {
        let query: Query = serde_json::from_str(&line?)?;
        if let Some(text) = &query.paste {
            writeln!(out, "{}", pasted(&index, text, query.limit)?)?;
            continue;
        }
        let results = index.search(&Ask {
            query: &query.text,
            limit: query.limit,
            by_date: query.sort == "date",
            chosen: query.filters,
            snippets: query.snippets,
            facets: query.facets,
            explain: false,
        })?;
        let hits: Vec<_> = results
            .hits
            .iter()
            .map(|hit| {
                let snippet = query.snippets.then_some(&hit.snippet);
                json!({ "id": hit.card.id, "source": hit.card.source, "score": hit.score, "snippet": snippet })
            })
            .collect();
        let answer = json!({
            "total": results.total, "full": results.full, "hits": hits, "notes": results.notes,
            "facets": results.facets,
        });
        writeln!(out, "{answer}")?;
    }
    out.flush()?;
    Ok(())
}
