//! What the rules for English find in one sentence.
