//! Risk, computed off the chain: margin by the same formulas as the program's, from the same crates; another venue's portfolio margin, to compare with;
//! the volatility surface from quotes; many options priced at once; portfolios revalued under scenarios, their Greeks, and margins by SPAN and by a
//! grid like Deribit's; forecasts of volatility, and how often losses were larger than expected; joint moves of several markets, simulated or past,
//! what portfolios lose on them, and what a margin asks for beside; margins of many accounts at once.

pub mod add_ons;
pub mod backtest;
pub mod batch_pricing;
pub mod by_market;
mod coin;
pub mod deribit_grid;
pub mod derive_pmrm2;
pub mod efficiency;
pub mod forecast;
pub mod greeks;
pub mod historical;
pub mod implied_vol;
pub mod many_accounts;
pub mod monte_carlo;
mod numbers;
pub mod portfolio;
pub mod requirement;
pub mod revaluation;
pub mod simulated_margin;
pub mod span;
pub mod surface;
pub mod tail;
mod threads;

pub use coin::Coin;
pub use numbers::OutOfRange;
pub use threads::all_threads;
