//! Texts as the index keeps them: tokens, folded, stemmed by language.

mod chars;
mod stem;
mod token;

pub(crate) use chars::fold;
pub use stem::{Lang, Stem};
pub use token::{Shape, Token, tokens};
