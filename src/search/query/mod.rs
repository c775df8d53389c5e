//! What is asked: a query as it is written, and as it is meant.

mod parse;
mod plan;

pub(super) use plan::{Bounds, Plan, Required, Slot, Word};
