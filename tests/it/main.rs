//! Integration tests: the built program, run on libraries in temporary folders, and the
//! pages that it makes. Test names are sentences; `case` has their vocabulary.

mod case;
mod checker;
mod config;
mod left_out;
mod links;
mod markdown;
mod reading;
mod sample;
mod skip;
