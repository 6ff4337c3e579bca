//! Maximum-loss margin of the positions of the textbooks, of the underlying over several expiries, and what is refused.

mod margin_model;

use margin_model::*;
use options_math::{MathError, MAX_PRICE_E8, MAX_QUANTITY};
use vault_types::{
    margin::{max_loss, Holding, MarginError, Requirement, Share, Underlying, Units, MAX_POSITIONS},
    LedgerError,
};

const NO_COINS: Underlying<'static> = Underlying { quantity: 0, split: &[] };

fn coins(quantity: i64) -> Underlying<'static> {
    Underlying { quantity: quantity * COIN, split: &[] }
}

fn required(holdings: &[Holding], underlying: &Underlying<'_>) -> Result<u64, MarginError> {
    max_loss(holdings, underlying, &UNITS).map(|requirement| requirement.initial_atoms)
}

#[test]
fn an_account_without_positions_needs_nothing() {
    assert_eq!(max_loss(&[], &NO_COINS, &UNITS), Ok(Requirement::default()));
    assert_eq!(max_loss(&[], &coins(5), &UNITS), Ok(Requirement::default()));
    assert_eq!(required(&[call(100, 0), put(100, 0)], &NO_COINS), Ok(0));
}

#[test]
fn the_published_spread_needs_200_and_the_box_1000() {
    assert_eq!(required(&[call(1_100, -COIN), call(1_300, COIN)], &NO_COINS), Ok(200 * QUOTE));
    let owed_box = [call(1_000, -COIN), put(1_000, COIN), call(2_000, COIN), put(2_000, -COIN)];
    assert_eq!(required(&owed_box, &NO_COINS), Ok(1_000 * QUOTE));
}

#[test]
fn a_put_needs_its_strike_and_a_covered_call_nothing() {
    assert_eq!(required(&[put(1_350, -COIN)], &NO_COINS), Ok(1_350 * QUOTE));
    assert_eq!(required(&[call(1_650, -COIN)], &coins(1)), Ok(0));
    // A straddle covered on one side.
    assert_eq!(required(&[call(150, -COIN), put(150, -COIN)], &coins(1)), Ok(150 * QUOTE));
}

#[test]
fn what_one_expiry_is_sure_to_gain_does_not_pay_for_another() {
    let owned_box = [call(1_000, COIN), put(1_000, -COIN), call(2_000, -COIN), put(2_000, COIN)];
    let owed_put = next_week(put(900, -COIN));
    assert_eq!(required(&[owned_box.as_slice(), &[owed_put]].concat(), &NO_COINS), Ok(900 * QUOTE));
}

#[test]
fn opposite_options_of_different_expiries_do_not_cover_each_other() {
    let calendar = [put(100, COIN), next_week(put(100, -COIN))];
    assert_eq!(required(&calendar, &NO_COINS), Ok(100 * QUOTE));
    let calls = [call(100, COIN), next_week(call(100, -COIN))];
    assert_eq!(required(&calls, &NO_COINS), Err(MarginError::UnboundedLoss));
}

#[test]
fn a_coin_covers_one_call_only() {
    let two_weeks = [call(100, -COIN), next_week(call(100, -COIN))];
    assert_eq!(required(&two_weeks, &coins(1)), Err(MarginError::UnboundedLoss));
    let one_each = [Share { expiry_ts: FRIDAY, quantity: COIN }, Share { expiry_ts: NEXT_FRIDAY, quantity: COIN }];
    assert_eq!(required(&two_weeks, &Underlying { quantity: 2 * COIN, split: &one_each }), Ok(0));
    assert_eq!(
        required(&two_weeks, &Underlying { quantity: COIN, split: &one_each }),
        Err(LedgerError::Overflow.into())
    );
}

#[test]
fn what_the_split_does_not_name_covers_the_earliest_calls_owed() {
    // The later one is named first, and the earliest expiry only owns.
    let holdings =
        [next_week(call(100, -COIN)), Holding { expiry_ts: FRIDAY - 1, ..call(100, 9 * COIN) }, call(100, -3 * COIN)];
    let later = [Share { expiry_ts: NEXT_FRIDAY, quantity: COIN }];
    assert_eq!(required(&holdings, &Underlying { quantity: 4 * COIN, split: &later }), Ok(0));
    let too_few = Underlying { quantity: 4 * COIN - 1, split: &later };
    assert_eq!(required(&holdings, &too_few), Err(MarginError::UnboundedLoss));
    assert_eq!(required(&holdings, &coins(4)), Err(MarginError::UnboundedLoss));
}

#[test]
fn a_named_and_the_unnamed_part_of_an_expiry_add_up() {
    let named = [Share { expiry_ts: FRIDAY, quantity: COIN }, Share { expiry_ts: FRIDAY, quantity: COIN }];
    assert_eq!(required(&[call(100, -3 * COIN)], &Underlying { quantity: 3 * COIN, split: &named }), Ok(0));
}

#[test]
fn the_split_decides_how_much_cash_is_needed() {
    // Next week's call needs a whole coin. At 1,300 USD this week's spread has lost 200, which are 2/13 of a coin.
    let holdings = [call(1_100, -COIN), call(1_300, COIN), next_week(call(1_500, -COIN))];
    let needed = [Share { expiry_ts: NEXT_FRIDAY, quantity: COIN }];
    let with = |quantity| required(&holdings, &Underlying { quantity, split: &needed });
    assert_eq!(with(COIN), Ok(200 * QUOTE));
    assert_eq!(with(COIN + COIN / 13), Ok(100 * QUOTE + 2)); // 12/13 of an atom is missing, at 1.3 atoms of the quote
    assert_eq!(with(COIN + 2 * COIN / 13 + 1), Ok(0));
}

#[test]
fn a_fraction_of_an_atom_is_rounded_up() {
    let owed = [Holding { strike_e8: 1, ..put(0, -1) }];
    for (underlying_decimals, quote_decimals, atoms) in [(9, 6, 1), (12, 0, 1), (0, 8, 1), (0, 12, 10_000), (4, 12, 1)]
    {
        let units = Units { underlying_decimals, quote_decimals };
        assert_eq!(max_loss(&owed, &NO_COINS, &units), Ok(Requirement::flat(atoms)), "{units:?}");
    }
    // Two expiries share one rounding.
    let half_atoms = Holding { strike_e8: 50_000, ..put(0, -1_000_000) };
    assert_eq!(required(&[half_atoms, next_week(half_atoms)], &NO_COINS), Ok(1));
}

#[test]
fn the_largest_portfolio_is_a_number_or_an_overflow() {
    let dearest = Holding { strike_e8: MAX_PRICE_E8, ..put(0, -MAX_QUANTITY) };
    let all: [Holding; MAX_POSITIONS] = core::array::from_fn(|week| Holding { expiry_ts: week as i64 % 5, ..dearest });
    let of =
        |underlying_decimals, quote_decimals| max_loss(&all, &NO_COINS, &Units { underlying_decimals, quote_decimals });
    let atoms = 24 * (1_u128 << 57) * u128::from(MAX_PRICE_E8) / 10_u128.pow(20) + 1;
    assert_eq!(of(12, 0), Ok(Requirement::flat(atoms as u64)));
    for (underlying_decimals, quote_decimals) in [(0, 0), (0, 12), (12, 12)] {
        assert_eq!(of(underlying_decimals, quote_decimals), Err(LedgerError::Overflow.into()));
    }
}

#[test]
fn expiries_may_be_any_moments() {
    let at = |expiry_ts| Holding { expiry_ts, ..put(100, -COIN) };
    assert_eq!(required(&[at(i64::MIN), at(0), at(i64::MAX), at(i64::MIN)], &NO_COINS), Ok(400 * QUOTE));
}

#[test]
fn more_than_24_positions_or_shares_are_refused() {
    let most = [put(100, -COIN); MAX_POSITIONS];
    assert_eq!(required(&most, &NO_COINS), Ok(2_400 * QUOTE));
    assert_eq!(required(&[put(100, -COIN); MAX_POSITIONS + 1], &NO_COINS), Err(MarginError::TooManyPositions));
    let share = Share { expiry_ts: FRIDAY, quantity: 0 };
    let split = |count| required(&[], &Underlying { quantity: 0, split: &vec![share; count] });
    assert_eq!(split(MAX_POSITIONS), Ok(0));
    assert_eq!(split(MAX_POSITIONS + 1), Err(MarginError::TooManyPositions));
}

#[test]
fn positions_outside_their_bounds_are_refused() {
    let too_many = call(100, MAX_QUANTITY + 1);
    assert_eq!(required(&[too_many], &NO_COINS), Err(MarginError::Quantity));
    assert_eq!(required(&[put(100, i64::MIN)], &NO_COINS), Err(MarginError::Quantity));
    let too_dear = Holding { strike_e8: MAX_PRICE_E8 + 1, ..call(0, COIN) };
    assert_eq!(required(&[too_dear], &NO_COINS), Err(MarginError::Math(MathError::Strike)));
    let decimals = Units { underlying_decimals: 13, ..UNITS };
    assert_eq!(max_loss(&[put(1, -1)], &NO_COINS, &decimals), Err(MarginError::Decimals));
}

#[test]
fn coins_outside_their_bounds_are_refused() {
    let owed = [call(100, -COIN)];
    for quantity in [-1, i64::MIN] {
        let underlying = Underlying { quantity, split: &[] };
        assert_eq!(required(&owed, &underlying), Err(LedgerError::Overflow.into()));
    }
    let too_much = Underlying { quantity: MAX_QUANTITY + 1, split: &[] };
    assert_eq!(required(&owed, &too_much), Err(MarginError::Quantity));
    // Where no calls are owed the coins are not looked at.
    assert_eq!(required(&[put(100, -COIN)], &too_much), Ok(100 * QUOTE));
    for quantity in [-1, MAX_QUANTITY + 1, i64::MIN, i64::MAX] {
        let split = [Share { expiry_ts: FRIDAY, quantity }];
        assert_eq!(required(&owed, &Underlying { quantity: i64::MAX, split: &split }), Err(MarginError::Quantity));
    }
}
