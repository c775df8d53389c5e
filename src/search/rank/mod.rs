//! From a query to incidents in their order.

mod expand;
mod filter;
mod matches;
mod near;
mod score;

pub(super) use expand::Expander;
pub use expand::How;
pub(super) use filter::Filters;
pub use filter::{Chosen, Count, Facets};
pub(super) use score::{Answer, answer};
