//! The moves of every path.

use super::heston::HestonModel;
use super::jumps::JumpModel;
use super::random::Uniforms;
use super::{Dynamics, MarketMove, MonteCarlo, MonteCarloError, Scenarios};
use crate::threads::fill_parts;

/// Scenarios of markets with these yearly volatilities today, the same with any number of threads.
///
/// # Errors
/// [`MonteCarloError`], naming the parameter.
pub fn generate(parameters: &MonteCarlo, volatilities: &[f64], threads: usize) -> Result<Scenarios, MonteCarloError> {
    let correlation = parameters.check(volatilities)?;
    let years = parameters.horizon_years();
    let moves = match &parameters.dynamics {
        Dynamics::Jumps(jumps) => {
            let model = JumpModel::new(jumps, volatilities, years, &correlation);
            all_moves(parameters, volatilities.len(), threads, |numbers, moves| model.moves(numbers, moves))
        }
        Dynamics::Heston(heston) => {
            let model = HestonModel::new(heston, volatilities, years, &correlation);
            all_moves(parameters, volatilities.len(), threads, |numbers, moves| model.moves(numbers, moves))
        }
    };
    let group = parameters.generator.group(parameters.paths) as usize;
    Ok(Scenarios::new(volatilities.len(), parameters.horizon_days, group, moves))
}

/// Path by path: its uniform numbers, and what the model makes of them.
fn all_moves(
    parameters: &MonteCarlo,
    markets: usize,
    threads: usize,
    model: impl Fn(&mut [f64], &mut [MarketMove]) + Sync,
) -> Vec<MarketMove> {
    let dimensions = parameters.dimensions(markets);
    let uniforms = Uniforms::new(parameters.generator, parameters.seed, parameters.paths, dimensions);
    let mut moves = vec![MarketMove::NONE; parameters.paths as usize * markets];
    fill_parts(threads, markets, &mut moves, |first, part| {
        let mut numbers = vec![0.0; dimensions];
        for (offset, of_path) in part.chunks_exact_mut(markets).enumerate() {
            uniforms.fill((first + offset) as u64, &mut numbers);
            model(&mut numbers, of_path);
        }
    });
    moves
}
