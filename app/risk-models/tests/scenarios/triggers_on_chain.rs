//! Net delta, what it is compared with, and net vega against the chain's own functions, on portfolios drawn at random.

use crate::portfolios::{account, expiry, market, option};
use options_math::OptionType;
use proptest::prelude::*;
use risk_models::greeks::Triggers;
use risk_models::portfolio::{Expiry, Market};
use risk_models::revaluation::Book;
use vault_types::liquidation::FairValue;
use vault_types::margin::{scenario_margin, Holding, MarketInputs, ScenarioGrid, Units};

const DAY_SECS: i64 = 86_400;
/// Of the expiries.
const DAYS: [i64; 4] = [2, 9, 45, 300];
const SPOT: f64 = 150.0;
const SPOT_E8: u64 = 15_000_000_000;
const COIN_ATOMS: f64 = 1e9;
/// Prices on the chain are within 6e-10 of the spot; a gain is the difference of two. Deltas are as good.
const PRICE_ERROR: f64 = 1.2e-9;

/// At most as many as an account holds, in any amount up to five coins. No two share strike and expiry: the chain values those together.
fn holdings() -> impl Strategy<Value = Vec<Holding>> {
    let one = (any::<bool>(), 0..DAYS.len(), 5_000_000_000..40_000_000_000_u64, -5_000_000_000..5_000_000_000_i64);
    prop::collection::vec(one, 0..=24).prop_map(|drawn| {
        let holding = |(place, (is_call, day, strike, quantity)): (u64, (bool, usize, u64, i64))| Holding {
            option_type: if is_call { OptionType::Call } else { OptionType::Put },
            strike_e8: strike / 24 * 24 + place,
            expiry_ts: DAYS[day] * DAY_SECS,
            quantity,
        };
        (0..).zip(drawn).map(holding).collect()
    })
}

/// Every option at one volatility, whoever owns it.
fn on_the_chain(vol_e9: u64) -> MarketInputs<'static> {
    MarketInputs {
        spot_e8: SPOT_E8,
        now_ts: 0,
        units: Units { underlying_decimals: 9, quote_decimals: 6 },
        smiles: &[],
        fallback_vol_e9: vol_e9,
        floor_vol_e9: vol_e9,
        ceiling_vol_e9: vol_e9,
    }
}

/// As the risk engine has them, with a volatility for each option by its days and amount.
fn triggers(holdings: &[Holding], volatility: impl Fn(f64, f64) -> f64) -> Triggers {
    let of_expiry = |days: &i64| -> Expiry {
        let held = holdings.iter().filter(|held| held.expiry_ts == days * DAY_SECS).map(|held| {
            let (days, amount) = (*days as f64, held.quantity as f64 / COIN_ATOMS);
            option(held.option_type, held.strike_e8 as f64 / 1e8, volatility(days, amount), amount)
        });
        expiry(*days as f64, &held.collect::<Vec<_>>())
    };
    let held = Market { expiries: DAYS.iter().map(of_expiry).collect(), ..market("SOL", SPOT) };
    Triggers::of(&Book::new(&account(&[held])).unwrap()).unwrap()
}

/// Of a value on the chain, USD times atoms of the coin.
fn usd(value: i128, decimals: i32) -> f64 {
    value as f64 / 10f64.powi(decimals) / COIN_ATOMS
}

/// What errors of a price for each coin add up to, and the few atoms that sums are rounded by.
fn tolerance(holdings: &[Holding]) -> f64 {
    let coins: f64 = holdings.iter().map(|held| held.quantity.unsigned_abs() as f64 / COIN_ATOMS).sum();
    PRICE_ERROR * SPOT * coins + 10.0 * DAYS.len() as f64 / COIN_ATOMS
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// The chain values what is owned as of a day from now; at our whole time that is a volatility lower by the root of the share.
    #[test]
    fn net_delta_is_the_chains(holdings in holdings(), vol_e9 in 100_000_000..3_000_000_000_u64) {
        let chain = scenario_margin(&holdings, &on_the_chain(vol_e9), &ScenarioGrid::DEFAULT).unwrap();
        let volatility = vol_e9 as f64 / 1e9;
        let a_day_ahead = |days: f64, amount: f64| if amount < 0.0 { volatility } else { volatility * ((days - 1.0) / days).sqrt() };
        let found = triggers(&holdings, a_day_ahead).net_delta;
        let (net_delta, notional) = (usd(chain.net_delta, 8), usd(chain.uncovered_notional, 8));
        prop_assert!((found.measured - net_delta).abs() <= tolerance(&holdings), "{} for {net_delta}", found.measured);
        prop_assert!((found.of - notional).abs() <= 1e-12 * (1.0 + notional), "{} for {notional}", found.of);
    }

    #[test]
    fn net_vega_is_the_chains(holdings in holdings(), vol_e9 in 100_000_000..3_000_000_000_u64) {
        let gain = FairValue::of(&holdings, &on_the_chain(vol_e9)).unwrap().gain_by_vega;
        let loss = (-usd(gain, 12)).max(0.0);
        let found = triggers(&holdings, |_, _| vol_e9 as f64 / 1e9).net_vega.measured;
        prop_assert!((found - loss).abs() <= tolerance(&holdings), "{found} for {loss}");
    }
}
