//! No model asks for more than can be lost: an account whose options cover each other needs at most the largest loss of each expiry, also where its
//! collateral is another token than they are settled in, and the cover in kind does not help.

mod margin_common;
mod margin_risk_common;

use margin_common::*;
use margin_risk_common::*;
use vault_types::margin::{in_kind::cover_in_quote, Contract, Requirement, RiskParameters};

const COINS: i64 = COIN as i64;

/// At 80 %: what is asked for, and what can be lost.
fn required_and_largest_loss(positions: &[(Contract, i64)]) -> (Requirement, u64) {
    let account = account_with(positions);
    let scene = Scene::flat(800_000_000);
    let required = account.by_scenarios_over_floor(0, &scene.inputs(), &RiskParameters::DEFAULT, 5_000).unwrap();
    (required, cover_in_quote(&account.holdings_on(0, |_| true), &UNITS).unwrap())
}

/// Nothing is owed beyond what is owned, so any net delta is above all of it: initial margin rises twenty times, to 128.53 USD for a spread and 136.36
/// USD for an iron condor by which 10 USD can be lost.
#[test]
fn net_delta_raises_initial_margin_to_no_more_than_can_be_lost() {
    let next_week = |contract| at(NOW + 7 * DAY, contract);
    let calls = [(next_week(quote_call(SOL_USD, 110)), -COINS), (next_week(quote_call(SOL_USD, 120)), COINS)];
    let puts = [(next_week(put(SOL_USD, 90)), -COINS), (next_week(put(SOL_USD, 80)), COINS)];
    for positions in [calls.to_vec(), puts.to_vec(), [calls, puts].concat()] {
        let (required, largest_loss) = required_and_largest_loss(&positions);
        assert!(required.initial_atoms <= largest_loss, "{required:?} for a loss of {largest_loss}");
    }
}

/// The day that is taken from what is owned is more than a narrow spread can lose: 2.52 USD of maintenance for 1 USD.
#[test]
fn nor_does_the_day_that_is_taken_from_what_is_owned() {
    for secs in [20 * 3_600, DAY + 3_600, 7 * DAY] {
        let soon = |strike_usd| at(NOW + secs, quote_call(SOL_USD, strike_usd));
        let (required, largest_loss) = required_and_largest_loss(&[(soon(100), -COINS), (soon(101), COINS)]);
        assert!(required.maintenance_atoms <= largest_loss, "{required:?} for a loss of {largest_loss}");
    }
}
