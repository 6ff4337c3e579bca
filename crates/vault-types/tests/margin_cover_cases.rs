//! Maximum loss: the cover in the quote of the positions of the textbooks, and what is refused.

mod margin_model;

use margin_model::*;
use options_math::{MathError, MAX_PRICE_E8, MAX_QUANTITY};
use vault_types::{
    margin::{in_kind::cover_in_quote, Holding, MarginError, Units, MAX_POSITIONS},
    LedgerError,
};

fn required(holdings: &[Holding]) -> Result<u64, MarginError> {
    cover_in_quote(holdings, &UNITS)
}

#[test]
fn an_account_without_positions_needs_nothing() {
    assert_eq!(required(&[]), Ok(0));
    assert_eq!(required(&[call(100, 0), put(100, 0)]), Ok(0));
}

#[test]
fn the_published_spread_needs_200_and_the_box_1000() {
    assert_eq!(required(&[call(1_100, -COIN), call(1_300, COIN)]), Ok(200 * QUOTE));
    let owed_box = [call(1_000, -COIN), put(1_000, COIN), call(2_000, COIN), put(2_000, -COIN)];
    assert_eq!(required(&owed_box), Ok(1_000 * QUOTE));
}

#[test]
fn what_one_expiry_is_sure_to_gain_does_not_pay_for_another() {
    let owned_box = [call(1_000, COIN), put(1_000, -COIN), call(2_000, -COIN), put(2_000, COIN)];
    let owed_put = next_week(put(900, -COIN));
    assert_eq!(required(&[owned_box.as_slice(), &[owed_put]].concat()), Ok(900 * QUOTE));
}

#[test]
fn opposite_options_of_different_expiries_do_not_cover_each_other() {
    assert_eq!(required(&[put(100, COIN), next_week(put(100, -COIN))]), Ok(100 * QUOTE));
    let calls = [call(100, COIN), next_week(call(100, -COIN))];
    assert_eq!(required(&calls), Err(MarginError::UnboundedLoss));
}

#[test]
fn a_fraction_of_an_atom_is_rounded_up() {
    let owed = [Holding { strike_e8: 1, ..put(0, -1) }];
    for (underlying_decimals, quote_decimals, atoms) in [(9, 6, 1), (12, 0, 1), (0, 8, 1), (0, 12, 10_000), (4, 12, 1)]
    {
        let units = Units { underlying_decimals, quote_decimals };
        assert_eq!(cover_in_quote(&owed, &units), Ok(atoms), "{units:?}");
    }
    // Every expiry is paid, and rounded, by itself.
    let half_atoms = Holding { strike_e8: 50_000, ..put(0, -1_000_000) };
    assert_eq!(required(&[half_atoms, next_week(half_atoms)]), Ok(2));
}

#[test]
fn the_largest_portfolio_is_a_number_or_an_overflow() {
    let dearest = Holding { strike_e8: MAX_PRICE_E8, ..put(0, -MAX_QUANTITY) };
    let all = [dearest; MAX_POSITIONS];
    let of = |underlying_decimals, quote_decimals| cover_in_quote(&all, &Units { underlying_decimals, quote_decimals });
    let atoms = (24 * (1_u128 << 57) * u128::from(MAX_PRICE_E8)).div_ceil(10_u128.pow(20));
    assert_eq!(of(12, 0), Ok(atoms as u64));
    for (underlying_decimals, quote_decimals) in [(0, 0), (0, 12), (12, 12)] {
        assert_eq!(of(underlying_decimals, quote_decimals), Err(LedgerError::Overflow.into()));
    }
}

#[test]
fn expiries_may_be_any_moments() {
    let at = |expiry_ts| Holding { expiry_ts, ..put(100, -COIN) };
    assert_eq!(required(&[at(i64::MIN), at(0), at(i64::MAX), at(i64::MIN)]), Ok(400 * QUOTE));
}

#[test]
fn more_than_24_positions_are_refused() {
    let most: [Holding; MAX_POSITIONS] =
        core::array::from_fn(|week| Holding { expiry_ts: week as i64, ..put(100, -COIN) });
    assert_eq!(required(&most), Ok(2_400 * QUOTE));
    assert_eq!(required(&[put(100, -COIN); MAX_POSITIONS + 1]), Err(MarginError::TooManyPositions));
}

#[test]
fn positions_outside_their_bounds_are_refused() {
    assert_eq!(required(&[call(100, MAX_QUANTITY + 1)]), Err(MarginError::Quantity));
    assert_eq!(required(&[put(100, i64::MIN)]), Err(MarginError::Quantity));
    let too_dear = Holding { strike_e8: MAX_PRICE_E8 + 1, ..call(0, COIN) };
    assert_eq!(required(&[too_dear]), Err(MarginError::Math(MathError::Strike)));
    let decimals = Units { underlying_decimals: 13, ..UNITS };
    assert_eq!(cover_in_quote(&[put(1, -1)], &decimals), Err(MarginError::Decimals));
}
