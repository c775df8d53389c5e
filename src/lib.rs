//! Candor
pub mod count;
pub mod date;
pub mod diagnostic;
pub mod fs;
pub mod value;
