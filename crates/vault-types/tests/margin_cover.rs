//! The cover in the quote against a search of every corner in wide integers, over random portfolios.

mod common;
mod margin_model;

use common::{cases, exact::*};
use margin_model::*;
use num_rational::BigRational;
use options_math::{OptionType, MAX_QUANTITY};
use proptest::prelude::*;
use vault_types::{
    margin::{in_kind::cover_in_quote, Holding, MarginError, Units},
    LedgerError,
};

/// Each expiry's largest loss is paid by itself, and rounded up by itself.
fn expected(holdings: &[Holding], units: &Units) -> Result<u64, MarginError> {
    let mut cover = 0u64;
    for expiry_ts in expiries(holdings) {
        let loss = largest_loss(holdings, expiry_ts).ok_or(MarginError::UnboundedLoss)?;
        let atoms = ceil(&quote_atoms(exact(loss), units)).ok_or(LedgerError::Overflow)?;
        cover = cover.checked_add(atoms).ok_or(LedgerError::Overflow)?;
    }
    Ok(cover)
}

fn required(holdings: &[Holding]) -> Result<u64, MarginError> {
    cover_in_quote(holdings, &UNITS)
}

/// Whatever cannot be paid is above everything that can.
fn or_endless(required: Result<u64, MarginError>) -> u128 {
    required.map_or(u128::MAX, u128::from)
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn the_cover_is_the_sum_of_the_worst_corners(holdings in any_portfolio(24), units in any_units()) {
        let (found, expected) = (cover_in_quote(&holdings, &units), expected(&holdings, &units));
        // Where both would be right it does not matter which expiry is refused first.
        prop_assert!(found == expected || (found.is_err() && expected.is_err()), "{found:?} instead of {expected:?}");
    }

    #[test]
    fn buying_an_option_never_raises_the_cover(holdings in any_portfolio(23), bought in any_holding()) {
        let bought = Holding { quantity: bought.quantity.abs(), ..bought };
        let after = required(&[holdings.as_slice(), &[bought]].concat());
        prop_assert!(or_endless(after) <= or_endless(required(&holdings)));
    }

    #[test]
    fn owing_more_never_lowers_the_cover(
        mut holdings in any_portfolio(24), place in 0..24usize, more in 0..=COIN,
    ) {
        let before = or_endless(required(&holdings));
        if let Some(owed) = holdings.get_mut(place).filter(|holding| holding.quantity < 0) {
            owed.quantity = (owed.quantity - more).max(-MAX_QUANTITY);
        }
        prop_assert!(or_endless(required(&holdings)) >= before);
    }

    #[test]
    fn one_account_never_needs_more_than_two(first in any_portfolio(12), second in any_portfolio(12)) {
        let apart = or_endless(required(&first)).saturating_add(or_endless(required(&second)));
        let together = required(&[first, second].concat());
        // What fits apart may not fit together.
        if together != Err(LedgerError::Overflow.into()) {
            prop_assert!(or_endless(together) <= apart);
        }
    }

    #[test]
    fn a_multiple_of_a_portfolio_needs_the_multiple(holdings in any_portfolio(24), times in 1..=1_000i64) {
        let scaled = |quantity: i64| quantity / 1_000;
        let small: Vec<_> = holdings.iter().map(|one| Holding { quantity: scaled(one.quantity), ..*one }).collect();
        let large: Vec<_> = small.iter().map(|one| Holding { quantity: one.quantity * times, ..*one }).collect();
        if let (Ok(one), Ok(all)) = (required(&small), required(&large)) {
            let (times, one, all) = (times as u128, u128::from(one), u128::from(all));
            // Four expiries, each rounded up by less than an atom.
            prop_assert!(all <= one * times && one * times < all + 4 * times);
        }
    }

    /// Bought and sold around four rising strikes the worst is the wider wing.
    #[test]
    fn an_iron_condor_needs_its_wider_wing(
        steps in prop::array::uniform4(1..1_000u64), coins in 1..1_000i64,
    ) {
        let [low, below, above, high] = [0, 1, 2, 3].map(|last| steps.iter().take(last + 1).sum::<u64>());
        let quantity = coins * COIN;
        let condor = [put(low, quantity), put(below, -quantity), call(above, -quantity), call(high, quantity)];
        let wider = (below - low).max(high - above);
        prop_assert_eq!(required(&condor), Ok(wider * coins as u64 * QUOTE));
    }

    #[test]
    fn options_owned_need_nothing(holdings in any_portfolio(24), units in any_units()) {
        let owned: Vec<_> = holdings.iter().map(|one| Holding { quantity: one.quantity.abs(), ..*one }).collect();
        prop_assert_eq!(cover_in_quote(&owned, &units), Ok(0));
    }

    #[test]
    fn the_order_of_holdings_does_not_matter(holdings in any_portfolio(24), turn in 0..24usize) {
        let mut turned = holdings.clone();
        turned.rotate_left(turn % holdings.len().max(1));
        prop_assert_eq!(required(&turned).ok(), required(&holdings).ok());
    }

    #[test]
    fn no_numbers_make_it_panic(
        numbers in prop::collection::vec((any::<bool>(), any::<u64>(), any::<i64>(), any::<i64>()), 0..30),
        decimals in any::<(u8, u8)>(),
    ) {
        let holding = |(is_call, strike_e8, expiry_ts, quantity): (bool, u64, i64, i64)| Holding {
            option_type: if is_call { OptionType::Call } else { OptionType::Put }, strike_e8, expiry_ts, quantity,
        };
        let holdings: Vec<_> = numbers.into_iter().map(holding).collect();
        let units = Units { underlying_decimals: decimals.0, quote_decimals: decimals.1 };
        let _any_result = cover_in_quote(&holdings, &units);
    }
}

/// The reference's own check: at prices between the corners nothing is lost beyond what they say.
#[test]
fn the_worst_is_at_a_corner() {
    let holdings = [call(100, -2 * COIN), call(130, 3 * COIN), put(90, -COIN)];
    let loss = largest_loss(&holdings, FRIDAY).unwrap();
    assert!((0..300 * USD).step_by(1_234_567).all(|price| -payoff(&holdings, FRIDAY, &price.into()) <= loss));
    assert_eq!(quote_atoms(BigRational::from_integer(loss), &UNITS), exact(90 * QUOTE));
}
