//! Risk, computed off the chain: the same formulas as the program's, from the same crates; another venue's portfolio margin, to compare with;
//! forecasts of volatility, and how often losses were larger than expected.

pub mod backtest;
mod coin;
pub mod derive_pmrm2;
pub mod efficiency;
pub mod forecast;

pub use coin::Coin;
