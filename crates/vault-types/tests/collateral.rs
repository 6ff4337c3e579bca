//! What collateral counts for, against exact arithmetic and the ways to make it count for more (ATTACKS 8, 9).

mod common;

use common::{banks::*, cases, exact::*, COIN, LIMITS, USD};
use proptest::prelude::*;
use vault_types::{
    margin::{holding::MAX_DECIMALS, CollateralError, CollateralPrice, CollateralTerms, MAX_COLLATERALS},
    price::PriceError,
    state::*,
};

/// A USD of the quote.
const QUOTE: u64 = 1_000_000;
const QUOTE_DECIMALS: u8 = 6;

fn value(terms: &CollateralTerms, amount_atoms: u64) -> u64 {
    terms.value_atoms(amount_atoms, QUOTE_DECIMALS).unwrap()
}

/// What one coin counts for in this bank when the oracle says so.
fn coin_at(bank: &CollateralBank, price_e8: u64, now_ts: i64) -> u64 {
    value(&bank.terms_at(&price_at(price_e8, now_ts), now_ts).unwrap(), COIN)
}

fn major() -> CollateralBank {
    bank(CollateralClass::MAJOR)
}

fn with_haircut(haircut_bps: u16) -> CollateralBank {
    let bank = major();
    CollateralBank { params: CollateralParams { haircut_bps, ..bank.params }, ..bank }
}

#[test]
fn each_class_has_its_haircut() {
    for (class, cents) in [
        (CollateralClass::STABLE, 980),
        (CollateralClass::TREASURY, 980),
        (CollateralClass::MAJOR, 850),
        (CollateralClass::MID_CAP, 650),
    ] {
        assert_eq!(coin_at(&bank(class), 10 * USD, NOW), cents * QUOTE / 100);
    }
}

#[test]
fn attack_08_a_pumped_collateral_counts_at_its_average() {
    let mut bank = major();
    let before = coin_at(&bank, 10 * USD, NOW);
    assert_eq!(coin_at(&bank, 100 * USD, NOW), before * 110 / 100, "ten times the price, a tenth of value");
    let jump = Err(CollateralError::Price(PriceError::Jump));
    assert_eq!(bank.observe_price(&price_at(100 * USD, NOW), NOW), jump);
    bank.observe_price(&price_at(100 * USD, NOW + 600), NOW + 600).unwrap();
    assert_eq!(coin_at(&bank, 100 * USD, NOW + 600), before * 110 / 100, "nor when it has been observed");
    // Held for ten minutes: by a tenth of ten minutes in a day.
    bank.observe_price(&price_at(100 * USD, NOW + 1_200), NOW + 1_200).unwrap();
    assert!(coin_at(&bank, 100 * USD, NOW + 1_200) <= before * 110 / 100 * 1_001 / 1_000);
}

#[test]
fn a_fall_counts_at_once() {
    let bank = major();
    assert_eq!(coin_at(&bank, USD, NOW), 85 * QUOTE / 100);
    assert_eq!(coin_at(&bank, 99_999, NOW), 849, "also below the least price to trade at, 0.001 USD");
    assert_eq!(coin_at(&bank, 1, NOW), 0);
}

#[test]
fn attack_08_new_collateral_ramps_from_zero() {
    let bank = CollateralBank { counts_from_ts: NOW, average: major().average, ..major() };
    for (days, cents) in [(0, 0), (3, 85), (15, 425), (30, 850), (31, 850)] {
        let now_ts = NOW + days * DAY;
        let average = vault_types::margin::PriceAverage { last_ts: now_ts, ..bank.average };
        assert_eq!(coin_at(&CollateralBank { average, ..bank }, 10 * USD, now_ts), cents * QUOTE / 100, "day {days}");
    }
    assert_eq!(coin_at(&bank, 10 * USD, NOW - 1), 0, "before the listing");
    let no_history = CollateralBank { average: Default::default(), ..major() };
    assert_eq!(coin_at(&no_history, 10 * USD, NOW), 0, "ramped up, but nobody has observed a price");
}

#[test]
fn a_haircut_of_all_of_it_is_worth_nothing_and_no_error() {
    let mut bank = with_haircut(CollateralParams::DISABLED_HAIRCUT_BPS);
    assert_eq!(coin_at(&bank, 10 * USD, NOW), 0);
    bank.deposit(COIN, NOW).unwrap();
    assert_eq!(bank.withdraw(COIN, NOW), Ok(()));
}

#[test]
fn attack_09_the_confidence_comes_off_and_a_wide_one_is_no_price() {
    let pyth = |price, confidence| CollateralPrice::from_parts(price, confidence, -8, NOW, NOW - 1, &LIMITS);
    let price = pyth(1_000_000_000, 10_000_000).unwrap();
    assert_eq!((price.mid.price_e8, price.low_e8), (10 * USD, 990_000_000));
    assert_eq!(value(&major().terms_at(&price, NOW).unwrap(), COIN), 8_415_000);
    assert_eq!(pyth(1_000_000_000, 10_000_001), Err(PriceError::TooUncertain));
    assert_eq!(pyth(1_000_000_000, u64::MAX), Err(PriceError::TooUncertain));
    assert_eq!(pyth(-1, 0), Err(PriceError::NotPositive));
    // The price rounds to one, price less confidence to nothing.
    let small = CollateralPrice::from_parts(1_000, 10, -11, NOW, NOW - 1, &LIMITS).unwrap();
    assert_eq!((small.mid.price_e8, small.low_e8), (1, 0));
}

#[test]
fn attack_09_a_stale_price_is_none_and_a_jump_brings_no_new_risk() {
    let mut bank = major();
    for (price, error) in [
        (price_at(10 * USD, NOW - 61), PriceError::TooOld),
        (price_at(1, NOW - 61), PriceError::TooOld),
        (price_at(10 * USD, NOW + 6), PriceError::FromTheFuture),
        (price_at(1, NOW + 6), PriceError::FromTheFuture),
    ] {
        assert_eq!(bank.terms_at(&price, NOW), Err(error));
        assert_eq!(bank.observe_price(&price, NOW), Err(CollateralError::Price(error)));
    }
    assert_eq!(bank.average, major().average);
    for (price_e8, allowed) in [(11 * USD, true), (11 * USD + 1, false), (9 * USD, true), (9 * USD - 1, false)] {
        let refusal = if allowed { Ok(()) } else { Err(PriceError::Jump) };
        assert_eq!(bank.check_jump(&price_at(price_e8, NOW), NOW), refusal, "{price_e8}");
        assert_eq!(bank.check_jump(&price_at(price_e8, NOW), NOW + 600), Ok(()), "the window is over");
    }
}

#[test]
fn the_accounts_own_quote_counts_in_full() {
    let terms = CollateralTerms::quote(QUOTE_DECIMALS);
    for amount_atoms in [0, 1, 999_999, u64::MAX] {
        assert_eq!(value(&terms, amount_atoms), amount_atoms);
    }
}

#[test]
fn derived_tokens_stand_on_their_base() {
    let base = major().terms_at(&price_at(10 * USD, NOW), NOW).unwrap();
    let staked = derived_bank(CollateralClass::YIELD_BEARING);
    let terms = |bank: &CollateralBank, rate_e9| bank.terms_on(&base, rate_e9, NOW);
    assert_eq!(value(&terms(&staked, 1_200_000_000), COIN), 9_600_000, "12 USD less 15 % and 5 %");
    assert_eq!(value(&terms(&staked, 600_000_000), COIN), 4_800_000, "a fall at once");
    assert_eq!(value(&terms(&staked, u64::MAX), COIN), 9_696_000, "a day's growth of 1 %");
    let share = derived_bank(CollateralClass::VAULT_SHARE);
    assert_eq!(value(&terms(&share, 1_200_000_000), COIN), 8_400_000, "12 USD less 15 % and 15 %");
    let young = CollateralBank { counts_from_ts: NOW - 15 * DAY, ..staked };
    assert_eq!(value(&terms(&young, 1_200_000_000), COIN), 4_800_000, "its own ramp");
    let young_base = CollateralTerms { weight_e9: 250_000_000, ..base };
    assert_eq!(value(&young.terms_on(&young_base, 1_200_000_000, NOW), COIN), 2_400_000, "or the base's");
    let off = with_haircut(CollateralParams::DISABLED_HAIRCUT_BPS).terms_at(&price_at(10 * USD, NOW), NOW).unwrap();
    assert_eq!(value(&staked.terms_on(&off, 1_200_000_000, NOW), COIN), 0, "a base that is switched off");
    // Shares of a vault of the quote: only its own haircut.
    let quote_share = share.terms_on(&CollateralTerms::quote(QUOTE_DECIMALS), 1_200_000_000, NOW);
    assert_eq!(value(&quote_share, 100 * QUOTE), 102 * QUOTE);
    // A bank with a feed has no rate, one without a feed no price: neither can be passed for the other.
    assert_eq!(value(&terms(&major(), 1_200_000_000), COIN), 0);
    let fed = CollateralBank { oracle_limits: LIMITS, ..staked };
    assert_eq!(coin_at(&fed, 10 * USD, NOW), 0);
}

#[test]
fn more_than_twelve_decimals_are_refused() {
    let terms = CollateralTerms::quote(QUOTE_DECIMALS);
    for (decimals, quote_decimals) in [(MAX_DECIMALS + 1, 6), (6, MAX_DECIMALS + 1), (u8::MAX, u8::MAX)] {
        let wrong = CollateralTerms { decimals, ..terms };
        assert_eq!(wrong.value_atoms(QUOTE, quote_decimals), Err(CollateralError::Decimals));
    }
}

prop_compose! {
    fn any_terms()(
        price_e8 in common::magnitude(),
        rate_e9 in prop_oneof![Just(1_000_000_000), common::magnitude()],
        weight_e9 in prop_oneof![Just(1_000_000_000), 0u64..=1_000_000_000],
        haircut_bps in 0u16..=12_000,
        decimals in 0u8..=MAX_DECIMALS,
    ) -> CollateralTerms {
        CollateralTerms { price_e8, rate_e9, weight_e9, haircut_bps, decimals }
    }
}

proptest! {
    #![proptest_config(cases(20_000))]

    /// Every number of every size: three floors of exact fractions, and never more than the exact value.
    #[test]
    fn values_are_exact(terms in any_terms(), amount in common::magnitude(), quote_decimals in 0u8..=MAX_DECIMALS) {
        let capped = |value| exact(floor(&value).unwrap_or(u64::MAX));
        let kept = ratio(10_000u16.saturating_sub(terms.haircut_bps), 10_000) * ratio(terms.weight_e9, COIN);
        let unit = ratio(10u64.pow(quote_decimals.into()), 10u128.pow(8 + u32::from(terms.decimals)));
        let priced = exact(amount) * ratio(terms.rate_e9, COIN);
        let full = capped(capped(priced.clone()) * exact(terms.price_e8) * &unit);
        let found = exact(terms.value_atoms(amount, quote_decimals).unwrap());
        prop_assert_eq!(&found, &capped(full * &kept));
        prop_assert!(found <= priced * exact(terms.price_e8) * unit * kept);
    }

    /// Amounts whose value fits.
    #[test]
    fn attack_11_splitting_never_gains_an_atom(
        terms in any_terms(),
        price_e8 in 0u64..1 << 40,
        rate_e9 in 0u64..1 << 33,
        amounts in prop::collection::vec(0u64..1 << 40, 1..=MAX_COLLATERALS),
    ) {
        let terms = CollateralTerms { price_e8, rate_e9, ..terms };
        let whole = terms.value_atoms(amounts.iter().sum(), terms.decimals).unwrap();
        let split: u64 = amounts.iter().map(|amount| terms.value_atoms(*amount, terms.decimals).unwrap()).sum();
        prop_assert!(split <= whole && whole < u64::MAX);
    }

    /// A bank in any sound state, at any price and time: no panic, and never more than the price that the oracle says.
    #[test]
    fn no_bank_counts_more_than_the_price(
        average_e8 in 1u64..=u64::MAX,
        price_e8 in common::magnitude(),
        low_e8 in common::magnitude(),
        amount in common::magnitude(),
        decimals in 0u8..=MAX_DECIMALS,
        now_ts in prop_oneof![NOW - DAY..NOW + 4 * DAY, any::<i64>()],
    ) {
        let mut bank = CollateralBank { decimals, ..major() };
        bank.average.average_e8 = average_e8;
        let price = CollateralPrice { low_e8: low_e8.min(price_e8), ..price_at(price_e8, now_ts) };
        let terms = bank.terms_at(&price, now_ts).unwrap();
        prop_assert!(terms.price_e8 <= price.low_e8 && terms.weight_e9 <= 1_000_000_000);
        prop_assert!(u128::from(terms.price_e8) <= u128::from(average_e8) * 11 / 10);
        let bound = exact(amount) * exact(price.low_e8) / exact(10u128.pow(8 + u32::from(decimals) - 6));
        prop_assert!(exact(value(&terms, amount)) <= bound);
        let observed = bank.observe_price(&price, now_ts);
        prop_assert!(price_e8 == 0 || observed.is_err() || bank.invariant());
    }
}
