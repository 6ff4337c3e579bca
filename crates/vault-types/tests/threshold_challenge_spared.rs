//! What a challenge spares: so many atoms are not missed, and not one more.

mod common;
mod threshold_common;

use common::{cases, exact::*, magnitude};
use proptest::prelude::*;
use threshold_common::*;
use vault_types::threshold::{spared_atoms, Source, StoredThreshold, ThresholdParameters, Verdict};

fn verdict(stored: &StoredThreshold, chain_atoms: u64, tolerance_bps: u16, spared_atoms: u64) -> Verdict {
    let chain = levels(chain_atoms, chain_atoms, chain_atoms);
    let parameters = ThresholdParameters { tolerance_bps, ..PARAMETERS };
    stored.challenge(&chain, &no_strikes(), &present(NOW_TS), &parameters, spared_atoms).unwrap()
}

fn signed(atoms: u64) -> StoredThreshold {
    stored(levels(atoms, atoms, atoms), NOW_TS)
}

#[test]
fn what_is_spared_is_not_missed_to_the_atom() {
    for (signed_atoms, spared_atoms) in [(0, 10), (1_000, 10), (1_000_000, 999_999), (0, 1)] {
        let most = signed_atoms + spared_atoms;
        assert_eq!(verdict(&signed(signed_atoms), most, 0, spared_atoms), Verdict::Upheld);
        assert_ne!(verdict(&signed(signed_atoms), most + 1, 0, spared_atoms), Verdict::Upheld);
    }
}

/// The tolerance is a part of the chain's number, and what is spared comes on top: 950 and 10 are 5 % below 1,010 and a half.
#[test]
fn tolerance_and_what_is_spared_add_up() {
    let with = |chain_atoms| verdict(&signed(950), chain_atoms, 500, 10);
    assert_eq!((with(1_000), with(1_010)), (Verdict::Upheld, Verdict::Upheld));
    assert_ne!(with(1_011), Verdict::Upheld);
    assert_ne!(verdict(&signed(950), 1_001, 500, 0), Verdict::Upheld);
    assert_eq!(verdict(&signed(950), 1_001, 500, 1), Verdict::Upheld);
}

/// Ten units of a quote of six decimals: a signed zero stands against that, and is void an atom later.
#[test]
fn a_portfolio_that_risks_next_to_nothing_is_no_lie() {
    let ten_units = 10_000_000;
    assert_eq!(verdict(&signed(0), ten_units, 0, ten_units), Verdict::Upheld);
    let Verdict::Void { threshold, strikes } = verdict(&signed(0), ten_units + 1, 0, ten_units) else {
        panic!("an atom more");
    };
    // Nothing of what was spared is taken off the chain's own number.
    assert_eq!(levels_of(&threshold), levels(ten_units + 1, ten_units + 1, ten_units + 1));
    assert_eq!((threshold.source, threshold.is_void, strikes.count(GENERATION)), (Source::CHAIN, 1, 1));
}

/// Ten units of the quote, or a five-hundredth of what is owed at spot.
#[test]
fn a_five_hundredth_of_what_is_owed_is_spared() {
    for (owed_atoms, decimals, expected) in [
        (0, 6, 10_000_000),
        (5_000_000_000, 6, 10_000_000),
        (5_000_000_500, 6, 10_000_001),
        (5_000_000_499, 6, 10_000_000),
        (1_000_000_000_000, 6, 2_000_000_000),
        (u64::MAX, 0, u64::MAX / 500),
        (0, 0, 10),
        (0, 255, u64::MAX),
    ] {
        assert_eq!(spared_atoms(owed_atoms, decimals), expected, "{owed_atoms} {decimals}");
    }
}

#[test]
fn sparing_everything_upholds_everything() {
    for signed_atoms in [0, 1, u64::MAX - 1, u64::MAX] {
        assert_eq!(verdict(&signed(signed_atoms), u64::MAX, 0, u64::MAX), Verdict::Upheld);
    }
    assert_eq!(verdict(&signed(u64::MAX), u64::MAX, 0, 0), Verdict::Upheld);
    assert_ne!(verdict(&signed(u64::MAX - 1), u64::MAX, 0, 0), Verdict::Upheld);
}

proptest! {
    #![proptest_config(cases(5_000))]

    /// In exact arithmetic, over all numbers: `signed + spared < chain * (1 - tolerance)`.
    #[test]
    fn the_boundary_is_exact(
        signed_atoms in magnitude(),
        spared_atoms in prop_oneof![Just(0), magnitude()],
        tolerance_bps in 0..=5_000_u16,
        chain in prop_oneof![magnitude().prop_map(Some), Just(None)],
        off in -2..=2_i64,
    ) {
        // At the boundary as often as anywhere.
        let at_boundary = ((u128::from(signed_atoms) + u128::from(spared_atoms)) * 10_000).div_ceil(10_000 - u128::from(tolerance_bps));
        let at_boundary = u64::try_from(at_boundary).unwrap_or(u64::MAX).saturating_add_signed(off);
        let chain_atoms = chain.unwrap_or(at_boundary);
        let counted = (exact(signed_atoms) + exact(spared_atoms)).min(exact(u64::MAX));
        let is_void = counted < exact(chain_atoms) * (exact(1) - ratio(tolerance_bps, 10_000));
        let found = verdict(&signed(signed_atoms), chain_atoms, tolerance_bps, spared_atoms);
        prop_assert_eq!(found != Verdict::Upheld, is_void);
    }

    /// Sparing more never voids what stands.
    #[test]
    fn sparing_more_never_voids(
        signed_atoms in magnitude(), chain_atoms in magnitude(), less in magnitude(), more in magnitude(),
    ) {
        let (less, more) = (less.min(more), less.max(more));
        let voids = |spared_atoms| verdict(&signed(signed_atoms), chain_atoms, 500, spared_atoms) != Verdict::Upheld;
        prop_assert!(voids(less) || !voids(more));
    }
}
