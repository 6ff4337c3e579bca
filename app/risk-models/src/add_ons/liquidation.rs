//! What it costs to sell a portfolio that is liquidated.

use super::{AddOnError, Exposure};
use crate::numbers::{in_range, SHARE};
use serde::{Deserialize, Serialize};

/// How much a market takes.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Depth {
    /// Between the middle and the best price, as a share of price.
    pub half_spread: f64,
    /// Money bid within `move_share` of the best price.
    pub money: f64,
    pub move_share: f64,
    pub options: OptionDepth,
}

/// The same of its options, in volatility.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OptionDepth {
    /// Between the middle and the best volatility.
    pub half_spread: f64,
    /// Notional bid within `move_volatility` of the best volatility.
    pub money: f64,
    pub move_volatility: f64,
}

/// What steps on the chain cost.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ChainFees {
    /// Positions that one transaction can move.
    pub positions_per_step: u64,
    /// For signatures, of a transaction.
    pub base_lamports: u64,
    /// That a transaction asks for.
    pub compute_units: u64,
    /// A millionth of a lamport for each unit.
    pub priority_micro_lamports: u64,
}

const MICRO: u128 = 1_000_000;
const LAMPORTS_PER_SOL: f64 = 1e9;
const MOST_MONEY: f64 = 1e15;
const MOST_VOLATILITY: f64 = 10.0;
const MOST_UNITS: f64 = 1.4e6;
const MOST_LAMPORTS: f64 = 1e12;

impl Depth {
    pub(crate) fn check(&self, field: &str) -> Result<(), AddOnError> {
        let options = &self.options;
        in_range(format!("{field}.half_spread"), self.half_spread, &SHARE)?;
        in_range(format!("{field}.money"), self.money, &(1.0..=MOST_MONEY))?;
        in_range(format!("{field}.move_share"), self.move_share, &SHARE)?;
        in_range(format!("{field}.options.half_spread"), options.half_spread, &(0.0..=MOST_VOLATILITY))?;
        in_range(format!("{field}.options.money"), options.money, &(1.0..=MOST_MONEY))?;
        Ok(in_range(format!("{field}.options.move_volatility"), options.move_volatility, &(0.0..=MOST_VOLATILITY))?)
    }
}

impl ChainFees {
    pub(crate) fn check(&self) -> Result<(), AddOnError> {
        in_range("chain_fees.positions_per_step", self.positions_per_step as f64, &(1.0..=1e6))?;
        in_range("chain_fees.base_lamports", self.base_lamports as f64, &(0.0..=MOST_LAMPORTS))?;
        in_range("chain_fees.compute_units", self.compute_units as f64, &(0.0..=MOST_UNITS))?;
        Ok(in_range("chain_fees.priority_micro_lamports", self.priority_micro_lamports as f64, &(0.0..=MOST_LAMPORTS))?)
    }
}

/// Coins: `delta (half_spread + move_share/2 delta/money)`, delta that of every position without its sign; options:
/// `vega (half_spread + move_volatility/2 notional/money)`, notional and vega those of the options alone: coins are not sold to who bids for options.
///
/// A book with bids of the same size at every price is walked down to `move_share size/money` below the best price, half of that on average.
pub fn liquidation_cost(depth: &Depth, exposure: &Exposure) -> f64 {
    let Exposure { gross_delta: delta, gross_vega, option_notional, .. } = *exposure;
    let of_coins = delta * (depth.half_spread + depth.move_share / 2.0 * (delta / depth.money));
    let options = &depth.options;
    let slippage = options.half_spread + options.move_volatility / 2.0 * (option_notional / options.money);
    of_coins + gross_vega * slippage
}

/// `ceil(positions / positions_per_step)` transactions of `base_lamports + ceil(compute_units priority_micro_lamports / 1e6)` lamports, at a price for a SOL.
pub fn step_cost(fees: &ChainFees, positions: u64, sol_price: f64) -> f64 {
    let steps = positions.div_ceil(fees.positions_per_step);
    let priority = (u128::from(fees.compute_units) * u128::from(fees.priority_micro_lamports)).div_ceil(MICRO);
    let lamports = u128::from(steps) * (u128::from(fees.base_lamports) + priority);
    lamports as f64 / LAMPORTS_PER_SOL * sol_price
}
