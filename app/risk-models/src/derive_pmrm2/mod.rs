//! Derive's portfolio margin, model PMRM 2: what an account must hold by the worst of a grid of scenarios, plus contingencies.
//!
//! Source of every formula: the public contracts `PMRM_2`, `PMRMLib_2` and `Black76` of derivexyz/v2-core, read for their formulas and
//! written anew in `f64`; checked against the P&L of every scenario of the cases published with them. `docs/PMRM2.md` says it in prose.
//!
//! Units throughout: money and prices in USD, amounts in whole coins, options or perps, time in seconds or in years of 365 days, rates,
//! volatilities and shares as fractions (0.25 is 25 %). Money that is owed is below zero.
//!
//! Order of computation, one file each:
//! 1. [`input`]: the case as a JSON file has it, and the checks of its numbers
//! 2. [`black76`], [`forward`]: the price of an option, and the part of a forward that is fixed already
//! 3. [`shock`]: volatility up and down, skew, the static discount of what is left
//! 4. `expiry`: all options of an expiry with everything that scenarios share
//! 5. `scenario_profit`: what each scenario gains or loses
//! 6. [`contingency`]: what is asked for on top
//! 7. `totals`: initial and maintenance margin

pub mod black76;
pub mod contingency;
mod error;
mod expiry;
pub mod forward;
pub mod input;
mod scenario_profit;
pub mod shock;
mod totals;

pub use contingency::{Contingencies, Contingency};
pub use error::CaseError;
pub use input::Case;
pub use totals::{margin, Margin, Worst};

/// Of 365 days, as the contracts count.
pub const YEAR_SECS: f64 = 31_536_000.0;

/// Years of a number of seconds.
pub fn years(seconds: u64) -> f64 {
    seconds as f64 / YEAR_SECS
}
