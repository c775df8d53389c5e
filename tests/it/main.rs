//! Integration tests: the built program, run on libraries in temporary folders, and the
//! pages that it makes. Test names are sentences; `case` has their vocabulary.

mod adopt;
mod alerts;
mod blameless;
mod blameless_foreign;
mod case;
mod check;
mod checker;
mod claims;
mod commands;
mod config;
mod corpora;
mod git;
mod golden;
mod hostile;
mod import;
mod inspect;
mod labels;
mod laws;
mod left_out;
mod links;
mod lsp;
mod markdown;
mod output;
mod pages;
mod privacy;
mod reading;
mod rules;
mod sample;
mod search;
mod similar;
mod similar_pages;
mod skip;
mod structure;
mod timeline;
mod wild;
