//! A portfolio under the chain's own scenario margin, by the chain's own function and default grid.
//!
//! What is owed and what is owned has the volatility of the forecast, as under a surface that says so of every strike: it is both the fallback and the
//! floor. On the chain an account needs no more than its largest possible loss, and no less than the floor of the standard margin: neither is here.

use super::{Levels, SPOT};
use crate::backtest::portfolio::OPTION_DAYS;
use crate::backtest::{Leg, Portfolio};
use market_data::DAY_SECS;
use options_math::{MAX_VOL_E9, MIN_VOL_E9};
use vault_types::margin::{scenario_margin, Holding, MarginError, MarketInputs, ScenarioGrid, Units};

const UNITS: Units = Units { underlying_decimals: 9, quote_decimals: 6 };
const COIN_ATOMS: f64 = 1e9;
const QUOTE_ATOMS: f64 = 1e6;
const E8: f64 = 1e8;
const E9: f64 = 1e9;

/// Options are worth what [`Portfolio::value`] says, at the volatility that it gets; the chain takes none beyond its limits.
pub(super) fn levels(portfolio: &Portfolio, volatility: f64) -> Result<Levels, MarginError> {
    let vol_e9 = ((volatility * E9) as u64).clamp(MIN_VOL_E9, MAX_VOL_E9);
    let market = MarketInputs {
        spot_e8: (SPOT * E8) as u64,
        now_ts: 0,
        units: UNITS,
        smiles: &[],
        fallback_vol_e9: vol_e9,
        floor_vol_e9: vol_e9,
        ceiling_vol_e9: MAX_VOL_E9,
    };
    let holdings: Vec<Holding> = portfolio.legs.iter().map(holding).collect();
    let requirement = scenario_margin(&holdings, &market, &ScenarioGrid::DEFAULT)?.requirement;
    let options = portfolio.value(1.0, volatility, OPTION_DAYS);
    let level = |atoms: u64| (atoms as f64 / QUOTE_ATOMS / SPOT + options).max(0.0);
    Ok(Levels { maintenance: level(requirement.maintenance_atoms), initial: level(requirement.initial_atoms) })
}

fn holding(leg: &Leg) -> Holding {
    Holding {
        option_type: leg.option_type,
        strike_e8: (leg.strike * SPOT * E8).round() as u64,
        expiry_ts: OPTION_DAYS as i64 * DAY_SECS,
        quantity: (leg.amount * COIN_ATOMS) as i64,
    }
}
