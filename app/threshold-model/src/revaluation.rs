//! What the options gain or lose: in each scenario, and when prices, volatilities or time move a little.
//!
//! With V(S, vol, t) the chain's own value of the options on a market ([`revalue`]), options owned as of a day later as the chain has them:
//!
//! - profit in scenario i: `V_i - V`, extremes in full, rounded down
//! - delta: `dV/dS * S`
//! - gamma: `delta(1.01 S) - delta(S)`, each strike at the volatility of its new log-strike; up to the highest price that the chain computes at
//! - vega: `V(vol + 0.01) - V(vol)`, each strike at its own volatility
//! - theta: `V(t + 1 day) - V(t)`, no smile becoming too old by it
//!
//! in atoms of the quote, the last four rounded away from zero; each the sum over the markets. A scenario moves all markets at once.

use super::{Account, Market, Snapshot};
use options_math::ScenarioPricer;
use std::collections::BTreeMap;
use vault_types::{
    margin::{
        grid::SCENARIOS, revalue, Holding, MarginError, MarketInputs, Revaluation, ScenarioGrid, Units, ValueE12,
        ValueE8,
    },
    state::MarginAccount,
    LedgerError,
};

const DAY_SECS: i64 = 86_400;
/// 0.01 a year.
const VOL_STEP_E9: u64 = 10_000_000;
const OVERFLOW: MarginError = MarginError::Ledger(LedgerError::Overflow);

/// Of one portfolio.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sensitivities {
    pub profits_atoms: [i64; SCENARIOS],
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

    fn plus(&self, other: &Self) -> Result<Self, MarginError> {
        let sum = |a: i64, b: i64| a.checked_add(b).ok_or(OVERFLOW);
        let mut profits_atoms = self.profits_atoms;
        for (total, profit) in profits_atoms.iter_mut().zip(other.profits_atoms) {
            *total = sum(*total, profit)?;
        }
        Ok(Self {
            profits_atoms,
            net_delta_atoms: sum(self.net_delta_atoms, other.net_delta_atoms)?,
            gamma_atoms: sum(self.gamma_atoms, other.gamma_atoms)?,
            vega_atoms: sum(self.vega_atoms, other.vega_atoms)?,
            theta_atoms: sum(self.theta_atoms, other.theta_atoms)?,
        })
    }
}

impl Snapshot {
    /// Of all the account's options. Errors: those of [`revalue`], and sums that do not fit.
    pub(super) fn sensitivities(&self, account: &Account, known: &MarginAccount) -> Result<Sensitivities, MarginError> {
        let mut total = Sensitivities::default();
        for (place, of_snapshot) in account.places().into_iter().enumerate() {
            if let Some(market) = self.markets.get(of_snapshot) {
                let holdings = known.holdings_on(place, |_| true);
                total = total.plus(&sensitivities_on(market, &holdings, self.setting.observed_ts)?)?;
            }
        }
        Ok(total)
    }
}

fn sensitivities_on(market: &Market, holdings: &[Holding], now_ts: i64) -> Result<Sensitivities, MarginError> {
    let (terms, surface) = (&market.terms, market.surface_at(now_ts));
    let [smiles, later_smiles] =
        [now_ts, now_ts.saturating_add(DAY_SECS)].map(|ts| surface.last_smiles_of(holdings, ts));
    let inputs = terms.inputs(now_ts, &smiles);
    let spot_up_e8 = (terms.spot_e8.checked_mul(101).ok_or(OVERFLOW)? / 100).min(terms.highest_spot_e8());
    let value = |inputs: &MarketInputs<'_>| revalue(holdings, inputs, &terms.grid);
    let now = value(&inputs)?;
    let spot_up = value(&MarketInputs { spot_e8: spot_up_e8, ..inputs })?;
    let next_day = value(&terms.inputs(now_ts.saturating_add(DAY_SECS), &later_smiles))?;
    let delta_e8 = delta_e8(&now, terms.spot_e8)?;
    let gamma_e8 = self::delta_e8(&spot_up, spot_up_e8)?.checked_sub(delta_e8).ok_or(OVERFLOW)?;
    let units = terms.units();
    let mut profits_atoms = [0; SCENARIOS];
    for (profit, value) in profits_atoms.iter_mut().zip(now.scenarios) {
        *profit = rounded_down(value - now.today, &units)?;
    }
    Ok(Sensitivities {
        profits_atoms,
        net_delta_atoms: away_from_zero(delta_e8, &units)?,
        gamma_atoms: away_from_zero(gamma_e8, &units)?,
        vega_atoms: away_from_zero(e8_away_from_zero(vega_e12(holdings, &inputs, &terms.grid)?), &units)?,
        theta_atoms: away_from_zero(e8_away_from_zero(next_day.today - now.today), &units)?,
    })
}

/// Strike by strike: what its options are worth at their volatility, and at that and a step.
fn vega_e12(holdings: &[Holding], inputs: &MarketInputs<'_>, grid: &ScenarioGrid) -> Result<ValueE12, MarginError> {
    let mut strikes: BTreeMap<(i64, u64), Vec<Holding>> = BTreeMap::new();
    for holding in holdings {
        strikes.entry((holding.expiry_ts, holding.strike_e8)).or_default().push(*holding);
    }
    let mut vega_e12: ValueE12 = 0;
    for ((expiry_ts, strike_e8), options) in strikes {
        let is_owned = options.iter().fold(0_i64, |net, option| net.saturating_add(option.quantity)) >= 0;
        let vol_e9 = valued_as(inputs, expiry_ts, strike_e8, is_owned)?.vol_e9;
        let at = |vol_e9: u64| {
            let (fallback_vol_e9, floor_vol_e9, ceiling_vol_e9) = (vol_e9, vol_e9, vol_e9);
            let flat = MarketInputs { smiles: &[], fallback_vol_e9, floor_vol_e9, ceiling_vol_e9, ..*inputs };
            Ok::<_, MarginError>(revalue(&options, &flat, grid)?.today)
        };
        let change = at(vol_e9.saturating_add(VOL_STEP_E9))? - at(vol_e9)?;
        vega_e12 = vega_e12.checked_add(change).ok_or(OVERFLOW)?;
    }
    Ok(vega_e12)
}

/// What the chain's value of options of one strike and expiry depends on beside the price.
pub(super) struct ValuedAs {
    /// From a day later on for what is owned.
    pub seconds_to_expiry: u64,
    /// A year's, times 10^9.
    pub vol_e9: u64,
}

/// Whether they are owned is whether at least as many are as are owed.
pub(super) fn valued_as(
    inputs: &MarketInputs<'_>,
    expiry_ts: i64,
    strike_e8: u64,
    is_owned: bool,
) -> Result<ValuedAs, MarginError> {
    let seconds_to_expiry = inputs.seconds_to(expiry_ts, is_owned);
    let pricer = ScenarioPricer::new(inputs.spot_e8, strike_e8, seconds_to_expiry)?;
    Ok(ValuedAs { seconds_to_expiry, vol_e9: inputs.vol_e9(expiry_ts, is_owned, &pricer) })
}

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
