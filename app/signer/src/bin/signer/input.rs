//! What commands are given: files of JSON, and messages.

use super::outcome::Failure;
use serde::de::DeserializeOwned;
use signer::recompute::Recompute;
use signer::rules::House;
use signer::snapshot::Snapshot;
use signer::{HouseInput, Request};
use std::fs;
use std::path::Path;
use threshold_model::{Payload, Snapshot as Computed};

pub fn json<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let text = fs::read(path).map_err(|error| named(path, error))?;
    serde_json::from_slice(&text).map_err(|error| named(path, error))
}

pub fn named(path: &Path, error: impl std::fmt::Display) -> Failure {
    Failure::BadInput(format!("{}: {error}", path.display()))
}

pub fn house(path: &Path) -> Result<House, Failure> {
    json::<HouseInput>(path)?.house().map_err(|error| named(path, error))
}

/// The signer's own numbers, and the moment that they are of.
pub fn snapshot(path: &Path, house: &House) -> Result<(i64, impl Recompute + Send + use<>), Failure> {
    let bytes = fs::read(path).map_err(|error| named(path, error))?;
    let computed = Computed::read(&bytes).map_err(|error| named(path, error))?;
    let issued_ts = computed.setting().observed_ts;
    Ok((issued_ts, Snapshot::new(computed, house).map_err(|error| named(path, error))?))
}

/// Hex if it can be, otherwise the name of a file.
pub fn message(text: &str) -> Result<Request, Failure> {
    let bytes = Payload::bytes_of(text, |file| fs::read(Path::new(file))).map_err(Failure::input)?;
    Request::read(&bytes).map_err(Failure::input)
}
