//! `risk-engine margin --model monte-carlo` and `--model historical`.

use crate::margin::levels;
use command_line::named;
use risk_models::simulated_margin::{Assessment, Engine, Model, SimulatedMarginError};
use std::path::Path;

/// An engine from the parameters on the command line, or one line that says what is wrong with them.
pub fn engine(model: Model, parameters: Option<&Path>) -> Result<Engine, String> {
    let path = parameters.ok_or("the model needs --parameters FILE.json; docs/MONTE_CARLO.md lists its fields")?;
    Engine::from_path(model, path).map_err(|error| named(path, error).to_string())
}

/// What a case must hold, what it holds, what the levels are made of, and what they were computed from.
pub fn line(engine: &Engine, path: &Path) -> Result<String, SimulatedMarginError> {
    let (assessment, origin) = engine.margin_of_file(path)?;
    let Assessment { requirement, losses, measure, correlation, options, collateral } = assessment;
    Ok(format!(
        "{}; options {options:.2}, stress {:.2}, ES {:.2} +- {:.2}, liquidation {:.2}, \
         concentration {:.2}, correlation {correlation:.2}; {origin}",
        levels(&requirement, collateral),
        losses.stress,
        losses.expected_shortfall,
        measure.expected_shortfall.standard_error,
        losses.liquidation_cost,
        losses.concentration,
    ))
}
