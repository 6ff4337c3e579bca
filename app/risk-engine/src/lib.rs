//! Risk, computed off the chain: margin by the same formulas as the program's, from the same crates; another venue's portfolio margin, to compare with;
//! the volatility surface from quotes; many options priced at once; forecasts of volatility, and how often losses were larger than expected.

pub mod backtest;
pub mod batch_pricing;
mod coin;
pub mod derive_pmrm2;
pub mod efficiency;
pub mod forecast;
pub mod implied_vol;
pub mod surface;

pub use coin::Coin;
