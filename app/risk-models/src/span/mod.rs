//! SPAN's scan risk with its 16 scenarios: what a portfolio loses in the worst of them, from risk arrays.
//!
//! A risk array is what one contract gains in each scenario; the array of a portfolio is the sum over contracts of amount times array. Arrays of our
//! own options come from full [`revaluation`](crate::revaluation), others from the file. For each market:
//!
//! - scanning loss = `max(0, -lowest number of the summed array)`
//! - short option minimum = options owed times a charge
//! - risk = the larger of the two
//!
//! What must be held is the sum over the markets of the [requirement](crate::requirement) of this risk and of what the market's options are worth: SPAN nets
//! the expiries of a combined commodity, here a market, and credits the net option value of one against its own risk only.
//!
//! Source: Standard Portfolio Analysis of Risk, Chicago Mercantile Exchange, 1988; L. McMillan, "Options as a Strategic Investment", chapter 34, whose
//! risk arrays the tests hold. `docs/SCENARIOS.md` says what is left out.
//!
//! In this order, one file each:
//! 1. `parameters`: the file, and its checks
//! 2. `scenarios`: the 16 moves of a market
//! 3. `array`: risk arrays, their sum and the scanning loss
//! 4. `margin`: the account

mod array;
mod margin;
mod parameters;
mod scenarios;

pub use array::{scan_risk, times, RiskArray, ScanRisk};
pub use margin::{margin, MarketRisk, SpanMargin};
pub use parameters::{MarketParameters, Parameters, Size, VolatilityRange};
pub use scenarios::{scenario_name, SCENARIOS};
