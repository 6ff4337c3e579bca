//! What commands are given: files of JSON, and messages.

use super::outcome::Failure;
use serde::de::DeserializeOwned;
use signer::recompute::Recompute;
use signer::rules::House;
use signer::snapshot::OwnNumbers;
use signer::{HouseInput, Request};
use std::fs;
use std::path::Path;
use threshold_model::{Payload, Snapshot};

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

/// The signer's own numbers.
pub fn snapshot(path: &Path, house: &House) -> Result<impl Recompute + Send + use<>, Failure> {
    let bytes = fs::read(path).map_err(|error| named(path, error))?;
    let snapshot = Snapshot::read(&bytes).map_err(|error| named(path, error))?;
    OwnNumbers::new(snapshot, house).map_err(|error| named(path, error))
}

/// Hex if it can be, otherwise the name of a file.
pub fn message(text: &str) -> Result<Request, Failure> {
    let bytes = Payload::bytes_of(text, |file| fs::read(Path::new(file))).map_err(Failure::input)?;
    Request::read(&bytes).map_err(Failure::input)
}
