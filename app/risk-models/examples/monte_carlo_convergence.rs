//! How fast each generator comes near the expected shortfall: `cargo run -p risk-models --example monte_carlo_convergence`.
//!
//! Short strangles of a week on two markets with jumps, one day ahead, 99 %. The error is the root of the mean square over 32 seeds, relative to a simulation
//! of 2^21 Sobol paths; beside it the mean of the standard error that the simulation itself states, as a check of it.

#[path = "../tests/shared/held.rs"]
mod held;
#[path = "../benches/shared/jumps.rs"]
mod jumps;

use held::{book, Held};
use jumps::jumps;
use options_math::OptionType::{Call, Put};
use risk_models::all_threads;
use risk_models::monte_carlo::random::Generator;
use risk_models::monte_carlo::{generate, measure, Estimate, Measure, MonteCarlo, MonteCarloError};
use risk_models::revaluation::Book;

const SEEDS: u64 = 32;
const EXACT_PATHS: u64 = 1 << 21;
const GENERATORS: [(&str, Generator); 3] = [
    ("philox", Generator::Philox),
    ("antithetic", Generator::Antithetic),
    ("sobol, 16 replicates", Generator::Sobol { replicates: 16 }),
];

fn parameters(generator: Generator, paths: u64, seed: u64) -> MonteCarlo {
    MonteCarlo {
        paths,
        seed,
        generator,
        horizon_days: 1.0,
        correlation: vec![vec![1.0, 0.7], vec![0.7, 1.0]],
        dynamics: jumps(2),
    }
}

fn strangles() -> Book {
    let option =
        |market, option_type, strike| Held { market, option_type, strike, days: 7.0, volatility: 0.8, amount: -1.0 };
    let options = [option(0, Call, 110.0), option(0, Put, 90.0), option(1, Call, 110.0), option(1, Put, 90.0)];
    book(&[100.0; 2], &[0.0; 2], &options)
}

fn measured(generator: Generator, paths: u64, seed: u64) -> Result<Measure, MonteCarloError> {
    let scenarios = generate(&parameters(generator, paths, seed), &[0.8; 2], all_threads())?;
    let profits = scenarios.profits(&strangles(), all_threads()).expect("moves that have prices");
    Ok(measure(&profits, 0.01, scenarios.group()).expect("enough paths"))
}

/// True error and stated error, both relative.
fn errors(all: &[Measure], of: fn(&Measure) -> Estimate, exact: f64) -> (f64, f64) {
    let count = all.len() as f64;
    let squares: f64 = all.iter().map(|measure| (of(measure).value / exact - 1.0).powi(2)).sum();
    let stated: f64 = all.iter().map(|measure| of(measure).standard_error / exact).sum();
    ((squares / count).sqrt(), stated / count)
}

fn main() -> Result<(), MonteCarloError> {
    let exact = measured(Generator::Sobol { replicates: 16 }, EXACT_PATHS, SEEDS)?;
    let (value_at_risk, shortfall) = (exact.value_at_risk, exact.expected_shortfall);
    println!("VaR {:.4} +- {:.4}", value_at_risk.value, value_at_risk.standard_error);
    println!("ES {:.4} +- {:.4}\n", shortfall.value, shortfall.standard_error);
    println!("| generator | paths | error of VaR | stated | error of ES | stated |\n|---|---:|---:|---:|---:|---:|");
    for (name, generator) in GENERATORS {
        for paths in [1 << 10, 1 << 12, 1 << 14, 1 << 16] {
            let all = (0..SEEDS).map(|seed| measured(generator, paths, seed)).collect::<Result<Vec<_>, _>>()?;
            let of_value_at_risk = errors(&all, |measure| measure.value_at_risk, value_at_risk.value);
            let of_shortfall = errors(&all, |measure| measure.expected_shortfall, shortfall.value);
            let cells = [of_value_at_risk.0, of_value_at_risk.1, of_shortfall.0, of_shortfall.1];
            println!("| {name} | {paths} | {} |", cells.map(|cell| format!("{:.2} %", 100.0 * cell)).join(" | "));
        }
    }
    Ok(())
}
