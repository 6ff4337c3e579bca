//! Parameters and a case, to change.

use risk_models::simulated_margin::{Assessment, Case, Engine, Model, SimulatedMarginError};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of this crate.
pub fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// With fewer paths than the file, for speed.
pub fn parameters() -> Value {
    let mut parameters = read("parameters/monte_carlo.json");
    parameters["monte_carlo"]["paths"] = 2_048.into();
    parameters
}

pub fn case() -> Value {
    read("../risk-engine/examples/two_markets.json")
}

pub fn read(name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(here().join(name)).unwrap()).unwrap()
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
