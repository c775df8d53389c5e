//! Stage 4: the full-text index of the incidents, and search over it.
//!
//! One tantivy segment, written by one thread in the order of paths, so that its
//! data are the same on every run. People and unknown fields are not in it: nobody
//! can search by culprit.

mod index;
mod query;
mod stamp;
mod tokens;

pub use index::{Index, IndexError, Writer};
pub use query::{Hit, Results};
pub use stamp::Stamp;
