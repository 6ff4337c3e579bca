//! The scenario margin: what an account must hold so that its options are worth at least nothing in the worst of 16 scenarios.
//!
//! Every expiry is judged by itself, and expiries add up: it is paid when it is settled, and what is owned for a later one pays nothing then.
//! With V the value of an expiry's options today and V_i in scenario i:
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
//! Options owned cover what is owed, and are kept from covering more than they will: of each kind and expiry they count for as many as are owed,
//! those worth most first (`limit_owned`), as of a day from now ([`LOOK_AHEAD_SECS`](super::inputs::LOOK_AHEAD_SECS)), and at no volatility above the ceiling.
//!
//! What no scenario moves is not in it: the short-option minimum counts every option owed, also where one owned bounds its loss. An
//! account that is covered in kind needs no more than that; the caller looks.

use super::{
    grid::SCENARIOS,
    revaluation::{revalue_groups, weighed, Groups, Outcome, StrikeMark, Valued},
    Holding, MarginError, MarketInputs, Requirement, Revaluation, ScenarioGrid,
};
use super::{ValueE12, ValueE8};
use crate::{LedgerError, BPS};
use options_math::mul_div::{divide, mul_div_ceil, mul_div_floor, wide_product};

/// What the grid says about a portfolio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScenarioMargin {
    pub requirement: Requirement,
    /// What the options are worth, those owned as far as they count; rounded down.
    pub mark: ValueE8,
    /// The sum over the expiries of how far their net delta is from zero, times spot.
    pub net_delta: ValueE8,
    /// The options owed beyond those owned, of each kind and expiry, times spot: what net delta is compared with. Options that cover each other are
    /// no notional, nor are those that are only owned: neither costs anything, and there could be any number of them.
    pub uncovered_notional: ValueE8,
}

/// The scenario margin of options on one market; the requirements of several markets add up.
///
/// Rounding: requirements up to atoms of the quote, once each. Prices are those of [`options_math::price`], within 6e-10 of the moved spot;
/// they are added exactly. Errors: those of [`revalue`](super::revalue()), [`MarginError::Decimals`], and [`MarginError::Ledger`] for a
/// requirement that does not fit 64 bits.
pub fn scenario_margin(
    holdings: &[Holding],
    market: &MarketInputs<'_>,
    grid: &ScenarioGrid,
) -> Result<ScenarioMargin, MarginError> {
    scenario_margin_and_marks(holdings, market, grid, None)
}

/// The same, and adds what each strike is worth to `marks`, but for strikes whose options cancel out.
pub(super) fn scenario_margin_and_marks(
    holdings: &[Holding],
    market: &MarketInputs<'_>,
    grid: &ScenarioGrid,
    marks: Option<&mut Vec<StrikeMark>>,
) -> Result<ScenarioMargin, MarginError> {
    let mut total = Total::default();
    let mut add = |group: &Valued<'_>| total.add(group, market.spot_e8, grid);
    revalue_groups(holdings, market, grid, &mut Groups { by_expiry: true, marks, on_group: &mut add })?;
    Ok(ScenarioMargin {
        requirement: total.requirement(market, grid)?,
        mark: floor_to_e8(total.today),
        net_delta: total.net_delta,
        uncovered_notional: i128::from(total.uncovered).wrapping_mul(market.spot_e8.into()),
    })
}

impl Revaluation {
    /// The first lowest value and its scenario, with the extremes weighed.
    pub fn lowest(&self, grid: &ScenarioGrid) -> (u8, ValueE12) {
        let mut lowest = (0, ValueE12::MAX);
        for (value, index) in self.scenarios.iter().zip(0..) {
            let value =
                if index < FIRST_EXTREME { *value } else { weighed(self.today, *value, grid.extreme_weight_bps) };
            if value < lowest.1 {
                lowest = (index, value);
            }
        }
        lowest
    }
}

/// The two extremes are the last scenarios.
const FIRST_EXTREME: u8 = SCENARIOS as u8 - 2;

/// What has been added up over the expiries. Each part is below 2^126, since all quantities together are below 2^62.
#[derive(Default)]
struct Total {
    maintenance: ValueE12,
    /// What the factors apply to.
    at_risk: ValueE12,
    today: ValueE12,
    net_delta: ValueE8,
    uncovered: u64,
}

impl Total {
    #[inline(never)]
    fn add(&mut self, group: &Valued<'_>, spot_e8: u64, grid: &ScenarioGrid) {
        let Outcome { today, lowest, net_delta } = group.outcome(spot_e8, grid);
        // At most 2^62 times the largest price times 10,000, < 2^125.
        let minimum_e12 = spot_e8.wrapping_mul(grid.short_minimum_bps.into());
        let short_minimum = wide_product(group.kinds.owed(), minimum_e12) as ValueE12;
        let risk = today.wrapping_sub(lowest).max(short_minimum).max(0);
        let maintenance = risk.wrapping_sub(today).max(0);
        self.maintenance = self.maintenance.wrapping_add(maintenance);
        self.at_risk = self.at_risk.wrapping_add(risk.min(maintenance));
        self.today = self.today.wrapping_add(today);
        self.net_delta = self.net_delta.wrapping_add(net_delta.wrapping_abs());
        self.uncovered = self.uncovered.wrapping_add(group.kinds.uncovered());
    }

    /// The three levels.
    fn requirement(&self, market: &MarketInputs<'_>, grid: &ScenarioGrid) -> Result<Requirement, MarginError> {
        let maintenance_atoms = market.units.quote_atoms_up(ceil_to_e8(self.maintenance))?;
        let at_risk_atoms = match self.at_risk < self.maintenance {
            true => market.units.quote_atoms_up(ceil_to_e8(self.at_risk))?,
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
}

/// `floor(value / 10^4)`.
pub(crate) fn floor_to_e8(value: ValueE12) -> ValueE8 {
    let (quotient, rest) = divide(value.unsigned_abs(), 10_000).unwrap_or_default();
    let quotient = quotient as ValueE8; // below 2^115
    match value < 0 {
        true => quotient.wrapping_neg().wrapping_sub((rest > 0).into()),
        false => quotient,
    }
}

/// `ceil(value / 10^4)`.
pub(super) fn ceil_to_e8(value: ValueE12) -> ValueE8 {
    floor_to_e8(value.wrapping_neg()).wrapping_neg()
}
