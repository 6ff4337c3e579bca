//! Risk, computed off the chain: the same formulas as the program's, from the same crates.

pub mod efficiency;
