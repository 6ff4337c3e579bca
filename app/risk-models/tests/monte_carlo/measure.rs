//! Value at risk and expected shortfall, and whether their standard errors are what they say.

use proptest::prelude::*;
use risk_models::monte_carlo::random::{normal_quantile, Generator, Uniforms};
use risk_models::monte_carlo::{measure, Estimate, Measure, MeasureError};
use risk_models::tail::{least_count, number_beyond, Tail};

/// Of the normal distribution.
const VALUE_AT_RISK: f64 = 2.326_347_874_040_841;
/// `n(VaR) / 0.01`.
const EXPECTED_SHORTFALL: f64 = 2.665_214_220_345_806;

const PATHS: u64 = 4_096;

/// A function of normal numbers whose distribution is normal: the sum of three over the root of three.
fn normal_profits(generator: Generator, seed: u64) -> Vec<f64> {
    let uniforms = Uniforms::new(generator, seed, PATHS, 3);
    let profit = |path: u64| {
        let mut numbers = [0.0; 3];
        uniforms.fill(path, &mut numbers);
        numbers.iter().map(|number| normal_quantile(*number)).sum::<f64>() / 3f64.sqrt()
    };
    (0..PATHS).map(profit).collect()
}

fn measured(generator: Generator, seed: u64) -> Measure {
    measure(&normal_profits(generator, seed), 0.01, generator.group(PATHS) as usize).unwrap()
}

/// Mean square of the true error in standard errors, and the mean standard error.
fn judged(all: &[Measure], of: fn(&Measure) -> Estimate, exact: f64) -> (f64, f64) {
    let count = all.len() as f64;
    let squares = all.iter().map(|measure| ((of(measure).value - exact) / of(measure).standard_error).powi(2));
    (squares.sum::<f64>() / count, all.iter().map(|measure| of(measure).standard_error).sum::<f64>() / count)
}

#[test]
fn standard_errors_are_as_large_as_errors() {
    let value_at_risk: fn(&Measure) -> Estimate = |measure| measure.value_at_risk;
    let shortfall: fn(&Measure) -> Estimate = |measure| measure.expected_shortfall;
    for generator in [Generator::Philox, Generator::Antithetic, Generator::Sobol { replicates: 32 }] {
        let all: Vec<Measure> = (0..200).map(|seed| measured(generator, seed)).collect();
        for (name, of, exact) in [("VaR", value_at_risk, VALUE_AT_RISK), ("ES", shortfall, EXPECTED_SHORTFALL)] {
            let (squares, error) = judged(&all, of, exact);
            // Mean of 200 squares: 1 give or take a tenth, and the rest for the order of magnitude that errors are estimates themselves.
            assert!((0.6..1.7).contains(&squares), "{name} by {generator:?}: {squares}, standard error {error}");
        }
    }
}

/// `sqrt(share (1 - share) / n) / density`, and the formula of Manistre and Hancock with the tail's own deviation.
#[test]
fn the_errors_of_single_paths_are_those_of_the_formulas() {
    let all: Vec<Measure> = (0..100).map(|seed| measured(Generator::Philox, seed)).collect();
    let count = PATHS as f64;
    let density = 0.026_652_142;
    let of_value_at_risk = (0.01 * 0.99 / count).sqrt() / density;
    let tail_variance = 1.0 + VALUE_AT_RISK * EXPECTED_SHORTFALL - EXPECTED_SHORTFALL.powi(2);
    let beyond = EXPECTED_SHORTFALL - VALUE_AT_RISK;
    let of_shortfall = ((tail_variance + 0.99 * beyond * beyond) / (count * 0.01)).sqrt();
    let mean = |of: fn(&Measure) -> f64| all.iter().map(of).sum::<f64>() / 100.0;
    let found = mean(|measure| measure.value_at_risk.standard_error);
    assert!((found / of_value_at_risk - 1.0).abs() < 0.15, "{found} for {of_value_at_risk}");
    let found = mean(|measure| measure.expected_shortfall.standard_error);
    assert!((found / of_shortfall - 1.0).abs() < 0.1, "{found} for {of_shortfall}");
}

#[test]
fn too_few_groups_have_no_measure() {
    let refused = |groups| Err(MeasureError::TooFewGroups { groups });
    assert_eq!(measure(&[], 0.5, 1), refused(0));
    assert_eq!(measure(&[1.0], 0.5, 1), refused(1));
    assert_eq!(measure(&[1.0; 39], 0.5, 20), refused(1));
    assert_eq!(measure(&[1.0; 40], 0.5, 0), refused(0));
    assert!(measure(&[1.0; 40], 0.5, 20).is_ok());
}

/// The mean of one loss would come with a standard error of zero.
#[test]
fn a_tail_of_few_losses_is_refused() {
    let profits = |count| normal_profits(Generator::Philox, 1)[..count].to_vec();
    assert!(measure(&profits(999), 0.01, 1).unwrap().expected_shortfall.standard_error > 0.0);
    for (count, share, beyond, needed) in
        [(998, 0.01, 9, 999), (150, 0.01, 1, 999), (500, 0.01, 5, 999), (30, 0.3, 9, 33)]
    {
        let refused = measure(&profits(count), share, 1).unwrap_err();
        assert_eq!(refused, MeasureError::ShortTail { share, beyond, count, needed });
        assert!(measure(&profits(needed), share, 1).is_ok());
        assert!(refused.to_string().contains(&format!("give at least {needed} paths or past days, or a larger tail")));
    }
}

#[test]
fn equal_losses_have_no_error() {
    let measure = measure(&[-3.0; 1_000], 0.01, 1).unwrap();
    let three = Estimate { value: 3.0, standard_error: 0.0 };
    assert_eq!(measure, Measure { value_at_risk: three, expected_shortfall: three });
}

/// As a loss of nothing, or the least, it would lower the margin.
#[test]
fn a_profit_that_is_not_finite_is_not_hidden() {
    for bad in [f64::NAN, -f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let mut profits = vec![-1.0; 2_000];
        profits[77] = bad;
        assert_eq!(measure(&profits, 0.01, 1), Err(MeasureError::NotFinite { scenario: 77 }), "{bad}");
    }
}

proptest! {
    #[test]
    fn the_values_are_those_of_the_back_test(profits in prop::collection::vec(-5.0f64..5.0, 999..1_500)) {
        let tail = Tail::of(profits.iter().map(|profit| -profit).collect()).unwrap();
        let measure = measure(&profits, 0.01, 1).unwrap();
        prop_assert_eq!(measure.value_at_risk.value, tail.value_at_risk);
        prop_assert_eq!(measure.expected_shortfall.value, tail.expected_shortfall);
    }

    /// As few as are asked for are enough, and one less is not.
    #[test]
    fn the_number_that_is_asked_for_is_the_least(beyond in 1usize..50, share in 0.0001f64..=0.5) {
        let count = least_count(beyond, share);
        prop_assert!(number_beyond(count, share) >= beyond);
        prop_assert!(beyond == 1 || number_beyond(count - 1, share) < beyond);
    }

    #[test]
    fn a_larger_loss_never_lowers_either(profits in prop::collection::vec(-5.0f64..5.0, 100), more in 0.0f64..9.0, at in 0usize..100) {
        let before = measure(&profits, 0.1, 1).unwrap();
        let mut profits = profits;
        profits[at] -= more;
        let after = measure(&profits, 0.1, 1).unwrap();
        prop_assert!(after.value_at_risk.value >= before.value_at_risk.value);
        prop_assert!(after.expected_shortfall.value >= before.expected_shortfall.value);
        prop_assert!(after.expected_shortfall.value >= after.value_at_risk.value);
    }
}
