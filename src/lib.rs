//! Candor
pub mod config;
pub mod count;
pub mod date;
pub mod diagnostic;
pub mod fs;
pub mod source;
pub mod value;
pub mod document;
pub mod library;
pub mod search;
