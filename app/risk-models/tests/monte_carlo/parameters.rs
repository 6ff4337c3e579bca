//! What is refused, in one line each.

use crate::sample::{with_heston, with_jumps, CALM, HESTON};
use risk_models::monte_carlo::random::Generator;
use risk_models::monte_carlo::{generate, HestonMarket, JumpMarket, MonteCarlo};

fn refused(parameters: &MonteCarlo) -> String {
    generate(parameters, &[0.8], 1).unwrap_err().to_string()
}

fn changed(change: impl Fn(&mut MonteCarlo)) -> String {
    let mut parameters = with_jumps(&[CALM], 0.0, 1.0, 1.0);
    change(&mut parameters);
    refused(&parameters)
}

#[test]
fn numbers_out_of_range_are_named() {
    assert_eq!(changed(|of| of.horizon_days = 0.0), "horizon_days is 0; it must be from 0.001 to 365");
    assert_eq!(changed(|of| of.horizon_days = f64::NAN), "horizon_days is NaN; it must be from 0.001 to 365");
    assert!(changed(|of| of.paths = 1).starts_with("paths is 1; it must be from 2"));
    assert!(changed(|of| of.paths = u64::MAX).starts_with("paths is 18446744073709551615; for 1 markets give at most"));
    let with_market = |market: JumpMarket| refused(&with_jumps(&[market], 0.0, 1.0, 1.0));
    assert!(with_market(JumpMarket { leverage: 1.5, ..CALM }).starts_with("markets[0].leverage is 1.5"));
    assert!(with_market(JumpMarket { deviation: -0.1, ..CALM }).starts_with("markets[0].deviation is -0.1"));
    assert!(with_market(JumpMarket { own_per_year: 1e6, ..CALM }).starts_with("markets[0].own_per_year is 1000000"));
    assert!(refused(&with_jumps(&[CALM], -1.0, 1.0, 1.0)).starts_with("common_per_year is -1"));
    let market = HestonMarket { long_run_variance: 0.0, ..HESTON };
    assert!(refused(&with_heston(&[market], 4, 1.0, 1.0)).starts_with("markets[0].long_run_variance is 0"));
    assert!(refused(&with_heston(&[HESTON], 0, 1.0, 1.0)).starts_with("steps is 0"));
    let volatility = generate(&with_jumps(&[CALM], 0.0, 1.0, 1.0), &[-0.5], 1).unwrap_err().to_string();
    assert!(volatility.starts_with("the volatility of markets[0] is -0.5"), "{volatility}");
}

#[test]
fn lists_must_have_an_entry_for_each_market() {
    assert!(refused(&with_jumps(&[CALM, CALM], 0.0, 0.5, 1.0)).starts_with("markets has 2 entries for 1 markets"));
    assert!(changed(|of| of.correlation = vec![]).starts_with("correlation has 0 entries for 1 markets"));
}

#[test]
fn paths_must_fit_their_generator() {
    let with = |generator, paths| {
        changed(|of| {
            of.generator = generator;
            of.paths = paths;
        })
    };
    assert!(with(Generator::Antithetic, 101).contains("give an even number"));
    for (paths, replicates) in [(1_000, 4), (1_024, 1), (1_024, 0), (1_024, 3), (1_024, 1_024), (1 << 13, 1 << 11)] {
        let message = with(Generator::Sobol { replicates }, paths);
        assert!(message.starts_with(&format!("paths is {paths} in {replicates} replicates")), "{message}");
    }
    let mut parameters = with_heston(&[HESTON], 101, 1.0, 1.0);
    parameters.generator = Generator::Sobol { replicates: 8 };
    parameters.paths = 1_024;
    assert!(refused(&parameters).starts_with("the model takes 202 random numbers for a path; sobol has 200"));
}

/// The mean of spot would not exist within a step; the steps that are asked for are enough.
#[test]
fn too_few_steps_are_refused() {
    let rough = HestonMarket { volatility_of_variance: 20.0, leverage: 0.9, ..HESTON };
    let message = refused(&with_heston(&[rough], 1, 1.0, 30.0));
    assert_eq!(message, "markets[0] is too rough for so few steps; give at least 2 steps");
    assert!(generate(&with_heston(&[rough], 2, 1.0, 30.0), &[0.8], 1).is_ok());
    assert!(generate(&with_heston(&[HestonMarket { leverage: -0.9, ..rough }], 1, 1.0, 30.0), &[0.8], 1).is_ok());
}
