//! Exact rational arithmetic: what the vault's integers approximate.

use num_bigint::BigInt;
use num_rational::BigRational;
use vault_types::{
    round_close::{RoundClose, RoundResult, YEAR_SECS},
    state::FeeParams,
};

pub fn exact(value: impl Into<BigInt>) -> BigRational {
    BigRational::from_integer(value.into())
}

pub fn ratio(numerator: impl Into<BigInt>, denominator: impl Into<BigInt>) -> BigRational {
    BigRational::new(numerator.into(), denominator.into())
}

/// `floor`, when it fits.
pub fn floor(value: &BigRational) -> Option<u64> {
    u64::try_from(value.floor().to_integer()).ok()
}

pub fn ceil(value: &BigRational) -> Option<u64> {
    u64::try_from(value.ceil().to_integer()).ok()
}

/// The end of a round against the formulas, and every promise to the depositors.
pub fn check_close(result: &RoundResult, fees: &FeeParams, close: &RoundClose) {
    let zero = exact(0);
    let end = exact(result.end_nav_atoms);
    let gain = (&end - exact(result.start_nav_atoms)).max(zero.clone());
    let mark = ratio(result.high_water_mark_e9, 1_000_000_000) * exact(result.share_supply);
    let above_mark = (&end - mark).max(zero);

    // Rounded down: at most the formula, and by less than one atom (two where the mark is rounded up as well).
    let performance = (above_mark * ratio(fees.performance_fee_bps, 10_000)).min(gain.clone());
    let charged = exact(close.performance_fee_atoms);
    assert!(charged <= performance && performance < charged + exact(2), "performance fee of {result:?}: {close:?}");

    // The rate has eight decimals.
    let yearly = ratio(fees.management_fee_e8, 100_000_000);
    let left = &gain - exact(close.performance_fee_atoms);
    let management = (&end * yearly * ratio(result.elapsed_secs, YEAR_SECS)).min(left);
    let charged = exact(close.management_fee_atoms);
    let rounding = exact(1) + &end / exact(100_000_000);
    assert!(charged <= management && management < charged + rounding, "management fee of {result:?}: {close:?}");

    let net = result.end_nav_atoms - close.performance_fee_atoms - close.management_fee_atoms;
    assert!(net >= result.end_nav_atoms.min(result.start_nav_atoms), "fees made a loss");
    if result.share_supply == 0 {
        assert_eq!((close.pps_e9, close.high_water_mark_e9), (1_000_000_000, 1_000_000_000));
        return;
    }
    let pps = floor(&ratio(u128::from(net) * 1_000_000_000, result.share_supply)).unwrap_or(u64::MAX);
    assert_eq!(close.pps_e9, pps);
    assert_eq!(close.high_water_mark_e9, result.high_water_mark_e9.max(pps));
    // What the rounding leaves over is less than supply / 10^9 + 1 atoms.
    if pps < u64::MAX {
        let claims = exact(floor(&(ratio(pps, 1_000_000_000) * exact(result.share_supply))).unwrap());
        assert!(exact(net) - claims < ratio(result.share_supply, 1_000_000_000) + exact(1));
    }
}
