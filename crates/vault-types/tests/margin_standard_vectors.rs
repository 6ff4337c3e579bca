//! Standard margin against the published numbers, to the atom.

mod margin_model;

use margin_model::*;
use options_math::{black76, price, Fix, OptionInputs, OptionType};
use vault_types::margin::{standard, Holding, MarginError, Marked, Requirement, StandardParameters, Units};

const SPOT_E8: u64 = 1_500 * USD;
/// 1500.833279310994 USD.
const FORWARD_E8: u64 = 150_083_327_931;
const SECONDS: u64 = 500_400;

/// A mark that is published with more digits is rounded up.
const CALL_1500_E12: u64 = 79_371_585_189_060;
const CALL_1900_E12: u64 = 6_008_261_835_427;
const PUT_1300_E12: u64 = 14_322_794_294_375;

fn required(marked: &[Marked], units: &Units) -> Result<Requirement, MarginError> {
    standard(marked, SPOT_E8, &StandardParameters::DERIBIT, units)
}

fn one(holding: Holding, mark_e12: u64, units: &Units) -> (u64, u64) {
    let requirement = required(&[Marked { holding, mark_e12 }], units).unwrap();
    (requirement.initial_atoms, requirement.maintenance_atoms)
}

fn forward_price(option_type: OptionType, strike_usd: u64, vol_e9: u64) -> u64 {
    let inputs = OptionInputs { spot_e8: FORWARD_E8, strike_e8: strike_usd * USD, seconds_to_expiry: SECONDS, vol_e9 };
    let prices = black76(&inputs, Fix::ONE).unwrap();
    match option_type {
        OptionType::Call => prices.call_e12,
        OptionType::Put => prices.put_e12,
    }
}

#[test]
fn the_published_requirements_are_met_to_the_atom() {
    // 304.37158518905995 and 191.87158518905994; 156.00826183542665 and 118.50826183542667; 164.32279429437403 and 126.82279429437403.
    assert_eq!(one(call(1_500, -COIN), CALL_1500_E12, &UNITS), (304_371_586, 191_871_586));
    assert_eq!(one(call(1_900, -COIN), CALL_1900_E12, &UNITS), (156_008_262, 118_508_262));
    assert_eq!(one(put(1_300, -COIN), PUT_1300_E12, &UNITS), (164_322_795, 126_822_795));
}

#[test]
fn the_published_requirements_are_met_with_any_decimals() {
    for underlying_decimals in 0..=12 {
        let owed = -(10_i64.pow(underlying_decimals.into()));
        let of = |quote_decimals| one(call(1_500, owed), CALL_1500_E12, &Units { underlying_decimals, quote_decimals });
        assert_eq!(of(0), (305, 192));
        assert_eq!(of(6), (304_371_586, 191_871_586));
        assert_eq!(of(8), (30_437_158_519, 19_187_158_519));
    }
    let finest = Units { underlying_decimals: 9, quote_decimals: 12 };
    assert_eq!(one(call(1_500, -COIN), CALL_1500_E12, &finest), (304_371_585_189_060, 191_871_585_189_060));
}

#[test]
fn the_published_spread_and_box_need_their_maximum_loss() {
    let mark = |holding| Marked { holding, mark_e12: 200_000_000_000_000 };
    let spread = [call(1_100, -COIN), call(1_300, COIN)].map(mark);
    let required_for = |marked: &[Marked]| {
        let requirement = required(marked, &UNITS).unwrap();
        (requirement.initial_atoms, requirement.maintenance_atoms)
    };
    assert_eq!(required_for(&spread), (200 * QUOTE, 200 * QUOTE));
    // Marks as large as the strikes are apart.
    let owed_box = [call(1_000, -COIN), put(1_000, COIN), call(2_000, COIN), put(2_000, -COIN)];
    let dear = owed_box.map(|holding| Marked { holding, mark_e12: 500_000_000_000_000 });
    assert_eq!(required_for(&dear), (1_000 * QUOTE, 1_000 * QUOTE));
}

/// The published marks are the undiscounted values on the forward; the volatility of the first has all its digits.
#[test]
fn the_first_mark_follows_from_its_volatility() {
    let mark_e12 = forward_price(OptionType::Call, 1_500, 1_047_884_494);
    // 79.3715851827 in floating point. The kernel is within 6e-10 of spot, which is 0.9 atoms.
    assert!(mark_e12.abs_diff(79_371_585_182_667) <= 900_000, "{mark_e12}");
    assert_eq!(one(call(1_500, -COIN), mark_e12, &UNITS), (304_371_586, 191_871_586));
}

/// Six digits of a volatility leave the marks open by a few atoms: vega is 0.35 and 0.67 USD per 1 %.
#[test]
fn the_other_marks_follow_from_their_volatilities_to_a_few_atoms() {
    let call_e12 = forward_price(OptionType::Call, 1_900, 1_179_994_000);
    let put_e12 = forward_price(OptionType::Put, 1_300, 1_083_189_000);
    assert!(call_e12.abs_diff(CALL_1900_E12) < 6_000_000, "{call_e12}");
    assert!(put_e12.abs_diff(PUT_1300_E12) < 20_000_000, "{put_e12}");
}

/// The chain has no rate: its forward is spot, and its marks are lower for calls and higher for puts.
#[test]
fn without_a_rate_the_call_needs_less_by_what_the_forward_is_above_spot() {
    let inputs =
        OptionInputs { spot_e8: SPOT_E8, strike_e8: 1_500 * USD, seconds_to_expiry: SECONDS, vol_e9: 1_047_884_494 };
    let (initial_atoms, _) = one(call(1_500, -COIN), price(&inputs).unwrap().call_e12, &UNITS);
    assert_eq!(initial_atoms, 303_932_324);
}
