//! Candor: a static knowledge-base generator for blameless post-mortems.
//!
//! A folder of Markdown becomes a learning library to browse and search. The stages
//! are functions between named types, each using only those before it:
//!
//! ```text
//! book.toml + content -> source -> document -> library -> search -> site -> output
//! ```

pub mod adopt;
pub mod check;
pub mod cli;
pub mod command;
pub mod config;
pub mod count;
pub mod date;
pub mod diagnostic;
pub mod document;
pub mod fs;
pub mod import;
pub mod library;
pub mod lsp;
pub mod output;
mod pipeline;
pub mod search;
pub mod similar;
pub mod site;
pub mod source;
pub mod value;

pub use pipeline::{
    BuildError, Checked, Clock, Documents, Loaded, Report, Stage, Wanted, baseline, build, check_library, check_since,
    documents, load, search_index,
};
