//! Which random numbers come nearer to the truth with as many paths.

use crate::held::{book, Held};
use crate::sample::{scenarios, with_jumps, JUMPY};
use options_math::OptionType::{Call, Put};
use risk_models::monte_carlo::measure;
use risk_models::monte_carlo::random::Generator;
use risk_models::revaluation::Book;

/// Short strangles on two markets.
fn strangles() -> Book {
    let option =
        |market, option_type, strike| Held { market, option_type, strike, days: 7.0, volatility: 0.8, amount: -1.0 };
    let options = [option(0, Call, 110.0), option(0, Put, 90.0), option(1, Call, 110.0), option(1, Put, 90.0)];
    book(&[100.0; 2], &[0.0; 2], &options)
}

fn shortfall(generator: Generator, paths: u64, seed: u64) -> f64 {
    let mut parameters = with_jumps(&[JUMPY; 2], 3.0, 0.7, 1.0);
    (parameters.generator, parameters.paths, parameters.seed) = (generator, paths, seed);
    let scenarios = scenarios(&parameters, &[0.8; 2]);
    measure(&scenarios.profits(&strangles(), 2).unwrap(), 0.01, scenarios.group()).unwrap().expected_shortfall.value
}

/// Mean squared error of the expected shortfall over 20 seeds, with 4,096 paths.
fn squared_error(generator: Generator, exact: f64) -> f64 {
    (0..20).map(|seed| (shortfall(generator, 4_096, seed) - exact).powi(2)).sum::<f64>() / 20.0
}

#[test]
fn sobol_points_have_less_error_than_philox() {
    let exact = shortfall(Generator::Sobol { replicates: 2 }, 1 << 19, 99);
    let philox = squared_error(Generator::Philox, exact);
    let sobol = squared_error(Generator::Sobol { replicates: 2 }, exact);
    assert!(sobol < philox / 2.0, "mean squared errors: Sobol {sobol}, Philox {philox}");
}
