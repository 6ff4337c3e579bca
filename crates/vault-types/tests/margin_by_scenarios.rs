//! What an account must hold by scenarios: the scenario margin of its options on a market, expiry by expiry, and the rule for net delta.

mod common;
mod margin_common;
mod margin_risk_common;

use common::cases;
use margin_common::*;
use margin_risk_common::*;
use proptest::prelude::*;
use std::collections::BTreeMap;
use vault_types::{
    margin::{
        initial_with_delta, scenario_margin, Contract, Holding, MarketInputs, Requirement, RiskParameters,
        ScenarioMargin,
    },
    state::{AccountMarket, HeldOptions, MarginAccount, OptionKind},
};

const COINS: i64 = COIN as i64;

/// By rising expiry, and not in the account's order.
fn by_expiry(account: &MarginAccount, market: &AccountMarket) -> Vec<Vec<Holding>> {
    let place = place_of(account, market);
    let mut expiries: BTreeMap<i64, Vec<Holding>> = BTreeMap::new();
    for held in account.options.iter().filter(|held| Some(usize::from(held.market)) == place && held.is_used()) {
        expiries.entry(held.expiry_ts).or_default().push(held.holding().unwrap());
    }
    expiries.into_values().collect()
}

fn margin(holdings: &[Holding], market: &MarketInputs<'_>, risk: &RiskParameters) -> ScenarioMargin {
    scenario_margin(holdings, market, &risk.grid).unwrap()
}

/// As the account is, for its options on one of the two markets.
fn required(account: &MarginAccount, market: &AccountMarket, scene: &Scene, risk: &RiskParameters) -> Requirement {
    let place = place_of(account, market).unwrap();
    account.by_scenarios(place, &scene.inputs(), risk).unwrap()
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn a_market_requires_its_scenario_margin_and_what_net_delta_adds(
        positions in any_positions(24), scene in any_scene(), risk in any_risk(),
    ) {
        let account = account_with(&positions);
        for market in [SOL_USD, BTC_USD] {
            let Some(place) = place_of(&account, &market) else { continue };
            let found = account.by_scenarios(place, &scene.inputs(), &risk);
            let ScenarioMargin { requirement, net_delta, uncovered_notional, .. } =
                margin(&by_expiry(&account, &market).concat(), &scene.inputs(), &risk);
            let uncovered = uncovered_notional.unsigned_abs();
            let raised = initial_with_delta(requirement, net_delta, uncovered, risk.delta_limit_bps);
            let largest_loss = largest_loss_if_covered(&account, place, uncovered_notional);
            let expected = raised.map(|raised| raised.or_smaller(&Requirement::flat(largest_loss.unwrap_or(u64::MAX))));
            prop_assert_eq!(found, expected);
        }
    }

    /// Exactly, but for the rounding of each: maintenance to an atom, which initial margin is up to three times of, and then to another one.
    #[test]
    fn expiries_add_up(positions in any_positions(24), scene in any_scene(), risk in any_risk()) {
        let account = account_with(&positions);
        let (expiries, market) = (by_expiry(&account, &SOL_USD), scene.inputs());
        let all = margin(&expiries.concat(), &market, &risk);
        let parts: Vec<_> = expiries.iter().map(|of_expiry| margin(of_expiry, &market, &risk)).collect();
        prop_assert_eq!(all.net_delta, parts.iter().map(|part| part.net_delta).sum::<i128>());
        prop_assert!(parts.iter().all(|part| part.net_delta >= 0), "they do not cancel out");
        prop_assert_eq!(all.uncovered_notional, parts.iter().map(|part| part.uncovered_notional).sum::<i128>());
        let marks = all.mark - parts.iter().map(|part| part.mark).sum::<i128>();
        prop_assert!((0..9).contains(&marks), "{marks}");
        for level in 0..3 {
            let sum: u64 = parts.iter().map(|part| levels(&part.requirement)[level]).sum();
            prop_assert!(levels(&all.requirement)[level].abs_diff(sum) <= 4 * expiries.len() as u64);
        }
    }

    #[test]
    fn positions_on_other_markets_do_not_matter(
        positions in any_positions(24), scene in any_scene(), risk in any_risk(),
    ) {
        let both = account_with(&positions);
        for market in [SOL_USD, BTC_USD] {
            let alone: Vec<_> = positions.iter().filter(|(contract, _)| contract.market == market).copied().collect();
            let alone = account_with(&alone);
            if place_of(&both, &market).is_some() {
                prop_assert_eq!(required(&both, &market, &scene, &risk), required(&alone, &market, &scene, &risk));
            }
        }
    }

    /// Nor does it matter which of the 24 places they are in.
    #[test]
    fn the_order_of_positions_does_not_matter(
        positions in any_positions(24),
        scene in any_scene(),
        risk in any_risk(),
        order in Just((0..24).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let account = account_with(&positions);
        let options: [HeldOptions; 24] = std::array::from_fn(|index| account.options[order[index]]);
        let shuffled = MarginAccount { options, ..account };
        for market in [SOL_USD, BTC_USD] {
            if place_of(&account, &market).is_some() {
                prop_assert_eq!(required(&account, &market, &scene, &risk), required(&shuffled, &market, &scene, &risk));
            }
        }
    }

    /// Whatever is owned at other expiries, earlier or later: it changes nothing, with the rule for net delta or without.
    #[test]
    fn what_is_owned_at_other_expiries_covers_nothing(
        owed in (any_contract_on(vec![SOL_USD]), 1..1_i64 << 40),
        owned in prop::collection::vec((any_contract_on(vec![SOL_USD]), 1..1_i64 << 40), 0..20),
        scene in any_scene(),
        risk in any_risk(),
    ) {
        let alone = [(owed.0, -owed.1)];
        let others = owned.into_iter().filter(|(contract, _)| contract.expiry_ts != owed.0.expiry_ts);
        let with_others: Vec<_> = alone.into_iter().chain(others).collect();
        let [alone, with_others] = [account_with(&alone), account_with(&with_others)];
        prop_assert_eq!(required(&with_others, &SOL_USD, &scene, &risk), required(&alone, &SOL_USD, &scene, &risk));
    }

    /// Of each kind and expiry what is owed beyond what is owned, at spot, rounded up; the scenario margin has the same.
    #[test]
    fn uncovered_is_what_is_owed_beyond_what_is_owned(positions in any_positions(24), scene in any_scene()) {
        let account = account_with(&positions);
        for market in [SOL_USD, BTC_USD] {
            let place = place_of(&account, &market).unwrap_or(3);
            let mut net: BTreeMap<(i64, bool), i128> = BTreeMap::new();
            for (contract, quantity) in positions.iter().filter(|(contract, _)| contract.market == market) {
                let kind = (contract.expiry_ts, contract.kind == OptionKind::CALL);
                *net.entry(kind).or_default() += i128::from(*quantity);
            }
            let uncovered: i128 = net.values().map(|net| -net.min(&0)).sum();
            let in_usd_e8 = uncovered * i128::from(SPOT_E8);
            let found = account.uncovered_atoms(place, &scene.inputs());
            prop_assert_eq!(found, UNITS.quote_atoms_up(in_usd_e8));
            let margin = margin(&by_expiry(&account, &market).concat(), &scene.inputs(), &RiskParameters::DEFAULT);
            prop_assert_eq!(margin.uncovered_notional, in_usd_e8);
            let owed = account.holdings_on(place, |_| true).iter().map(|held| -i128::from(held.quantity.min(0))).sum::<i128>();
            prop_assert_eq!(account.owed_atoms(place, &scene.inputs()), UNITS.quote_atoms_up(owed * i128::from(SPOT_E8)));
        }
    }
}

fn with_limit(positions: &[(Contract, i64)], delta_limit_bps: u16) -> Requirement {
    let risk = RiskParameters { delta_limit_bps, ..RiskParameters::DEFAULT };
    required(&account_with(positions), &SOL_USD, &Scene::flat(800_000_000), &risk)
}

/// By scenarios a call that is settled in coins covers one that is settled in the quote.
#[test]
fn settlement_assets_count_together() {
    let (in_coins, in_quote) = (coin_call(SOL_USD, 120), quote_call(SOL_USD, 120));
    let later = |contract| at(NOW + 8 * DAY, contract);
    let both = with_limit(&[(later(in_coins), COINS), (later(in_quote), -COINS)], 500);
    // Only the short-option minimum is left: 1 % of spot, and 0.3 % on top of it.
    assert_eq!(
        both,
        Requirement { initial_atoms: 1_300_000, maintenance_atoms: 1_000_000, liquidation_atoms: 800_000 }
    );
}

/// The deltas of a call and a put that are owed cancel out at one expiry, and not over two.
#[test]
fn net_delta_is_judged_expiry_by_expiry() {
    let (call, put) = (quote_call(SOL_USD, 102), put(SOL_USD, 100));
    let [soon, later] = [NOW + 2 * DAY, NOW + 8 * DAY];
    let together = [(at(later, call), -COINS), (at(later, put), -COINS)];
    let apart = [(at(later, call), -COINS), (at(soon, put), -COINS)];
    assert_eq!(with_limit(&together, 500), with_limit(&together, 10_000), "their deltas cancel out");
    let (without, with) = (with_limit(&apart, 10_000), with_limit(&apart, 500));
    // Each has a delta of about a half: nearly ten times the limit.
    let times = with.initial_atoms as f64 / without.initial_atoms as f64;
    assert!((9.0..10.5).contains(&times), "{times}");
    assert_eq!(with, Requirement { initial_atoms: with.initial_atoms, ..without });
}

#[test]
fn a_place_without_options_requires_nothing() {
    let account = account_with(&[(put(SOL_USD, 100), -5)]);
    let risk = RiskParameters::DEFAULT;
    let scene = Scene::flat(800_000_000);
    for place in [1, 2, 3, 4, 255, usize::MAX] {
        assert_eq!(account.by_scenarios(place, &scene.inputs(), &risk), Ok(Requirement::default()));
        assert_eq!(account.by_standard(place, &scene.inputs(), &risk, 10_000), Ok(Requirement::default()));
        assert_eq!(account.by_scenarios_over_floor(place, &scene.inputs(), &risk, 10_000), Ok(Requirement::default()));
        assert_eq!(account.uncovered_atoms(place, &scene.inputs()), Ok(0));
    }
}
