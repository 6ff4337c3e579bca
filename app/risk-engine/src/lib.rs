//! Risk, computed off the chain: the same formulas as the program's, from the same crates; and another venue's portfolio margin, to compare with.

pub mod derive_pmrm2;
pub mod efficiency;
