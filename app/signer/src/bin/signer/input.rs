//! What commands are given: files of JSON, and messages.

use super::outcome::Failure;
use command_line::{json, named, InFile};
use signer::rules::House;
use signer::snapshot::OwnNumbers;
use signer::{HouseInput, Request};
use std::fs;
use std::path::Path;
use threshold_model::{Payload, Snapshot};

pub fn house(path: &Path) -> Result<House, InFile> {
    json::<HouseInput>(path)?.house().map_err(|error| named(path, error))
}

/// The signer's own numbers.
pub fn snapshot(path: &Path, house: &House) -> Result<OwnNumbers, InFile> {
    let bytes = fs::read(path).map_err(|error| named(path, error))?;
    let snapshot = Snapshot::read(&bytes).map_err(|error| named(path, error))?;
    OwnNumbers::new(snapshot, house).map_err(|error| named(path, error))
}

/// Hex if it can be, otherwise the name of a file.
pub fn message(text: &str) -> Result<Request, Failure> {
    let bytes = Payload::bytes_of(text, |file| fs::read(Path::new(file))).map_err(Failure::input)?;
    Request::read(&bytes).map_err(Failure::input)
}
