//! How the models' requirements become the one that an account must meet.

mod common;
mod margin_model;

use common::{cases, exact::*, magnitude};
use margin_model::QUOTE;
use proptest::prelude::*;
use vault_types::{
    margin::{initial_with_delta, requirement::DEFAULT_DELTA_LIMIT_BPS, MarginError, MarginMode, Requirement},
    LedgerError,
};

fn levels(initial_atoms: u64, maintenance_atoms: u64, liquidation_atoms: u64) -> Requirement {
    Requirement { initial_atoms, maintenance_atoms, liquidation_atoms }
}

fn any_levels() -> impl Strategy<Value = Requirement> {
    prop::array::uniform3(magnitude()).prop_map(|mut atoms| {
        atoms.sort_unstable();
        levels(atoms[2], atoms[1], atoms[0])
    })
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn combining_keeps_the_levels_in_order(
        first in any_levels(), second in any_levels(),
    ) {
        let (larger, smaller) = (first.or_larger(&second), first.or_smaller(&second));
        prop_assert!(larger.is_ordered() && smaller.is_ordered());
        prop_assert_eq!((larger.or_smaller(&first), smaller.or_larger(&first)), (first, first));
        if let Ok(sum) = first.plus(&second) {
            prop_assert!(sum.is_ordered() && sum.or_larger(&larger) == sum);
        }
    }

    #[test]
    fn delta_raises_initial_margin_by_the_formula_rounded_up(
        requirement in any_levels(), net_delta in -(1i128 << 100)..1 << 100, more in 0..1u128 << 104, limit_bps in 1..=10_000u16,
    ) {
        let notional = net_delta.unsigned_abs() + more;
        prop_assume!(notional > 0);
        let share = ratio(net_delta.unsigned_abs(), notional);
        let limit = ratio(limit_bps, 10_000);
        let initial = exact(requirement.initial_atoms);
        let expected = if share > limit { &initial * &share / &limit } else { initial.clone() };
        match initial_with_delta(requirement, net_delta, notional, limit_bps) {
            Ok(raised) => {
                prop_assert!(raised.is_ordered());
                prop_assert_eq!(Requirement { initial_atoms: requirement.initial_atoms, ..raised }, requirement);
                let raised = exact(raised.initial_atoms);
                prop_assert!(raised >= expected);
                // A basis point of the quotient, and an atom.
                prop_assert!(raised < expected + initial / exact(limit_bps) + exact(1));
            }
            Err(error) => {
                prop_assert_eq!(error, LedgerError::Overflow.into());
                prop_assert!(expected + initial / exact(limit_bps) + exact(1) > exact(u64::MAX));
            }
        }
    }

    #[test]
    fn more_delta_never_lowers_initial_margin(
        initial_atoms in 0..u64::MAX / 20, near in 0..1i128 << 100, more in 0..1i128 << 100, notional in any::<u128>(),
    ) {
        let of = |net_delta| initial_with_delta(Requirement::flat(initial_atoms), net_delta, notional, 500).unwrap();
        let (nearer, farther) = (of(near).initial_atoms, of(near + more).initial_atoms);
        prop_assert!(initial_atoms <= nearer && nearer <= farther && farther <= initial_atoms * 20);
        prop_assert_eq!(of(-near), of(near));
    }
}

#[test]
fn levels_are_in_order_from_initial_to_liquidation() {
    for wrong in [levels(1, 2, 0), levels(2, 1, 2), levels(0, 0, 1)] {
        assert!(!wrong.is_ordered());
    }
    assert!(levels(2, 1, 0).is_ordered() && Requirement::flat(u64::MAX).is_ordered());
}

#[test]
fn delta_up_to_five_percent_of_notional_is_free_and_twenty_times_is_the_most() {
    let before = levels(100 * QUOTE, 50 * QUOTE, 25 * QUOTE);
    let of = |net_delta, notional| initial_with_delta(before, net_delta, notional, DEFAULT_DELTA_LIMIT_BPS).unwrap();
    assert_eq!(of(0, 0), before);
    assert_eq!(of(0, 10_000), before);
    assert_eq!(of(-500, 10_000), before);
    // A basis point above the limit, and a part of one, both count as one.
    assert_eq!(of(501, 10_000), Requirement { initial_atoms: 100_200_000, ..before });
    assert_eq!(of(-5_000_001, 100_000_000), Requirement { initial_atoms: 100_200_000, ..before });
    assert_eq!(of(1_000, 10_000), Requirement { initial_atoms: 200 * QUOTE, ..before });
    for (net_delta, notional) in [(10_000, 10_000), (10_001, 10_000), (i128::MIN, 1), (1, 0), (i128::MAX, 0)] {
        assert_eq!(of(net_delta, notional), Requirement { initial_atoms: 2_000 * QUOTE, ..before });
    }
}

#[test]
fn delta_out_of_bounds_is_refused() {
    let of =
        |atoms, net_delta, limit_bps| initial_with_delta(Requirement::flat(atoms), net_delta, u128::MAX, limit_bps);
    assert_eq!(of(1, 1, 0), Err(MarginError::Parameters));
    assert_eq!(of(1, 1, 10_001), Err(MarginError::Parameters));
    assert_eq!(of(1, 1 << 114, 1), Ok(Requirement::flat(1)));
    assert_eq!(of(1, 1 << 115, 1), Err(LedgerError::Overflow.into()));
    let whole = initial_with_delta(Requirement::flat(u64::MAX), 1, 1, 500);
    assert_eq!(whole, Err(LedgerError::Overflow.into()));
}

#[test]
fn the_modes_are_known_by_their_bytes() {
    let modes = [MarginMode::MAX_LOSS, MarginMode::STANDARD, MarginMode::SCENARIO, MarginMode::PORTFOLIO];
    assert_eq!(modes.map(MarginMode::code), [0, 1, 2, 3]);
    assert!(modes.into_iter().all(MarginMode::is_known));
    assert!(!bytemuck::cast::<u8, MarginMode>(4).is_known());
}
