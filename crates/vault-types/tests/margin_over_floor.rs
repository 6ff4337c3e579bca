//! By scenarios, and at least the floor, with every option priced once for both: the same as both by themselves.
//!
//! But for one case: an option that is owed at a strike at which no less is owned of the other kind, or in the other token, has the mark of what
//! is owned: as of a day from now, at most at the ceiling and not raised to the floor. So the floor is lower there, by no more than these
//! marks differ.

mod common;
mod margin_common;
mod margin_risk_common;

use common::cases;
use margin_common::*;
use margin_risk_common::*;
use options_math::{price, OptionInputs, OptionType, MAX_VOL_E9, MIN_VOL_E9};
use proptest::prelude::*;
use vault_types::{
    margin::{Contract, Holding, MarginError, MarketInputs, Requirement, RiskParameters, ScenarioGrid},
    state::MarginAccount,
};

const COINS: i64 = COIN as i64;

/// What is asked for in one go, and by both in turn.
fn both_ways(
    account: &MarginAccount,
    market: &MarketInputs<'_>,
    risk: &RiskParameters,
    floor_bps: u16,
) -> (Requirement, Requirement) {
    let floor = account.by_standard(0, market, risk, floor_bps).unwrap();
    let in_turn = account.by_scenarios(0, market, risk).unwrap().or_larger(&floor);
    (account.by_scenarios_over_floor(0, market, risk, floor_bps).unwrap(), in_turn)
}

/// Is no less owned than owed at its strike and expiry, both kinds and tokens together?
fn is_at_an_owned_strike(holding: &Holding, all: &[Holding]) -> bool {
    let is_same = |other: &&Holding| (other.strike_e8, other.expiry_ts) == (holding.strike_e8, holding.expiry_ts);
    all.iter().filter(is_same).map(|other| other.quantity).sum::<i64>() >= 0
}

/// What one option on a whole coin is worth, in USD: of what is owed, and of what is owned.
fn marks(holding: &Holding, market: &MarketInputs<'_>) -> (f64, f64) {
    let smile = market.smiles.iter().find(|smile| smile.expiry_ts == holding.expiry_ts).and_then(|smile| smile.smile);
    let signed_e9 = smile.map(|smile| smile.vol_e9(market.spot_e8, holding.strike_e8).unwrap_or(MAX_VOL_E9));
    let (fallback_e9, floor_e9) = (market.fallback_vol_e9, market.floor_vol_e9);
    let owed_e9 = signed_e9.unwrap_or(fallback_e9).max(floor_e9);
    let owned_e9 = signed_e9.unwrap_or(fallback_e9.min(floor_e9)).min(market.ceiling_vol_e9);
    let mark = |vol_e9: u64, from_ts: i64| {
        let prices = price(&OptionInputs {
            spot_e8: market.spot_e8,
            strike_e8: holding.strike_e8,
            seconds_to_expiry: (holding.expiry_ts - from_ts).max(0).unsigned_abs(),
            vol_e9: vol_e9.clamp(MIN_VOL_E9, MAX_VOL_E9),
        })
        .unwrap();
        (if holding.option_type == OptionType::Call { prices.call_e12 } else { prices.put_e12 }) as f64 / 1e12
    };
    (mark(owed_e9, market.now_ts), mark(owned_e9, market.now_ts + DAY))
}

fn on_one_market(most: usize) -> impl Strategy<Value = Vec<(Contract, i64)>> {
    prop::collection::vec((any_contract_on(vec![SOL_USD]), any_quantity()), 1..=most)
}

proptest! {
    #![proptest_config(cases(3_000))]

    #[test]
    fn one_pricing_serves_both(
        positions in on_one_market(24), scene in any_scene(), risk in any_risk(), floor_bps in 0..=10_000_u16,
    ) {
        let account = account_with(&positions);
        let (holdings, market) = (account.holdings_on(0, |_| true), scene.inputs());
        let (at_once, in_turn) = both_ways(&account, &market, &risk, floor_bps);
        let quantity = |holding: &Holding| holding.quantity.unsigned_abs() as f64 / COIN as f64;
        // Both marks are within 10^-9 of spot, and a mark counts twice at most: in a put's buffer too.
        let notional: f64 = holdings.iter().map(|holding| quantity(holding) * 100.0).sum();
        let rounding = 4e-9 * notional * 1e6 + 4.0;
        let owed = holdings.iter().filter(|holding| holding.quantity < 0);
        let lower: f64 = owed.filter(|holding| is_at_an_owned_strike(holding, &holdings)).map(|holding| {
            let (of_owed, of_owned) = marks(holding, &market);
            assert!(of_owned <= of_owed + 1e-7, "never the other way round");
            2.0 * quantity(holding) * (of_owed - of_owned) * 1e6
        }).sum();
        for (at_once, in_turn) in levels(&at_once).into_iter().zip(levels(&in_turn)) {
            let less = in_turn as f64 - at_once as f64;
            prop_assert!((-rounding..=lower + rounding).contains(&less), "{at_once} {in_turn} {lower}");
        }
    }

    /// With the rule for net delta on initial margin only by scenarios: the floor knows none.
    #[test]
    fn it_is_at_least_the_scenarios_and_in_order(
        positions in on_one_market(24), scene in any_scene(), risk in any_risk(), floor_bps in 0..=10_000_u16,
    ) {
        let account = account_with(&positions);
        let found = account.by_scenarios_over_floor(0, &scene.inputs(), &risk, floor_bps).unwrap();
        let by_scenarios = account.by_scenarios(0, &scene.inputs(), &risk).unwrap();
        prop_assert!(found.is_ordered() && found.or_larger(&by_scenarios) == found);
    }
}

#[test]
fn what_either_refuses_is_refused() {
    let account = account_with(&[(put(SOL_USD, 100), -5)]);
    let scene = Scene::flat(800_000_000);
    let risk = RiskParameters::DEFAULT;
    let with = |risk: &RiskParameters, floor_bps| account.by_scenarios_over_floor(0, &scene.inputs(), risk, floor_bps);
    assert!(with(&risk, 10_000).is_ok());
    assert_eq!(with(&risk, 10_001), Err(MarginError::Parameters));
    assert_eq!(with(&RiskParameters { delta_limit_bps: 0, ..risk }, 5_000), Err(MarginError::Parameters));
}

/// Puts that are owed are more than what is owned at their strike: the floor has their mark as of now. With one call more it has that of tomorrow,
/// which is nothing.
#[test]
fn where_as_much_is_owned_the_mark_is_the_lower_one() {
    let soon = |contract| at(NOW + 20 * 3_600, contract);
    // So narrow that the floor is more than the scenarios.
    let grid = ScenarioGrid { price_range_bps: 1_500, ..ScenarioGrid::DEFAULT };
    let risk = RiskParameters { delta_limit_bps: 10_000, grid, ..RiskParameters::DEFAULT };
    let floor_less_scenarios = |calls_owned| {
        let positions = [
            (soon(put(SOL_USD, 100)), -COINS),
            (soon(coin_call(SOL_USD, 100)), calls_owned),
            (soon(quote_call(SOL_USD, 300)), -COINS),
        ];
        let scene = Scene::flat(800_000_000);
        let account = account_with(&positions);
        let (at_once, in_turn) = both_ways(&account, &scene.inputs(), &risk, 10_000);
        in_turn.maintenance_atoms - at_once.maintenance_atoms
    };
    assert!(floor_less_scenarios(COINS - 1) <= 2);
    let less = floor_less_scenarios(COINS);
    // An option at the money for 20 hours at 80 %: 0.4 * 80 % * sqrt(20 / 8,760) of 100 USD.
    assert!(less.abs_diff(1_525_000) < 10_000, "{less}");
}
