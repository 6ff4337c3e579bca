//! Parameters and a case, to change.

use risk_engine::simulated_margin::{Assessment, Case, Engine, Model, SimulatedMarginError};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

pub fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

/// With fewer paths than the example, for speed.
pub fn parameters() -> Value {
    let mut parameters = read("monte_carlo_parameters.json");
    parameters["monte_carlo"]["paths"] = 2_048.into();
    parameters
}

pub fn case() -> Value {
    read("two_markets.json")
}

pub fn read(name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(examples().join(name)).unwrap()).unwrap()
}

/// By Monte Carlo.
pub fn assess(parameters: &Value, case: &Value) -> Result<Assessment, SimulatedMarginError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("parameters.json");
    fs::write(&path, parameters.to_string()).unwrap();
    Engine::from_path(Model::MonteCarlo, &path)?.margin(&serde_json::from_value::<Case>(case.clone()).unwrap())
}

pub fn good(parameters: &Value, case: &Value) -> Assessment {
    assess(parameters, case).unwrap()
}
