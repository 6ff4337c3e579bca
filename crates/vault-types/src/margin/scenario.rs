//! The scenario margin: what an account must hold so that its options are worth at least nothing in the worst of 16 scenarios.
//!
//! With V the portfolio's value today and V_i in scenario i:
//! - a scenario's value is `V_i`, and in the two extremes `V + weight * (V_i - V)`: of the gain or loss that an extreme brings from
//!   today's value only the weight counts, as SPAN has it. What is owed today counts in full.
//! - scan risk = `max(0, V - lowest value)`
//! - short-option minimum = options owed * spot * `short_minimum`
//! - risk = the larger of the two, as in SPAN: the minimum is for options owed that no scenario brings near the money
//! - maintenance margin = `max(0, risk - V)`: SPAN's risk less the net option value
//! - initial margin = maintenance + (`initial_factor` - 1) * min(risk, maintenance)
//! - liquidation threshold = maintenance - (1 - `liquidation_factor`) * min(risk, maintenance)
//!
//! The factors apply to what can be lost from here, not to what is owed already: otherwise an account that owes much in the money would
//! reach its liquidation threshold only when it could no longer pay. Where the portfolio's own value bears a part of the risk, they
//! apply to the rest: options that are only owned require nothing at any level.
//!
//! What no scenario moves is not in it: the short-option minimum counts every option owed, also where one owned bounds its loss. An
//! account whose largest loss is smaller requires that; the caller takes the lesser.

use super::{grid::SCENARIOS, revalue, Holding, MarginError, MarketInputs, Requirement, Revaluation, ScenarioGrid};
use super::{ValueE12, ValueE8};
use crate::{LedgerError, BPS};
use options_math::mul_div::{mul_div_ceil, mul_div_floor};

/// What the grid says about a portfolio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScenarioMargin {
    pub requirement: Requirement,
    /// The scenario of the lowest value, the first of equals: its place in the grid's order.
    pub worst_scenario: u8,
    /// What the options are worth today, rounded down.
    pub mark: ValueE8,
    /// The sum of quantity times delta times spot, rounded down.
    pub net_delta: ValueE8,
    /// By how much the value rises per 1.00 (100 %) of volatility, on average between the volatilities up and down; rounded down.
    pub net_vega: ValueE8,
    /// The sum of all quantities, owned or owed, times spot.
    pub gross_notional: ValueE8,
}

/// The scenario margin of options on one market; the requirements of several markets add up.
///
/// Rounding: requirements up to atoms of the quote, once each. Prices are those of [`options_math::price`], within 6e-10 of the moved spot;
/// they are added exactly. Errors: those of [`revalue`], [`MarginError::Decimals`], and [`MarginError::Ledger`] for a requirement that
/// does not fit 64 bits.
pub fn scenario_margin(
    holdings: &[Holding],
    market: &MarketInputs<'_>,
    grid: &ScenarioGrid,
) -> Result<ScenarioMargin, MarginError> {
    let revaluation = revalue(holdings, market, grid)?;
    let exposure = Exposure::of(holdings);
    let (worst_scenario, lowest) = revaluation.lowest(grid);
    let short_minimum = exposure.owed_e12(market.spot_e8, grid.short_minimum_bps);
    let risk = revaluation.today.saturating_sub(lowest).max(short_minimum).max(0);
    Ok(ScenarioMargin {
        requirement: requirement(risk, revaluation.today, market, grid)?,
        worst_scenario,
        mark: floor_to_e8(revaluation.today),
        net_delta: revaluation.net_delta(market.spot_e8),
        net_vega: floor_to_e8(revaluation.vega),
        gross_notional: i128::from(exposure.gross).wrapping_mul(market.spot_e8.into()),
    })
}

impl Revaluation {
    /// The first lowest value and its scenario, with the extremes weighed.
    pub fn lowest(&self, grid: &ScenarioGrid) -> (u8, ValueE12) {
        let mut lowest = (0, ValueE12::MAX);
        for (value, index) in self.scenarios.iter().zip(0..) {
            let value = if index < FIRST_EXTREME { *value } else { self.weighed(*value, grid.extreme_weight_bps) };
            if value < lowest.1 {
                lowest = (index, value);
            }
        }
        lowest
    }

    /// `today + weight * (value - today)`, rounded down by less than a hundred-millionth of a dollar times an atom.
    fn weighed(&self, value: ValueE12, weight_bps: u16) -> ValueE12 {
        let weighed = floor_to_e8(value.saturating_sub(self.today)).wrapping_mul(weight_bps.into()); // < 2^126
        self.today.saturating_add(weighed)
    }

    /// `delta * spot`, rounded down by less than `spot` times 2^-16 atoms: the product of all bits would not fit.
    fn net_delta(&self, spot_e8: u64) -> ValueE8 {
        (self.delta_q36 >> 20).wrapping_mul(spot_e8.into()) >> 16 // < 2^78 * 2^49
    }
}

/// The two extremes are the last scenarios.
const FIRST_EXTREME: u8 = SCENARIOS as u8 - 2;

/// How many options there are, in atoms of the underlying; at most 24 * 2^57 each.
struct Exposure {
    gross: u64,
    owed: u64,
}

impl Exposure {
    fn of(holdings: &[Holding]) -> Self {
        let mut exposure = Self { gross: 0, owed: 0 };
        for Holding { quantity, .. } in holdings {
            let magnitude = quantity.unsigned_abs();
            exposure.gross = exposure.gross.saturating_add(magnitude);
            if *quantity < 0 {
                exposure.owed = exposure.owed.saturating_add(magnitude);
            }
        }
        exposure
    }

    /// A part of spot, in bps, for every option owed.
    fn owed_e12(&self, spot_e8: u64, bps: u16) -> ValueE12 {
        // At most 2^62 times the largest price times 10,000: < 2^125.
        i128::from(self.owed).wrapping_mul((spot_e8 * u64::from(bps)).into())
    }
}

/// The three levels for a risk from today's value on.
fn requirement(
    risk: ValueE12,
    today: ValueE12,
    market: &MarketInputs<'_>,
    grid: &ScenarioGrid,
) -> Result<Requirement, MarginError> {
    let maintenance = risk.saturating_sub(today).max(0);
    let maintenance_atoms = market.units.quote_atoms_up(ceil_to_e8(maintenance))?;
    let at_risk_atoms = match risk < maintenance {
        true => market.units.quote_atoms_up(ceil_to_e8(risk))?,
        false => maintenance_atoms,
    };
    let above_bps = u64::from(grid.initial_factor_bps).saturating_sub(BPS);
    let below_bps = BPS.saturating_sub(grid.liquidation_factor_bps.into());
    let above_atoms = mul_div_ceil(at_risk_atoms, above_bps, BPS).ok_or(LedgerError::Overflow)?;
    let below_atoms = mul_div_floor(at_risk_atoms, below_bps, BPS).ok_or(LedgerError::Overflow)?;
    Ok(Requirement {
        initial_atoms: maintenance_atoms.checked_add(above_atoms).ok_or(LedgerError::Overflow)?,
        maintenance_atoms,
        liquidation_atoms: maintenance_atoms.saturating_sub(below_atoms),
    })
}

/// `floor(value / 10^4)`, by long division in digits of 48 bits: a division of 128 bits costs ten times as much on chain.
fn floor_to_e8(value: ValueE12) -> ValueE8 {
    const DIGIT: u32 = 48;
    const MASK: u64 = (1 << DIGIT) - 1;
    let (high, middle, low) = ((value >> (2 * DIGIT)) as i64, (value >> DIGIT) as u64 & MASK, value as u64 & MASK);
    let carry = |rest: u64, digit: u64| rest << DIGIT | digit; // < 2^62
    let high_rest = high.rem_euclid(BPS as i64) as u64;
    let middle = carry(high_rest, middle);
    let low = carry(middle % BPS, low);
    let high = i128::from(high.div_euclid(BPS as i64)) << (2 * DIGIT);
    high | i128::from(middle / BPS) << DIGIT | i128::from(low / BPS) // each part is below the next one's unit
}

/// `ceil(value / 10^4)`.
fn ceil_to_e8(value: ValueE12) -> ValueE8 {
    -floor_to_e8(-value)
}
