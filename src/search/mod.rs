//! Stage 4: the full-text index of the incidents, search over it, and its files for the
//! browser.
//!
//! ```text
//! library -> prepare (text: tokens, terms) -> write -> Index (tantivy, meta)
//! query -> plan -> rank -> answer          Index -> export -> files of search/
//! ```
//!
//! One tantivy segment, written by one thread in the order of dates, so that its data
//! are the same on every run. People are not in it: nobody can search by culprit.
//! `docs/search-index.md` is the specification; `themes/default/js/search` the second
//! reader that follows it.

mod answer;
mod card;
mod columns;
mod export;
mod kin;
mod lexicon;
mod meta;
mod note;
mod open;
mod paste;
mod postings;
mod prepare;
mod query;
mod rank;
mod schema;
mod snippet;
mod stamp;
mod stream;
pub mod text;
mod vocabulary;
mod write;

pub use answer::{Ask, Hit, Results, Why, WordWhy};
pub use card::Card;
pub use export::{ExportError, ROOT, Sink};
pub use kin::{Kin, KinOf};
pub use lexicon::Lexicon;
pub use meta::Rank;
pub use note::Note;
pub use open::{Index, IndexError};
pub use paste::Alike;
pub use rank::{Chosen, Count, Facets};
pub use snippet::Snippet;
pub use stamp::Stamp;
pub use write::{Input, Writer};
