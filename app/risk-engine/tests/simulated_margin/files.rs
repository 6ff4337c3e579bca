//! Parameters and a case, to change.

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
