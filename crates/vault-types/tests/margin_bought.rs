//! Whoever buys options needs no more for it: options owned count for as many as are owed, and worthless ones take no place of those that cover.
//!
//! But for this: what is owned at the strike of what is owed cancels it out, and an option that is worth more takes its place and is valued a day
//! ahead. And whoever buys back what is owed may need more, where an option owned covered it that is worth more: it counts no longer.

mod common;
mod margin_common;
mod margin_risk_common;

use common::cases;
use margin_common::*;
use margin_risk_common::*;
use proptest::prelude::*;
use vault_types::margin::{Contract, RiskParameters};

const COINS: i64 = COIN as i64;

/// Maintenance and liquidation threshold.
fn required(positions: &[(Contract, i64)], scene: &Scene) -> [u64; 2] {
    let required = account_with(positions).by_scenarios(0, &scene.inputs(), &RiskParameters::DEFAULT).unwrap();
    [required.maintenance_atoms, required.liquidation_atoms]
}

/// 80 %: maintenance of a spread of 5 USD is 4.68 USD, and 15.02 USD after nine calls at 300 USD have been bought, which cost nothing.
#[test]
fn worthless_options_take_no_cover_away() {
    let next_week = |strike_usd| at(NOW + 7 * DAY, quote_call(SOL_USD, strike_usd));
    let spread = [(next_week(100), -COINS), (next_week(105), COINS)];
    let scene = Scene::flat(800_000_000);
    let before = required(&spread, &scene);
    for count in [1, 9, 99] {
        let after = required(&[spread[0], spread[1], (next_week(300), count * COINS)], &scene);
        assert!(after[0] <= before[0], "{count}: {after:?} atoms instead of {before:?}");
    }
}

/// The spread's put owned is worth more than the one that is owed, whatever happens: nothing is required, and then 350 USD for two coins of it.
#[test]
fn nor_do_they_from_a_spread_that_can_only_gain() {
    let in_a_month = |strike_usd| at(NOW + 29 * DAY, put(SOL_USD, strike_usd));
    let spread = [(in_a_month(264), -2 * COINS), (in_a_month(272), 2 * COINS)];
    let scene = Scene::flat(800_000_000);
    let before = required(&spread, &scene);
    let after = required(&[spread[0], spread[1], (in_a_month(62), 100 * COINS)], &scene);
    assert!(after[0] <= before[0], "{after:?} atoms instead of {before:?}");
}

/// Are options of one kind, strike and expiry owed and owned?
fn any_cancels_out(positions: &[(Contract, i64)]) -> bool {
    let key = |contract: &Contract| (contract.kind, contract.strike_e8, contract.expiry_ts);
    positions.iter().any(|(owed, quantity)| {
        *quantity < 0 && positions.iter().any(|(other, quantity)| *quantity > 0 && key(other) == key(owed))
    })
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// At one volatility, so that no smile makes a call dearer that has a higher strike.
    #[test]
    fn no_option_that_is_bought_raises_maintenance(
        positions in prop::collection::vec((any_contract_on(vec![SOL_USD]), any_quantity()), 1..=8),
        bought in (any_contract_on(vec![SOL_USD]), 1..1_i64 << 40),
        vol_e9 in 300_000_000..2_000_000_000_u64,
    ) {
        let all: Vec<_> = positions.iter().copied().chain([bought]).collect();
        prop_assume!(!any_cancels_out(&all));
        let scene = Scene::flat(vol_e9);
        let before = required(&positions, &scene);
        let after: Vec<_> = positions.iter().copied().chain([bought]).collect();
        let notional: u64 = after.iter().map(|(_, quantity)| quantity.unsigned_abs() / 10_000).sum();
        let slack = 5 + notional / 100_000_000; // 10^-8 of it, in millionths of a dollar
        for (after, before) in required(&after, &scene).into_iter().zip(before) {
            prop_assert!(after <= before + slack, "{after} instead of {before}");
        }
    }
}
