//! What an account must hold by the standard margin, against a sum over the two tokens with marks that the test prices itself.

mod common;
mod margin_common;
mod margin_risk_common;

use common::cases;
use margin_common::*;
use margin_risk_common::*;
use options_math::{price, OptionInputs, OptionType, MAX_VOL_E9, MIN_VOL_E9};
use proptest::prelude::*;
use vault_types::{
    margin::{standard, standard_floor, Holding, Marked, MarketInputs, Requirement, RiskParameters},
    state::{AccountMarket, MarginAccount, SettlementAsset},
};

/// The smile's volatility, or the fallback; never below the floor, and no ceiling.
fn vol_e9(holding: &Holding, market: &MarketInputs<'_>) -> u64 {
    let of_expiry = market.smiles.iter().find(|smile| smile.expiry_ts == holding.expiry_ts);
    let signed = match of_expiry.and_then(|of_expiry| of_expiry.smile) {
        // The smiles here leave the range in which there are prices only upwards.
        Some(smile) => smile.vol_e9(market.spot_e8, holding.strike_e8).ok(),
        None => Some(market.fallback_vol_e9),
    };
    signed.unwrap_or(u64::MAX).max(market.floor_vol_e9).clamp(MIN_VOL_E9, MAX_VOL_E9)
}

fn marked(holding: Holding, market: &MarketInputs<'_>) -> Marked {
    let prices = price(&OptionInputs {
        spot_e8: market.spot_e8,
        strike_e8: holding.strike_e8,
        seconds_to_expiry: (holding.expiry_ts - market.now_ts).max(0).unsigned_abs(),
        vol_e9: vol_e9(&holding, market),
    })
    .unwrap();
    let mark_e12 = if holding.option_type == OptionType::Call { prices.call_e12 } else { prices.put_e12 };
    Marked { holding, mark_e12 }
}

fn marked_in(
    account: &MarginAccount,
    market: &AccountMarket,
    settlement: SettlementAsset,
    inputs: &MarketInputs<'_>,
) -> Vec<Marked> {
    let place = place_of(account, market);
    let held = account.options.iter().filter(|held| held.is_used() && Some(usize::from(held.market)) == place);
    let held = held.filter(|held| held.settlement == settlement);
    held.map(|held| marked(held.holding().unwrap(), inputs)).collect()
}

fn required(account: &MarginAccount, scene: &Scene, risk: &RiskParameters, buffer_bps: u16) -> Requirement {
    let place = place_of(account, &SOL_USD).unwrap();
    account.by_standard(place, &scene.inputs(), risk, buffer_bps).unwrap()
}

fn in_quote(positions: &[(vault_types::margin::Contract, i64)]) -> Vec<(vault_types::margin::Contract, i64)> {
    let in_quote = positions.iter().filter(|(contract, _)| contract.settlement == SettlementAsset::QUOTE);
    in_quote.copied().collect()
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn a_market_requires_the_sum_over_the_two_tokens(
        positions in any_positions(24), scene in any_scene(), risk in any_risk(), buffer_bps in 0..=10_000_u16,
    ) {
        let account = account_with(&positions);
        let inputs = scene.inputs();
        for market in [SOL_USD, BTC_USD] {
            let Some(place) = place_of(&account, &market) else { continue };
            let [in_coins, in_quote] = ASSETS.map(|settlement| {
                let marked = marked_in(&account, &market, settlement, &inputs);
                levels(&standard_floor(&marked, inputs.spot_e8, &risk.standard, buffer_bps, &inputs.units).unwrap())
            });
            let found = levels(&account.by_standard(place, &inputs, &risk, buffer_bps).unwrap());
            let expected: Vec<u64> = in_coins.into_iter().zip(in_quote).map(|(coins, quote)| coins + quote).collect();
            prop_assert_eq!(found.to_vec(), expected);
        }
    }

    #[test]
    fn the_whole_buffers_are_the_standard_margin(
        positions in any_positions(24), scene in any_scene(), risk in any_risk(),
    ) {
        let account = account_with(&positions);
        let inputs = scene.inputs();
        let Some(place) = place_of(&account, &SOL_USD) else { return Ok(()) };
        let of_token = |settlement| {
            let marked = marked_in(&account, &SOL_USD, settlement, &inputs);
            standard(&marked, inputs.spot_e8, &risk.standard, &inputs.units).unwrap()
        };
        let [in_coins, in_quote] = ASSETS.map(of_token);
        prop_assert_eq!(account.by_standard(place, &inputs, &risk, 10_000), Ok(in_coins.plus(&in_quote).unwrap()));
    }

    /// Whatever is owned that is paid in coins: the puts and calls owed in the quote require the same.
    #[test]
    fn what_is_owned_in_coins_lowers_nothing_owed_in_the_quote(
        positions in prop::collection::vec((any_contract_on(vec![SOL_USD]), any_quantity()), 1..=16),
        owned in prop::collection::vec((any_contract_on(vec![SOL_USD]), 1..1_i64 << 40), 1..=8),
        scene in any_scene(),
        risk in any_risk(),
        buffer_bps in 0..=10_000_u16,
    ) {
        let positions = in_quote(&positions);
        let coin_calls = owned.into_iter().filter(|(contract, _)| contract.settlement == SettlementAsset::UNDERLYING);
        let without = account_with(&positions);
        let with: Vec<_> = positions.iter().copied().chain(coin_calls).collect();
        let with = account_with(&with);
        if place_of(&without, &SOL_USD).is_some() {
            let (with, without) =
                (required(&with, &scene, &risk, buffer_bps), required(&without, &scene, &risk, buffer_bps));
            prop_assert_eq!(with, without);
        }
    }

    #[test]
    fn the_order_and_other_markets_do_not_matter(
        positions in any_positions(24),
        scene in any_scene(),
        risk in any_risk(),
        buffer_bps in 0..=10_000_u16,
        order in Just((0..24).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let both = account_with(&positions);
        let shuffled = MarginAccount { options: std::array::from_fn(|index| both.options[order[index]]), ..both };
        let alone: Vec<_> = positions.iter().filter(|(contract, _)| contract.market == SOL_USD).copied().collect();
        let alone = account_with(&alone);
        if place_of(&both, &SOL_USD).is_some() {
            let found = required(&both, &scene, &risk, buffer_bps);
            prop_assert_eq!(found, required(&shuffled, &scene, &risk, buffer_bps));
            prop_assert_eq!(found, required(&alone, &scene, &risk, buffer_bps));
        }
    }
}

/// A spread is bounded where both are paid in one token, and not where each is paid in another.
#[test]
fn a_spread_over_two_tokens_is_none() {
    let coins = COIN as i64;
    let required = |owed, owned| {
        let account = account_with(&[(owed, -coins), (owned, coins)]);
        required(&account, &Scene::flat(800_000_000), &RiskParameters::DEFAULT, 10_000).initial_atoms
    };
    let ten_dollars = 10 * DOLLAR;
    assert_eq!(required(quote_call(SOL_USD, 100), quote_call(SOL_USD, 110)), ten_dollars);
    assert_eq!(required(coin_call(SOL_USD, 100), coin_call(SOL_USD, 110)), ten_dollars);
    let naked = required(quote_call(SOL_USD, 100), put(SOL_USD, 1));
    assert!(naked > 15 * DOLLAR);
    assert_eq!(required(quote_call(SOL_USD, 100), coin_call(SOL_USD, 110)), naked);
    assert_eq!(required(coin_call(SOL_USD, 100), quote_call(SOL_USD, 110)), naked);
    // Also where the payoffs are the same.
    assert_eq!(required(quote_call(SOL_USD, 100), coin_call(SOL_USD, 100)), naked);
}

/// A ceiling is for what is owned: marks of what is owed know none.
#[test]
fn marks_know_no_ceiling() {
    let account = account_with(&[(quote_call(SOL_USD, 100), -(COIN as i64))]);
    let with = |ceiling_vol_e9| {
        let scene = Scene { ceiling_vol_e9, ..Scene::flat(2_000_000_000) };
        required(&account, &Scene { floor_vol_e9: 0, ..scene }, &RiskParameters::DEFAULT, 5_000)
    };
    assert_eq!(with(0), with(u64::MAX));
}

#[test]
fn more_than_the_whole_buffers_are_refused() {
    let account = account_with(&[(put(SOL_USD, 100), -5)]);
    let scene = Scene::flat(800_000_000);
    let with = |buffer_bps| account.by_standard(0, &scene.inputs(), &RiskParameters::DEFAULT, buffer_bps);
    assert!(with(10_000).is_ok());
    assert_eq!(with(10_001), Err(vault_types::margin::MarginError::Parameters));
}
