//! Standard margin: what the formula says at its corners, and what is refused.

mod margin_model;

use margin_model::*;
use options_math::{MathError, MAX_PRICE_E8, MAX_QUANTITY};
use std::mem::{offset_of, size_of};
use vault_types::{
    margin::{
        standard, standard::MAX_MARK_E12, Holding, MarginError, Marked, Requirement, StandardParameters, Units,
        MAX_POSITIONS,
    },
    LedgerError,
};

const SPOT_USD: u64 = 100;
const DERIBIT: StandardParameters = StandardParameters::DERIBIT;

fn marked(holding: Holding, mark_usd: u64) -> Marked {
    Marked { holding, mark_e12: mark_usd * 1_000_000_000_000 }
}

fn required(holdings: &[Marked]) -> Result<Requirement, MarginError> {
    standard(holdings, SPOT_USD * USD, &DERIBIT, &UNITS)
}

/// In hundredths of a USD.
fn of(holdings: &[Marked]) -> [u64; 3] {
    let Requirement { initial_atoms, maintenance_atoms, liquidation_atoms } = required(holdings).unwrap();
    [initial_atoms, maintenance_atoms, liquidation_atoms].map(|atoms| atoms / 10_000)
}

#[test]
fn an_account_without_debts_needs_nothing() {
    assert_eq!(required(&[]), Ok(Requirement::default()));
    assert_eq!(required(&[marked(call(100, COIN), 5), marked(put(100, COIN), 5)]), Ok(Requirement::default()));
    assert_eq!(required(&[marked(call(100, 0), 5)]), Ok(Requirement::default()));
}

#[test]
fn being_out_of_the_money_lowers_initial_margin_to_its_floor() {
    for (strike_usd, initial) in
        [(50, 1_500), (100, 1_500), (101, 1_400), (105, 1_000), (106, 1_000), (5_000_000, 1_000)]
    {
        assert_eq!(of(&[marked(call(strike_usd, -COIN), 0)]), [initial, 750, 375], "call {strike_usd}");
    }
    for (strike_usd, initial) in [(150, 1_500), (100, 1_500), (99, 1_400), (95, 1_000), (94, 1_000)] {
        assert_eq!(of(&[marked(put(strike_usd, -COIN), 0)]), [initial, 750, 375], "put {strike_usd}");
    }
}

#[test]
fn a_put_dearer_than_spot_has_a_buffer_over_its_mark() {
    assert_eq!(of(&[marked(put(300, -COIN), 200)]), [21_500, 21_500, 20_750]);
    // Initial margin is never below maintenance: 7.5 % of 290 is more than 15 % of 100.
    assert_eq!(of(&[marked(put(400, -COIN), 300)]), [32_250, 32_250, 31_125]);
    // A call's buffer is a share of spot whatever its mark is.
    assert_eq!(of(&[marked(call(0, -COIN), 200)]), [21_500, 20_750, 20_375]);
}

#[test]
fn a_put_never_needs_more_than_its_strike() {
    assert_eq!(of(&[marked(put(5, -COIN), 0)]), [500, 500, 375]);
    assert_eq!(of(&[marked(put(0, -COIN), 0)]), [0, 0, 0]);
}

#[test]
fn every_expiry_is_netted_by_itself() {
    let spread = [marked(call(90, -COIN), 12), marked(call(95, COIN), 9)];
    let next = next_week(call(90, -COIN));
    assert_eq!(of(&spread), [500, 500, 500]);
    assert_eq!(of(&[marked(next, 12)]), [2_700, 1_950, 1_575]);
    assert_eq!(of(&[spread[0], spread[1], marked(next, 12)]), [3_200, 2_450, 2_075]);
    // Owned in another week the call protects nothing.
    let calendar = [marked(call(90, -COIN), 12), marked(next_week(call(90, COIN)), 13)];
    assert_eq!(of(&calendar), [2_700, 1_950, 1_575]);
}

#[test]
fn where_the_loss_has_no_bound_the_sum_stands() {
    let ratio_spread = [marked(call(100, COIN), 4), marked(call(110, -2 * COIN), 1)];
    assert_eq!(of(&ratio_spread), [2_200, 1_700, 950]);
}

/// A known price of the rule: the sum or the loss counts for an expiry as a whole.
#[test]
fn one_uncovered_call_makes_the_spreads_of_its_expiry_count_in_full() {
    let spreads = [marked(call(90, -COIN), 12), marked(call(91, COIN), 11)];
    let uncovered = marked(call(90, -COIN), 12);
    assert_eq!(of(&spreads)[0] + of(&[uncovered])[0], 100 + 2_700);
    assert_eq!(of(&[spreads[0], spreads[1], uncovered])[0], 5_400);
}

#[test]
fn atoms_are_rounded_up_once() {
    // 0.075 * 100 USD * 10^-9 coins are 0.0075 atoms of the quote.
    let dust = marked(call(100, -1), 0);
    assert_eq!(required(&[dust]), Ok(Requirement::flat(1)));
    let two_weeks = [dust, marked(next_week(call(100, -1)), 0)];
    assert_eq!(required(&two_weeks), Ok(Requirement::flat(1)));
}

#[test]
fn the_largest_numbers_are_an_overflow_and_no_panic() {
    let dearest = Holding { strike_e8: MAX_PRICE_E8, ..put(0, -MAX_QUANTITY) };
    let all = [Marked { holding: dearest, mark_e12: MAX_MARK_E12 }; MAX_POSITIONS];
    let of = |underlying_decimals, quote_decimals| {
        standard(&all, MAX_PRICE_E8, &DERIBIT, &Units { underlying_decimals, quote_decimals })
    };
    // Every level is the maximum loss.
    let atoms = (24 * (1_u128 << 57) * u128::from(MAX_PRICE_E8)).div_ceil(10_u128.pow(20));
    assert_eq!(of(12, 0), Ok(Requirement::flat(atoms as u64)));
    assert_eq!(of(0, 12), Err(LedgerError::Overflow.into()));
    assert_eq!(of(0, 0), Err(LedgerError::Overflow.into()));

    // Without bound, the largest shares: 24 calls at twice the largest price.
    let call = Holding { strike_e8: MAX_PRICE_E8, ..call(0, -MAX_QUANTITY) };
    let all = [Marked { holding: call, mark_e12: MAX_MARK_E12 }; MAX_POSITIONS];
    let whole = StandardParameters {
        initial_bps: 10_000,
        initial_floor_bps: 10_000,
        maintenance_bps: 10_000,
        liquidation_bps: 10_000,
    };
    let whole_coins = Units { underlying_decimals: 12, quote_decimals: 0 };
    let twice = (2 * 24 * (1_u128 << 57) * u128::from(MAX_PRICE_E8)).div_ceil(10_u128.pow(20));
    assert_eq!(standard(&all, MAX_PRICE_E8, &whole, &whole_coins), Ok(Requirement::flat(twice as u64)));
}

#[test]
fn the_default_parameters_are_those_published_and_half_of_maintenance() {
    let StandardParameters { initial_bps, initial_floor_bps, maintenance_bps, liquidation_bps } = DERIBIT;
    assert_eq!([initial_bps, initial_floor_bps, maintenance_bps, liquidation_bps], [1_500, 1_000, 750, 375]);
    assert!(DERIBIT.is_valid());
}

#[test]
fn parameters_are_ordered_and_within_bounds() {
    let parameters = |shares: [u16; 4]| {
        let [initial_bps, initial_floor_bps, maintenance_bps, liquidation_bps] = shares;
        StandardParameters { initial_bps, initial_floor_bps, maintenance_bps, liquidation_bps }
    };
    for valid in [[10_000; 4], [200; 4], [1_500, 1_000, 750, 200]] {
        assert!(parameters(valid).is_valid(), "{valid:?}");
    }
    let all_wrong = [
        [10_001, 1_000, 750, 375],
        [999, 1_000, 750, 375],
        [1_500, 749, 750, 375],
        [1_500, 1_000, 374, 375],
        [1_500, 1_000, 750, 199],
    ];
    for wrong in all_wrong {
        let parameters = parameters(wrong);
        assert!(!parameters.is_valid(), "{wrong:?}");
        assert_eq!(standard(&[], SPOT_USD * USD, &parameters, &UNITS), Err(MarginError::Parameters));
    }
}

#[test]
fn the_parameters_fill_eight_bytes() {
    assert_eq!(size_of::<StandardParameters>(), 8);
    assert_eq!(offset_of!(StandardParameters, initial_bps), 0);
    assert_eq!(offset_of!(StandardParameters, initial_floor_bps), 2);
    assert_eq!(offset_of!(StandardParameters, maintenance_bps), 4);
    assert_eq!(offset_of!(StandardParameters, liquidation_bps), 6);
}

#[test]
fn what_is_refused() {
    let one = marked(call(100, -COIN), 5);
    assert!(required(&[one; MAX_POSITIONS]).is_ok());
    assert_eq!(required(&[one; MAX_POSITIONS + 1]), Err(MarginError::TooManyPositions));
    for spot_e8 in [0, MAX_PRICE_E8 + 1, u64::MAX] {
        assert_eq!(standard(&[one], spot_e8, &DERIBIT, &UNITS), Err(MarginError::Math(MathError::Spot)));
    }
    for quantity in [MAX_QUANTITY + 1, -MAX_QUANTITY - 1, i64::MIN, i64::MAX] {
        assert_eq!(required(&[marked(call(100, quantity), 5)]), Err(MarginError::Quantity));
    }
    let too_dear = Holding { strike_e8: MAX_PRICE_E8 + 1, ..call(0, -COIN) };
    assert_eq!(required(&[marked(too_dear, 5)]), Err(MarginError::Math(MathError::Strike)));
    for mark_e12 in [MAX_MARK_E12 + 1, u64::MAX] {
        let too_high = Marked { mark_e12, ..one };
        assert_eq!(required(&[too_high]), Err(MarginError::Math(MathError::PriceTooHigh)));
    }
    let decimals = Units { quote_decimals: 13, ..UNITS };
    assert_eq!(standard(&[one], SPOT_USD * USD, &DERIBIT, &decimals), Err(MarginError::Decimals));
}
