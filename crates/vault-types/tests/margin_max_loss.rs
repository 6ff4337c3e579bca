//! Maximum-loss margin against a search of every corner in wide integers, over random portfolios.

mod common;
mod margin_model;

use common::{cases, exact::*};
use margin_model::*;
use num_bigint::BigInt;
use num_rational::BigRational;
use options_math::{OptionType, MAX_QUANTITY};
use proptest::prelude::*;
use vault_types::{
    margin::{max_loss, Holding, MarginError, Requirement, Share, Underlying, Units},
    LedgerError,
};

/// With every coin named by the split.
fn required(holdings: &[Holding], split: &[Share], units: &Units) -> Result<u64, MarginError> {
    let requirement = max_loss(holdings, &Underlying { quantity: total(split), split }, units)?;
    assert_eq!(requirement, Requirement::flat(requirement.initial_atoms));
    Ok(requirement.initial_atoms)
}

fn expected(holdings: &[Holding], split: &[Share], units: &Units) -> Result<u64, MarginError> {
    let loss = largest_losses(holdings, split).ok_or(MarginError::UnboundedLoss)?;
    ceil(&quote_atoms(exact(loss), units)).ok_or(LedgerError::Overflow.into())
}

/// Whatever cannot be paid is above everything that can.
fn or_endless(required: Result<u64, MarginError>) -> u128 {
    required.map_or(u128::MAX, u128::from)
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn the_requirement_is_the_sum_of_the_worst_corners(
        holdings in any_portfolio(24), split in any_split(), units in any_units(),
    ) {
        prop_assert_eq!(required(&holdings, &split, &units), expected(&holdings, &split, &units));
    }

    /// At any settlement prices, one after another, the cash and every expiry's own coins pay what it owes.
    #[test]
    fn the_requirement_pays_whatever_happens(
        holdings in any_portfolio(24), split in any_split(), prices_e8 in prop::array::uniform4(0..200 * USD),
    ) {
        let Ok(required) = required(&holdings, &split, &UNITS) else { return Ok(()) };
        let mut cash = exact(required);
        for (expiry_ts, price_e8) in expiries(&holdings).into_iter().zip(prices_e8) {
            let coins: i64 = split.iter().filter(|share| share.expiry_ts == expiry_ts).map(|share| share.quantity).sum();
            let in_coins = BigInt::from(coins) * price_e8;
            let paid = payoff(&holdings, expiry_ts, &price_e8.into());
            // Coins pay first and as far as they go; gains are left aside.
            let from_cash = (-paid - in_coins).max(BigInt::ZERO);
            cash -= quote_atoms(exact(from_cash), &UNITS);
            prop_assert!(cash >= exact(0), "{cash} after {expiry_ts}");
        }
    }

    #[test]
    fn buying_an_option_never_raises_the_requirement(
        holdings in any_portfolio(23), split in any_split(), coins in 0..20i64, bought in any_holding(),
    ) {
        let quantity = total(&split) + coins * COIN;
        let of = |holdings: &[Holding]| {
            or_endless(max_loss(holdings, &Underlying { quantity, split: &split }, &UNITS).map(|all| all.initial_atoms))
        };
        let bought = Holding { quantity: bought.quantity.abs(), ..bought };
        prop_assert!(of(&[holdings.as_slice(), &[bought]].concat()) <= of(&holdings));
    }

    #[test]
    fn owing_more_never_lowers_the_requirement(
        mut holdings in any_portfolio(24), split in any_split(), place in 0..24usize, more in 0..=COIN,
    ) {
        let before = or_endless(required(&holdings, &split, &UNITS));
        if let Some(owed) = holdings.get_mut(place).filter(|holding| holding.quantity < 0) {
            owed.quantity = (owed.quantity - more).max(-MAX_QUANTITY);
        }
        prop_assert!(or_endless(required(&holdings, &split, &UNITS)) >= before);
    }

    #[test]
    fn more_of_the_underlying_never_raises_the_requirement(
        holdings in any_portfolio(24), split in any_split(), more in any_split(),
    ) {
        let before = or_endless(required(&holdings, &split, &UNITS));
        prop_assert!(or_endless(required(&holdings, &[split, more].concat(), &UNITS)) <= before);
    }

    #[test]
    fn one_account_never_needs_more_than_two(
        (first, second) in (any_portfolio(12), any_portfolio(12)), (of_first, of_second) in (any_split(), any_split()),
    ) {
        let apart = or_endless(required(&first, &of_first, &UNITS))
            .saturating_add(or_endless(required(&second, &of_second, &UNITS)));
        let together = required(&[first, second].concat(), &[of_first, of_second].concat(), &UNITS);
        // What fits apart may not fit together.
        if together != Err(LedgerError::Overflow.into()) {
            prop_assert!(or_endless(together) <= apart);
        }
    }

    #[test]
    fn a_multiple_of_a_portfolio_needs_the_multiple(
        holdings in any_portfolio(24), split in any_split(), times in 1..=1_000i64,
    ) {
        let scaled = |quantity: i64| quantity / 1_000;
        let small: Vec<_> = holdings.iter().map(|one| Holding { quantity: scaled(one.quantity), ..*one }).collect();
        let large: Vec<_> = small.iter().map(|one| Holding { quantity: one.quantity * times, ..*one }).collect();
        let few: Vec<_> = split.iter().map(|one| Share { quantity: scaled(one.quantity), ..*one }).collect();
        let many: Vec<_> = few.iter().map(|one| Share { quantity: one.quantity * times, ..*one }).collect();
        let (one, all) = (required(&small, &few, &UNITS), required(&large, &many, &UNITS));
        if let (Ok(one), Ok(all)) = (one, all) {
            let (times, one, all) = (times as u128, u128::from(one), u128::from(all));
            prop_assert!(all <= one * times && one * times < all + times);
        } else {
            prop_assert!(one == all || all == Err(LedgerError::Overflow.into()));
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
        prop_assert_eq!(required(&condor, &[], &UNITS), Ok(wider * coins as u64 * QUOTE));
    }

    #[test]
    fn the_wider_spread_needs_more(strike in 0..1_000u64, width in 0..1_000u64, wider_by in 0..1_000u64) {
        let spread = |width| required(&[call(strike, -COIN), call(strike + width, COIN)], &[], &UNITS).unwrap();
        prop_assert_eq!(spread(width), width * QUOTE);
        prop_assert!(spread(width + wider_by) >= spread(width));
    }

    #[test]
    fn options_owned_need_nothing(holdings in any_portfolio(24), units in any_units()) {
        let owned: Vec<_> = holdings.iter().map(|one| Holding { quantity: one.quantity.abs(), ..*one }).collect();
        prop_assert_eq!(required(&owned, &[], &units), Ok(0));
    }

    #[test]
    fn the_order_of_holdings_does_not_matter(holdings in any_portfolio(24), split in any_split(), turn in 0..24usize) {
        let mut turned = holdings.clone();
        turned.rotate_left(turn % holdings.len().max(1));
        let underlying = Underlying { quantity: total(&split) + COIN, split: &split };
        prop_assert_eq!(max_loss(&turned, &underlying, &UNITS), max_loss(&holdings, &underlying, &UNITS));
    }

    #[test]
    fn no_numbers_make_it_panic(
        numbers in prop::collection::vec((any::<bool>(), any::<u64>(), any::<i64>(), any::<i64>()), 0..30),
        (quantity, share) in (any::<i64>(), any::<i64>()), decimals in any::<(u8, u8)>(),
    ) {
        let holding = |(is_call, strike_e8, expiry_ts, quantity): (bool, u64, i64, i64)| Holding {
            option_type: if is_call { OptionType::Call } else { OptionType::Put }, strike_e8, expiry_ts, quantity,
        };
        let holdings: Vec<_> = numbers.into_iter().map(holding).collect();
        let split = [Share { expiry_ts: holdings.first().map_or(0, |first| first.expiry_ts), quantity: share }];
        let units = Units { underlying_decimals: decimals.0, quote_decimals: decimals.1 };
        let _any_result = max_loss(&holdings, &Underlying { quantity, split: &split }, &units);
    }
}

/// The reference's own check: at prices between the corners nothing is lost beyond what they say.
#[test]
fn the_worst_is_at_a_corner() {
    let holdings = [call(100, -2 * COIN), call(130, 3 * COIN), put(90, -COIN)];
    let loss = largest_loss(&holdings, FRIDAY, 0).unwrap();
    assert!((0..300 * USD).step_by(1_234_567).all(|price| -payoff(&holdings, FRIDAY, &price.into()) <= loss));
    assert_eq!(quote_atoms(BigRational::from_integer(loss), &UNITS), exact(90 * QUOTE));
}
