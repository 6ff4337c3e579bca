//! Standard margin against its formulas in fractions, over random portfolios and marks.

mod common;
mod margin_model;

use common::{cases, exact::*};
use margin_model::*;
use num_bigint::BigInt;
use num_rational::BigRational;
use options_math::{OptionType, MAX_PRICE_E8, MAX_QUANTITY};
use proptest::prelude::*;
use vault_types::margin::{
    in_kind::cover_in_quote, standard, standard::MAX_MARK_E12, standard_floor, Holding, MarginError, Marked,
    Requirement, StandardParameters, Units,
};

fn required(holdings: &[Marked], spot_e8: u64) -> Result<Requirement, MarginError> {
    standard(holdings, spot_e8, &StandardParameters::DERIBIT, &UNITS)
}

fn bps(share: u16) -> BigRational {
    ratio(share, 10_000)
}

/// Initial, maintenance and liquidation of one unit owed, in USD: the formulas as they are published.
fn of_one_owed(owed: &Marked, spot_e8: u64, parameters: &StandardParameters) -> [BigRational; 3] {
    let spot = ratio(spot_e8, USD);
    let strike = ratio(owed.holding.strike_e8, USD);
    let mark = ratio(owed.mark_e12, 1_000_000_000_000_u64);
    let is_put = owed.holding.option_type == OptionType::Put;
    let out_of_the_money = if is_put { &spot - strike } else { strike - &spot }.max(exact(0));
    let level = |share: u16| {
        let of_mark = if is_put { bps(share) * &mark } else { exact(0) };
        (bps(share) * &spot).max(of_mark) + &mark
    };
    let maintenance = level(parameters.maintenance_bps);
    let share = (bps(parameters.initial_bps) - out_of_the_money / &spot).max(bps(parameters.initial_floor_bps));
    let initial = share * &spot + &mark;
    let initial = if is_put { initial.max(maintenance.clone()) } else { initial };
    [initial, maintenance, level(parameters.liquidation_bps)]
}

/// In atoms of the quote, not rounded.
fn expected(holdings: &[Marked], spot_e8: u64, parameters: &StandardParameters, units: &Units) -> [BigRational; 3] {
    let plain: Vec<Holding> = holdings.iter().map(|marked| marked.holding).collect();
    let of_expiry = |expiry_ts, level: usize| {
        let owed = holdings.iter().filter(|one| one.holding.expiry_ts == expiry_ts && one.holding.quantity < 0);
        let of_one = |one: &Marked| {
            let in_usd = of_one_owed(one, spot_e8, parameters)[level].clone();
            in_usd * exact(USD) * exact(one.holding.quantity.unsigned_abs())
        };
        let sum: BigRational = owed.map(of_one).sum();
        largest_loss(&plain, expiry_ts).map_or(sum.clone(), |loss| sum.min(exact(loss)))
    };
    [0, 1, 2].map(|level| {
        let all = expiries(&plain).into_iter().map(|expiry_ts| of_expiry(expiry_ts, level));
        quote_atoms(all.sum(), units)
    })
}

fn levels(requirement: &Requirement) -> [u64; 3] {
    [requirement.initial_atoms, requirement.maintenance_atoms, requirement.liquidation_atoms]
}

/// Marks below spot, since only above it a put's buffer is rounded by itself.
fn marked(most: usize) -> impl Strategy<Value = (Vec<Marked>, u64)> {
    let spot = prop_oneof![4 => USD..150 * USD, 1 => 1..=MAX_PRICE_E8];
    (any_portfolio(most), prop::collection::vec(0..=10_000u64, most), spot).prop_map(|(holdings, shares, spot_e8)| {
        let mark = |(holding, share)| Marked { holding, mark_e12: spot_e8 * share };
        (holdings.into_iter().zip(shares).map(mark).collect(), spot_e8)
    })
}

fn any_parameters() -> impl Strategy<Value = StandardParameters> {
    prop::array::uniform4(200..=10_000u16).prop_map(|mut shares| {
        shares.sort_unstable();
        let [liquidation_bps, maintenance_bps, initial_floor_bps, initial_bps] = shares;
        StandardParameters { initial_bps, initial_floor_bps, maintenance_bps, liquidation_bps }
    })
}

/// Six decimals or fewer, with which nothing is rounded before the end and any result fits.
fn exact_units() -> impl Strategy<Value = Units> {
    (6..=12u8, 0..=6u8).prop_map(|(underlying_decimals, quote_decimals)| Units { underlying_decimals, quote_decimals })
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn the_requirement_is_the_formula_rounded_up(
        (holdings, spot_e8) in marked(24), parameters in any_parameters(), units in exact_units(),
    ) {
        prop_assert!(parameters.is_valid());
        let required = standard(&holdings, spot_e8, &parameters, &units);
        let expected = expected(&holdings, spot_e8, &parameters, &units).map(|level| ceil(&level));
        match required {
            Ok(required) => prop_assert_eq!(levels(&required).map(Some), expected),
            Err(_) => prop_assert!(expected.iter().any(|level| level.is_none_or(|level| level > 1 << 61))),
        }
    }

    /// What is owed already is owed in full; only what is asked for beyond it may be a part. So no part is below that of the whole.
    #[test]
    fn the_floor_is_between_what_is_owed_and_standard_margin((holdings, spot_e8) in marked(24), bps in 0..=10_000u16) {
        let floor = |bps| standard_floor(&holdings, spot_e8, &StandardParameters::DERIBIT, bps, &UNITS);
        if let (Ok(whole), Ok(part), Ok(owed)) = (required(&holdings, spot_e8), floor(bps), floor(0)) {
            prop_assert_eq!(floor(10_000), Ok(whole));
            prop_assert_eq!(owed, Requirement::flat(owed.initial_atoms), "the marks alone, or less where the loss is bounded");
            prop_assert!(part.is_ordered());
            for ((part, whole), owed) in levels(&part).into_iter().zip(levels(&whole)).zip(levels(&owed)) {
                prop_assert!(owed <= part && part <= whole);
                prop_assert!(u128::from(part) * 10_000 >= u128::from(whole) * u128::from(bps));
            }
        }
    }

    /// Above spot a put's buffer is rounded up to 10^-12 USD a unit.
    #[test]
    fn dear_puts_are_rounded_up_by_next_to_nothing(
        strike_e8 in 1..=MAX_PRICE_E8, spot_e8 in 1..=MAX_PRICE_E8, mark_e12 in 0..=MAX_MARK_E12, coins in 1..100i64,
    ) {
        let put = Holding { strike_e8, ..put(0, -coins * COIN) };
        // A call owed without bound, so that maximum loss does not decide.
        let owed = [Marked { holding: put, mark_e12 }, Marked { holding: call(0, -1), mark_e12: 0 }];
        let finest = Units { underlying_decimals: 9, quote_decimals: 12 };
        let Ok(required) = standard(&owed, spot_e8, &StandardParameters::DERIBIT, &finest) else { return Ok(()) };
        let expected = expected(&owed, spot_e8, &StandardParameters::DERIBIT, &finest);
        for (required, expected) in levels(&required).into_iter().zip(expected) {
            prop_assert!(exact(required) >= expected && exact(required) < expected + exact(coins + 1));
        }
    }

    /// With more quote decimals than the others can say, at most 10^-8 USD of an atom more.
    #[test]
    fn any_decimals_are_rounded_up_by_next_to_nothing((holdings, spot_e8) in marked(24), units in any_units()) {
        let Ok(required) = standard(&holdings, spot_e8, &StandardParameters::DERIBIT, &units) else { return Ok(()) };
        let one_e8 = quote_atoms(exact(1), &units);
        for (required, expected) in levels(&required).into_iter().zip(expected(&holdings, spot_e8, &StandardParameters::DERIBIT, &units)) {
            prop_assert!(exact(required) >= expected && exact(required) < expected + exact(1) + &one_e8);
        }
    }

    #[test]
    fn the_levels_are_in_order((holdings, spot_e8) in marked(24), parameters in any_parameters()) {
        if let Ok(required) = standard(&holdings, spot_e8, &parameters, &UNITS) {
            prop_assert!(required.is_ordered());
        }
    }

    #[test]
    fn no_level_is_above_maximum_loss((holdings, spot_e8) in marked(24)) {
        let plain: Vec<Holding> = holdings.iter().map(|marked| marked.holding).collect();
        // The cover is rounded up at each of four expiries, the margin once.
        if let Ok(cover) = cover_in_quote(&plain, &UNITS) {
            let bound = Requirement::flat(cover);
            prop_assert_eq!(required(&holdings, spot_e8).unwrap().or_larger(&bound), bound);
        }
    }

    #[test]
    fn buying_an_option_never_raises_the_requirement((mut holdings, spot_e8) in marked(23), bought in any_holding()) {
        let Ok(before) = required(&holdings, spot_e8) else { return Ok(()) };
        let holding = Holding { quantity: bought.quantity.abs(), ..bought };
        holdings.push(Marked { holding, mark_e12: MAX_MARK_E12 });
        prop_assert_eq!(required(&holdings, spot_e8).unwrap().or_larger(&before), before);
    }

    #[test]
    fn owing_more_never_lowers_the_requirement(
        (mut holdings, spot_e8) in marked(24), place in 0..24usize, more in 0..=COIN,
    ) {
        let Ok(before) = required(&holdings, spot_e8) else { return Ok(()) };
        if let Some(owed) = holdings.get_mut(place).filter(|one| one.holding.quantity < 0) {
            owed.holding.quantity = (owed.holding.quantity - more).max(-MAX_QUANTITY);
        }
        if let Ok(after) = required(&holdings, spot_e8) {
            prop_assert_eq!(before.or_larger(&after), after);
        }
    }

    #[test]
    fn accounts_of_different_expiries_need_their_sum((holdings, spot_e8) in marked(24)) {
        let (first, others): (Vec<_>, Vec<_>) = holdings.iter().partition(|one| one.holding.expiry_ts == FRIDAY);
        let of = |holdings: &[Marked]| required(holdings, spot_e8).map(|all| levels(&all).map(u128::from));
        if let (Ok(first), Ok(others), Ok(all)) = (of(&first), of(&others), of(&holdings)) {
            for level in 0..3 {
                let sum = first[level] + others[level];
                prop_assert!(all[level] == sum || all[level] + 1 == sum);
            }
        }
    }

    #[test]
    fn the_order_of_holdings_does_not_matter((holdings, spot_e8) in marked(24), turn in 0..24usize) {
        let mut turned = holdings.clone();
        turned.rotate_left(turn % holdings.len().max(1));
        prop_assert_eq!(required(&turned, spot_e8), required(&holdings, spot_e8));
    }

    #[test]
    fn no_numbers_make_it_panic(
        numbers in prop::collection::vec((any::<bool>(), any::<u64>(), any::<i64>(), any::<u64>()), 0..30),
        spot_e8 in any::<u64>(), shares in any::<[u16; 4]>(), decimals in any::<(u8, u8)>(),
    ) {
        let one = |(is_call, strike_e8, quantity, mark_e12): (bool, u64, i64, u64)| Marked {
            holding: Holding {
                option_type: if is_call { OptionType::Call } else { OptionType::Put },
                strike_e8: strike_e8 >> 15,
                expiry_ts: quantity % 3,
                quantity: quantity >> 6,
            },
            mark_e12: mark_e12 >> 1,
        };
        let holdings: Vec<_> = numbers.into_iter().map(one).collect();
        let [initial_bps, initial_floor_bps, maintenance_bps, liquidation_bps] = shares;
        let parameters = StandardParameters { initial_bps, initial_floor_bps, maintenance_bps, liquidation_bps };
        let units = Units { underlying_decimals: decimals.0 % 16, quote_decimals: decimals.1 % 16 };
        let _any_result = standard(&holdings, spot_e8, &parameters, &units);
        let _any_result = standard(&holdings, spot_e8 >> 15, &StandardParameters::DERIBIT, &units);
    }
}

/// The formulas' own check: the model gives the published numbers.
#[test]
fn the_model_gives_a_published_requirement() {
    let owed = Marked { holding: put(1_300, -COIN), mark_e12: 14_322_794_294_374 };
    let [initial, maintenance, liquidation] = of_one_owed(&owed, 1_500 * USD, &StandardParameters::DERIBIT);
    let usd = |e12: u64| ratio(e12, BigInt::from(1_000_000_000_000_u64));
    assert_eq!(initial, usd(164_322_794_294_374));
    assert_eq!(maintenance, usd(126_822_794_294_374));
    assert_eq!(liquidation, usd(70_572_794_294_374));
}
