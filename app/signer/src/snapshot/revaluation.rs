//! What the options gain or lose: in each scenario, and when price, volatility or time moves a little.
//!
//! With V(S, vol, t) the chain's own value of the options ([`revalue`]), options owned as of a day later as the chain has them:
//!
//! - profit in scenario i: `V_i - V`, extremes in full, rounded down
//! - delta: `dV/dS * S`
//! - gamma: `delta(1.01 S) - delta(S)`
//! - vega: `V(vol + 0.01) - V(vol)`
//! - theta: `V(t + 1 day) - V(t)`
//!
//! in atoms of the quote, the last four rounded away from zero.

use super::input::MarketInput;
use crate::recompute::RecomputeError;
use vault_types::{
    margin::{revalue, Holding, MarginError, MarketInputs, Revaluation, ScenarioGrid, Units, ValueE12, ValueE8},
    LedgerError,
};

const DAY_SECS: i64 = 86_400;
/// 0.01 a year.
const VOL_STEP_E9: u64 = 10_000_000;

/// Of one portfolio.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sensitivities {
    pub profits_atoms: Vec<i64>,
    pub net_delta_atoms: i64,
    pub gamma_atoms: i64,
    pub vega_atoms: i64,
    pub theta_atoms: i64,
}

impl Sensitivities {
    /// Index of the largest loss in the scenarios, the first one of several.
    pub fn worst_scenario(&self) -> u32 {
        let worst = (0_u32..).zip(&self.profits_atoms).min_by_key(|(index, profit)| (**profit, *index));
        worst.map_or(0, |(index, _)| index)
    }
}

/// A market of the snapshot as the margin functions take it: one volatility for everything.
pub fn inputs(market: &MarketInput) -> MarketInputs<'static> {
    MarketInputs {
        spot_e8: market.spot_e8,
        now_ts: market.observed_ts,
        units: Units { underlying_decimals: market.underlying_decimals, quote_decimals: market.quote_decimals },
        smiles: &[],
        fallback_vol_e9: market.vol_e9,
        floor_vol_e9: market.vol_e9,
        ceiling_vol_e9: market.vol_e9,
    }
}

pub fn sensitivities(
    holdings: &[Holding],
    market: &MarketInput,
    grid: &ScenarioGrid,
) -> Result<Sensitivities, RecomputeError> {
    let value = |market: &MarketInput| revalue(holdings, &inputs(market), grid);
    let spot_up_e8 = market.spot_e8.checked_mul(101).ok_or(OVERFLOW)? / 100;
    let now = value(market)?;
    let spot_up = value(&MarketInput { spot_e8: spot_up_e8, ..market.clone() })?;
    let vol_up = value(&MarketInput { vol_e9: market.vol_e9.saturating_add(VOL_STEP_E9), ..market.clone() })?;
    let next_day = MarketInput { observed_ts: market.observed_ts.saturating_add(DAY_SECS), ..market.clone() };
    let next_day = value(&next_day)?;
    let delta_e8 = delta_e8(&now, market.spot_e8)?;
    let gamma_e8 = self::delta_e8(&spot_up, spot_up_e8)?.checked_sub(delta_e8).ok_or(OVERFLOW)?;
    let units = inputs(market).units;
    let change = |later: &Revaluation| away_from_zero(e8_away_from_zero(later.today - now.today), &units);
    let profits = now.scenarios.iter().map(|value| rounded_down(value - now.today, &units));
    Ok(Sensitivities {
        profits_atoms: profits.collect::<Result<_, _>>()?,
        net_delta_atoms: away_from_zero(delta_e8, &units)?,
        gamma_atoms: away_from_zero(gamma_e8, &units)?,
        vega_atoms: change(&vol_up)?,
        theta_atoms: change(&next_day)?,
    })
}

const OVERFLOW: MarginError = MarginError::Ledger(LedgerError::Overflow);

/// `delta * spot`, from atoms times 2^36. In two steps, each rounded away from zero, so that it fits: the first is off by less than 2^-18 atoms.
fn delta_e8(value: &Revaluation, spot_e8: u64) -> Result<ValueE8, MarginError> {
    let atoms_q18 = value.delta_q36.unsigned_abs().div_ceil(1 << 18);
    let size = atoms_q18.checked_mul(spot_e8.into()).ok_or(OVERFLOW)?.div_ceil(1 << 18);
    let size = ValueE8::try_from(size).map_err(|_| OVERFLOW)?;
    Ok(if value.delta_q36 < 0 { -size } else { size })
}

fn e8_away_from_zero(value: ValueE12) -> ValueE8 {
    // Below 2^113 after the division.
    let size = value.unsigned_abs().div_ceil(10_000) as ValueE8;
    if value < 0 {
        -size
    } else {
        size
    }
}

fn away_from_zero(value: ValueE8, units: &Units) -> Result<i64, MarginError> {
    let size = i64::try_from(units.quote_atoms_up(value.saturating_abs())?).map_err(|_| OVERFLOW)?;
    Ok(if value < 0 { -size } else { size })
}

fn rounded_down(value: ValueE12, units: &Units) -> Result<i64, MarginError> {
    if value < 0 {
        return away_from_zero(e8_away_from_zero(value), units);
    }
    i64::try_from(units.quote_atoms_down(value / 10_000)?).map_err(|_| OVERFLOW)
}
