//! Expiries are judged by themselves: what is owned for a later one pays nothing when an earlier one is settled, and what is owned for an earlier
//! one is gone before a later one moves. And there is no moment at which that begins: a requirement changes gradually.

mod common;
mod margin_common;
mod margin_risk_common;

use common::cases;
use margin_common::*;
use margin_risk_common::*;
use proptest::prelude::*;
use vault_types::{
    margin::{Contract, MarketInputs, Requirement, RiskParameters},
    state::{ExpiryCalendar, MarginAccount, SettlementAsset},
};

const COINS: i64 = COIN as i64;
/// Without the rule for net delta.
const RISK: RiskParameters = RiskParameters { delta_limit_bps: 10_000, ..RiskParameters::DEFAULT };

/// Every volatility is 80 %.
fn required(account: &MarginAccount, now_ts: i64, risk: &RiskParameters) -> Requirement {
    let scene = Scene::flat(800_000_000);
    let market = MarketInputs { now_ts, ..scene.inputs() };
    let by_standard = account.by_standard(0, &market, risk, 5_000).unwrap();
    account.by_scenarios(0, &market, risk).unwrap().or_larger(&by_standard)
}

/// An option owed in so long, and the same owned later or earlier.
fn calendar(option: fn(u64) -> Contract, owed_secs: i64, owned_secs: i64) -> [(Contract, i64); 2] {
    [(at(NOW + owed_secs, option(100)), -COINS), (at(NOW + owned_secs, option(100)), COINS)]
}

fn call(strike_usd: u64) -> Contract {
    quote_call(SOL_USD, strike_usd)
}

fn a_put(strike_usd: u64) -> Contract {
    put(SOL_USD, strike_usd)
}

#[test]
fn a_calendar_spread_requires_what_is_owed_alone() {
    let lengths = [0, 1, 3_600, DAY, DAY + 1, 2 * DAY, 8 * DAY, 60 * DAY];
    for (owed_secs, owned_secs) in lengths.into_iter().flat_map(|owed| lengths.map(|owned| (owed, owned))) {
        for option in [call, a_put] {
            let both = calendar(option, owed_secs, owned_secs);
            if owed_secs == owned_secs {
                continue;
            }
            for risk in [RISK, RiskParameters::DEFAULT] {
                let alone = required(&account_with(&both[..1]), NOW, &risk);
                assert_eq!(required(&account_with(&both), NOW, &risk), alone, "{owed_secs} {owned_secs}");
            }
        }
    }
}

/// Tomorrow the price is 15 % higher: who has met maintenance margin pays what is owed.
#[test]
fn the_earlier_expiry_is_paid_without_the_later_one() {
    for (option, price_usd) in [(call as fn(u64) -> Contract, 115), (a_put, 85)] {
        let mut account = account_with(&calendar(option, DAY + 1, 8 * DAY));
        account.deposit(QUOTE, required(&account, NOW, &RISK).maintenance_atoms).unwrap();
        let tomorrow = settled(SOL_USD, NOW + DAY + 1, price_usd * USD);
        let payment = account.settle(&tomorrow, SettlementAsset::QUOTE, price_usd * USD);
        assert_eq!(payment, Ok(pays(15 * DOLLAR)));
    }
}

/// Neither a later expiry's delta nor options that neither cost nor risk anything take away what initial margin rises by.
#[test]
fn nothing_worthless_takes_away_what_net_delta_adds() {
    let in_20_hours = |contract| at(NOW + 20 * 3_600, contract);
    let initial = |positions: &[_]| required(&account_with(positions), NOW, &RiskParameters::DEFAULT).initial_atoms;
    let naked = (in_20_hours(call(100)), -COINS);
    // Puts owed at 5 USD that puts owned at 6 cover: nothing can be lost by them.
    let spread = [(in_20_hours(a_put(5)), -10 * COINS), (in_20_hours(a_put(6)), 10 * COINS)];
    let later = (at(NOW + 8 * DAY, call(100)), COINS);
    let alone = initial(&[naked]);
    assert!(alone > 100 * DOLLAR, "nearly ten times what it is without the rule");
    assert!(initial(&[naked, spread[0], spread[1]]) >= alone);
    assert_eq!(initial(&[naked, later]), alone);
}

/// No option may make a requirement impossible to compute: an account that has one could neither be challenged nor liquidated.
#[test]
fn an_option_owned_for_more_than_two_years_holds_up_no_requirement() {
    const MONTH_SECS: u32 = 30 * 86_400;
    let calendar = ExpiryCalendar { period_secs: MONTH_SECS, offset_secs: 0, min_tenor_secs: 86_400 };
    assert!(calendar.is_valid());
    let far_ts = NOW - NOW.rem_euclid(MONTH_SECS.into()) + 30 * i64::from(MONTH_SECS);
    assert!(calendar.is_expiry(far_ts), "the thirtieth from here");
    for far_ts in [far_ts, i64::MAX] {
        // Whoever has the coin may write it, without any price.
        let far = at(far_ts, coin_call(SOL_USD, 100));
        let mut writer = account_with(&[(far, -1)]);
        writer.deposit(SOL, 1).unwrap();
        assert_eq!(writer.is_covered_in_kind(), Ok(true));
        assert!(required(&writer, NOW, &RISK).is_ordered());
        // Brought in by somebody who owes something else.
        let owed = (at(NOW + 8 * DAY, a_put(100)), -COINS);
        let alone = required(&account_with(&[owed]), NOW, &RISK);
        assert_eq!(required(&account_with(&[owed, (far, 1)]), NOW, &RISK), alone);
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// Around every expiry and a day before it, whatever is owned and owed.
    #[test]
    fn no_second_changes_a_requirement_at_once(
        positions in prop::collection::vec((any_contract_on(vec![SOL_USD]), any_quantity()), 1..=24),
        moment in prop::sample::select(MOMENTS.to_vec()),
        before_secs in prop_oneof![Just(0), Just(DAY), 0..2 * DAY],
        off_secs in -2..3_i64,
    ) {
        let account = account_with(&positions);
        let now_ts = moment - before_secs + off_secs;
        let (before, after) = (required(&account, now_ts, &RISK), required(&account, now_ts + 1, &RISK));
        // In the last second an option at the money loses 0.4 of spot * volatility * root of the time: 0.6 cents, and more with the moves.
        let coins: f64 = positions.iter().map(|(_, quantity)| quantity.unsigned_abs() as f64 / COIN as f64).sum();
        let most = 4.0 + coins * 20_000.0;
        for (before, after) in levels(&before).into_iter().zip(levels(&after)) {
            prop_assert!((before as f64 - after as f64).abs() <= most, "{before} {after}");
        }
    }
}
