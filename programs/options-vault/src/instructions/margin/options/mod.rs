//! Options leave accounts as tokens, and come back.

pub mod bring_in_options;
pub mod write_options;

pub use {bring_in_options::*, write_options::*};
