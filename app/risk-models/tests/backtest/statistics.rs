//! Kupiec, Christoffersen, Student.

use crate::assert_near;
use proptest::prelude::*;
use risk_models::backtest::coverage::{conditional_coverage, independence, kupiec};
use risk_models::backtest::student_cdf;

/// Kupiec's (1995) non-rejection regions of a 99 % VaR at 5 %, as printed in Jorion, "Value at Risk": fewer than 7 exceptions in 255 days, 2 to 10 in 510,
/// 5 to 16 in 1,000.
#[test]
fn kupiec_rejects_where_his_table_does() {
    for (days, accepted, rejected) in [(255, [2, 6], [7, 8]), (510, [2, 10], [1, 11]), (1_000, [5, 16], [4, 17])] {
        for exceptions in accepted {
            assert!(kupiec(exceptions, days).p_value >= 0.05, "{exceptions} in {days}");
        }
        for exceptions in rejected {
            assert!(kupiec(exceptions, days).p_value < 0.05, "{exceptions} in {days}");
        }
    }
}

/// No exceptions: `-2 * 250 ln 0.99`. The others computed elsewhere, with another implementation of erfc.
#[test]
fn kupiec_by_hand() {
    assert_near(kupiec(0, 250).ratio, -500.0 * 0.99_f64.ln(), 1e-13);
    assert_near(kupiec(8, 250).ratio, KUPIEC_8.0, 1e-12);
    assert_near(kupiec(8, 250).p_value, KUPIEC_8.1, 1e-12);
    assert_eq!(kupiec(10, 1_000).p_value, 1.0, "exactly as many as there should be");
}

const KUPIEC_8: (f64, f64) = (7.733_550_724_494_52, 0.005_420_405_194_127_794);

/// 240 days without, then 1101000110: n00 = 241, n01 = 3, n10 = 3, n11 = 2. Computed elsewhere.
#[test]
fn christoffersen_by_hand() {
    let mut exceeded = vec![false; 240];
    exceeded.extend([true, true, false, true, false, false, false, true, true, false]);
    let (alone, both) = (independence(&exceeded), conditional_coverage(&exceeded));
    assert_near(alone.ratio, INDEPENDENCE.0, 1e-12);
    assert_near(alone.p_value, INDEPENDENCE.1, 1e-12);
    assert_near(both.ratio, BOTH.0, 1e-12);
    assert_near(both.p_value, BOTH.1, 1e-12);
}

const INDEPENDENCE: (f64, f64) = (9.894_654_433_330_203, 0.001_657_595_754_664_731_5);
const BOTH: (f64, f64) = (11.851_464_221_560_825, 0.002_669_852_341_841_239_2);

#[test]
fn without_exceptions_nothing_depends_on_anything() {
    assert_eq!(independence(&[false; 300]).p_value, 1.0);
    assert_eq!(independence(&[]).p_value, 1.0);
    assert_eq!(kupiec(0, 0).p_value, 1.0);
}

proptest! {
    #[test]
    fn ratios_and_p_values_are_in_range(exceeded in prop::collection::vec(prop::bool::weighted(0.05), 0..400)) {
        let exceptions = exceeded.iter().filter(|exceeded| **exceeded).count();
        let all = [kupiec(exceptions, exceeded.len()), independence(&exceeded), conditional_coverage(&exceeded)];
        for test in all {
            prop_assert!(test.ratio >= 0.0 && test.ratio.is_finite());
            prop_assert!((0.0..=1.0).contains(&test.p_value));
        }
    }

    /// With two degrees of freedom there is a closed form: `1/2 + t / (2 sqrt(2 + t^2))`; with one, `1/2 + atan(t) / pi`.
    #[test]
    fn student_matches_its_closed_forms(t in -30.0..30.0_f64) {
        assert_near(student_cdf(t, 2.0), 0.5 + t / (2.0 * (2.0 + t * t).sqrt()), 1e-12);
        assert_near(student_cdf(t, 1.0), 0.5 + t.atan() / std::f64::consts::PI, 1e-12);
    }
}

/// From any table of the distribution.
#[test]
fn student_matches_tables() {
    for (freedom, t, probability) in
        [(4.0, 2.776_445_105_198, 0.975), (5.0, 2.015_048_372_669, 0.95), (10.0, -2.763_769_458_113, 0.01)]
    {
        assert_near(student_cdf(t, freedom), probability, 1e-10);
    }
}
