//! How much collateral usual strategies need under each margin model.
//!
//! All amounts are for one coin, in atoms of a quote with six decimals, initial margin. The options are priced at one flat volatility.

mod strategy;
mod table;

pub use strategy::{Leg, Strategy};
pub use table::table;

use market_data::PriceSeries;
use options_math::{price, MathError, OptionInputs, OptionType};
use vault_types::{
    margin::{
        in_kind::{cover_in_quote, cover_in_underlying},
        requirement::DEFAULT_FLOOR_BPS,
        scenario_margin, standard, standard_floor, Holding, MarginError, Marked, MarketInputs, Requirement,
        ScenarioGrid, StandardParameters, Units,
    },
    LedgerError,
};

/// Of coin and quote.
pub const UNITS: Units = Units { underlying_decimals: 9, quote_decimals: 6 };
const COIN: i64 = 1_000_000_000;
const DAY_SECS: i64 = 86_400;
/// Options are priced between these.
const MIN_VOLATILITY: f64 = 0.02;
const MAX_VOLATILITY: f64 = 3.9;

/// A market at a moment, with one volatility for all options.
#[derive(Clone, Copy, Debug)]
pub struct FlatMarket {
    pub now_ts: i64,
    /// USD times 10^8.
    pub spot_e8: u64,
    /// Yearly, times 10^9.
    pub vol_e9: u64,
}

impl FlatMarket {
    /// The last price of a series and the realised volatility before it; `None` if the series is shorter than the window.
    pub fn at_the_end_of(prices: &PriceSeries, window_secs: i64) -> Option<Self> {
        let now_ts = prices.last_ts();
        let volatility = prices.realised_vol(now_ts, window_secs)?.clamp(MIN_VOLATILITY, MAX_VOLATILITY);
        let spot = prices.price_at(now_ts)?;
        Some(Self { now_ts, spot_e8: (spot * 1e8).round() as u64, vol_e9: (volatility * 1e9) as u64 })
    }
}

/// What a strategy must hold under each model, in atoms of the quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needs {
    /// Spot of all options owed.
    pub notional_atoms: u64,
    /// Every option owed backed by itself: a call by a coin, a put by its strike.
    pub isolated_atoms: u64,
    /// The worst settlement of each expiry, in what is settled in; coins at spot.
    pub max_loss_atoms: u64,
    pub standard_atoms: u64,
    /// The chain's own scenarios, at least the floor of the standard margin, or the maximum loss if that is less: what the chain asks for
    /// without a signature.
    pub scenario_atoms: u64,
    /// The least that signers can sign for: the floor of the standard margin, and no less than maintenance by the chain's scenarios, since
    /// a challenge would void it; or the maximum loss if that is less.
    pub portfolio_atoms: u64,
}

/// The needs of one coin of the strategy.
pub fn needs(strategy: &Strategy, market: &FlatMarket) -> Result<Needs, MarginError> {
    let holdings = holdings(strategy, market)?;
    let owed = || holdings.iter().filter(|held| held.quantity < 0);
    let in_quote = |price_e8: u64| UNITS.quote_atoms_up(i128::from(price_e8) * i128::from(COIN));
    let mut isolated_atoms = 0;
    for option in owed() {
        isolated_atoms +=
            in_quote(if option.option_type == OptionType::Call { market.spot_e8 } else { option.strike_e8 })?;
    }
    let max_loss_atoms = max_loss_in_kind(&holdings, market)?;
    let marked = marked(&holdings, market)?;
    let parameters = StandardParameters::DEFAULT;
    let by_standard = standard(&marked, market.spot_e8, &parameters, &UNITS)?;
    let floor = standard_floor(&marked, market.spot_e8, &parameters, DEFAULT_FLOOR_BPS, &UNITS)?;
    let by_scenario = scenarios(&holdings, market)?;
    Ok(Needs {
        notional_atoms: in_quote(market.spot_e8)? * owed().count() as u64,
        isolated_atoms,
        max_loss_atoms,
        standard_atoms: by_standard.initial_atoms,
        scenario_atoms: by_scenario.initial_atoms.max(floor.initial_atoms).min(max_loss_atoms),
        portfolio_atoms: floor.initial_atoms.max(by_scenario.maintenance_atoms).min(max_loss_atoms),
    })
}

fn holdings(strategy: &Strategy, market: &FlatMarket) -> Result<Vec<Holding>, MarginError> {
    let holding = |leg: &Leg| {
        let strike_e8 = u128::from(market.spot_e8) * u128::from(leg.strike_percent) / 100;
        Ok(Holding {
            option_type: leg.option_type,
            strike_e8: u64::try_from(strike_e8).map_err(|_| MarginError::Math(MathError::Strike))?,
            expiry_ts: market.now_ts + i64::from(leg.days) * DAY_SECS,
            quantity: i64::from(leg.coins) * COIN,
        })
    };
    strategy.legs.iter().map(holding).collect()
}

/// Expiry by expiry: calls that calls cover are settled in the quote, as puts are; others in the coin.
fn max_loss_in_kind(holdings: &[Holding], market: &FlatMarket) -> Result<u64, MarginError> {
    let mut expiries: Vec<i64> = holdings.iter().map(|held| held.expiry_ts).collect();
    expiries.sort_unstable();
    expiries.dedup();
    let mut total = 0;
    for expiry_ts in expiries {
        let of_expiry: Vec<Holding> = holdings.iter().filter(|held| held.expiry_ts == expiry_ts).copied().collect();
        total += match cover_in_quote(&of_expiry, &UNITS) {
            Err(MarginError::UnboundedLoss) => {
                let (calls, puts): (Vec<_>, Vec<_>) =
                    of_expiry.into_iter().partition(|held| held.option_type == OptionType::Call);
                let coins = cover_in_underlying(&calls)?;
                UNITS.quote_atoms_up(i128::from(coins) * i128::from(market.spot_e8))? + cover_in_quote(&puts, &UNITS)?
            }
            cover => cover?,
        };
    }
    Ok(total)
}

fn marked(holdings: &[Holding], market: &FlatMarket) -> Result<Vec<Marked>, MarginError> {
    let marked = |held: &Holding| {
        let prices = price(&OptionInputs {
            spot_e8: market.spot_e8,
            strike_e8: held.strike_e8,
            seconds_to_expiry: u64::try_from(held.expiry_ts - market.now_ts).map_err(|_| LedgerError::Overflow)?,
            vol_e9: market.vol_e9,
        })?;
        let mark_e12 = if held.option_type == OptionType::Call { prices.call_e12 } else { prices.put_e12 };
        Ok(Marked { holding: *held, mark_e12 })
    };
    holdings.iter().map(marked).collect()
}

fn scenarios(holdings: &[Holding], market: &FlatMarket) -> Result<Requirement, MarginError> {
    let inputs = MarketInputs {
        spot_e8: market.spot_e8,
        now_ts: market.now_ts,
        units: UNITS,
        smiles: &[],
        // What is owed and what is owned at the same volatility.
        fallback_vol_e9: market.vol_e9,
        floor_vol_e9: market.vol_e9,
        ceiling_vol_e9: market.vol_e9,
    };
    Ok(scenario_margin(holdings, &inputs, &ScenarioGrid::DEFAULT)?.requirement)
}
