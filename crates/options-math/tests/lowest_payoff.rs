//! The lowest payoff against a search of every corner in wide integers, and what is refused.

mod common;

use common::config;
use options_math::{lowest_payoff, Leg, MathError, OptionType, MAX_LEGS, MAX_PRICE_E8, MAX_QUANTITY};
use proptest::prelude::*;

/// The payoff at one spot price.
fn payoff(legs: &[Leg], underlying: i64, spot_e8: i128) -> i128 {
    let of_leg = |leg: &Leg| {
        let difference = match leg.option_type {
            OptionType::Call => spot_e8 - i128::from(leg.strike_e8),
            OptionType::Put => i128::from(leg.strike_e8) - spot_e8,
        };
        difference.max(0) * i128::from(leg.quantity)
    };
    legs.iter().map(of_leg).sum::<i128>() + i128::from(underlying) * spot_e8
}

/// The lowest payoff at zero, at the strikes, and beyond them; nothing if it falls for ever.
fn by_search(legs: &[Leg], underlying: i64) -> Option<i128> {
    let highest = i128::from(MAX_PRICE_E8);
    if payoff(legs, underlying, highest + 1) < payoff(legs, underlying, highest) {
        return None;
    }
    let corners = legs.iter().map(|leg| i128::from(leg.strike_e8));
    corners.chain([0]).map(|spot_e8| payoff(legs, underlying, spot_e8)).min()
}

fn legs(strike: impl Strategy<Value = u64>, quantity: impl Strategy<Value = i64>) -> impl Strategy<Value = Vec<Leg>> {
    let option_type = prop_oneof![Just(OptionType::Call), Just(OptionType::Put)];
    let leg = (option_type, strike, quantity).prop_map(|(option_type, strike_e8, quantity)| Leg {
        option_type,
        strike_e8,
        quantity,
    });
    prop::collection::vec(leg, 0..=MAX_LEGS)
}

proptest! {
    #![proptest_config(config())]

    /// Small numbers, so that strikes coincide and slopes cancel.
    #[test]
    fn the_minimum_is_exact(legs in legs(0..12u64, -3..=3i64), underlying in -3..=6i64) {
        let expected = by_search(&legs, underlying).ok_or(MathError::UnboundedLoss);
        prop_assert_eq!(lowest_payoff(&legs, underlying), expected);
    }

    #[test]
    fn the_largest_numbers_fit(
        legs in legs(0..=MAX_PRICE_E8, -MAX_QUANTITY..=MAX_QUANTITY), underlying in -MAX_QUANTITY..=MAX_QUANTITY,
    ) {
        let expected = by_search(&legs, underlying).ok_or(MathError::UnboundedLoss);
        prop_assert_eq!(lowest_payoff(&legs, underlying), expected);
    }

    #[test]
    fn no_spot_price_pays_less(
        legs in legs(0..1_000u64, -100..=100i64), underlying in 0..3_000i64, spot_e8 in 0..2_000i128,
    ) {
        if let Ok(lowest) = lowest_payoff(&legs, underlying) {
            prop_assert!(payoff(&legs, underlying, spot_e8) >= lowest);
        }
    }

    #[test]
    fn the_order_of_legs_does_not_matter(legs in legs(0..50u64, -5..=5i64), underlying in -5..=5i64, turn in 0..24usize) {
        let mut turned = legs.clone();
        let places = turned.len().max(1);
        turned.rotate_left(turn % places);
        prop_assert_eq!(lowest_payoff(&turned, underlying), lowest_payoff(&legs, underlying));
    }
}

fn call(strike_e8: u64, quantity: i64) -> Leg {
    Leg { option_type: OptionType::Call, strike_e8, quantity }
}

fn put(strike_e8: u64, quantity: i64) -> Leg {
    Leg { option_type: OptionType::Put, strike_e8, quantity }
}

#[test]
fn textbook_positions() {
    let lowest = |legs: &[Leg], underlying| lowest_payoff(legs, underlying).unwrap();
    assert_eq!(lowest(&[], 0), 0);
    // Spread: short 1100, long 1300 loses at most 200. Covered call and cash-secured put. Box: a loan of 1000.
    assert_eq!(lowest(&[call(1100, -1), call(1300, 1)], 0), -200);
    assert_eq!(lowest(&[call(1650, -1)], 1), 0);
    assert_eq!(lowest(&[put(1350, -1)], 0), -1350);
    assert_eq!(lowest(&[call(1000, -1), put(1000, 1), call(2000, 1), put(2000, -1)], 0), -1000);
    // A straddle owned pays at least nothing, and so does an iron condor's premium side: wings limit the loss to their width.
    assert_eq!(lowest(&[call(1500, 1), put(1500, 1)], 0), 0);
    assert_eq!(lowest(&[put(900, 1), put(1000, -1), call(2000, -1), call(2100, 1)], 0), -100);
}

#[test]
fn the_most_extreme_portfolio_fits() {
    let all = [put(MAX_PRICE_E8, -MAX_QUANTITY); MAX_LEGS];
    assert_eq!(lowest_payoff(&all, MAX_QUANTITY), Ok(-24 * (1i128 << 57) * i128::from(MAX_PRICE_E8)));
}

#[test]
fn what_is_refused() {
    assert_eq!(lowest_payoff(&[call(1, -1)], 0), Err(MathError::UnboundedLoss));
    assert_eq!(lowest_payoff(&[], -1), Err(MathError::UnboundedLoss));
    assert_eq!(lowest_payoff(&[call(1, 1); MAX_LEGS + 1], 0), Err(MathError::TooManyLegs));
    assert_eq!(lowest_payoff(&[call(MAX_PRICE_E8 + 1, 1)], 0), Err(MathError::Strike));
    assert_eq!(lowest_payoff(&[call(1, MAX_QUANTITY + 1)], 0), Err(MathError::Quantity));
    assert_eq!(lowest_payoff(&[put(1, i64::MIN)], 0), Err(MathError::Quantity));
    assert_eq!(lowest_payoff(&[], i64::MIN), Err(MathError::Quantity));
}
