//! The body of a request for a signature.

use crate::request::{Request, RequestError};
use thiserror::Error;

/// More than the longest message in hex: a longer body is not read.
pub const MAX_BODY_LEN: usize = 1_024;

/// What is not even a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BodyError {
    #[error("the body is neither a message's bytes nor their hex: send one of the forms in docs/THRESHOLD.md")]
    Encoding,
    #[error("{0}")]
    Request(#[from] RequestError),
}

/// A message as its bytes, or as hex with white space around it. Hex digits begin no message, so that nothing can be read both ways.
pub fn read(body: &[u8]) -> Result<Request, BodyError> {
    const FIRST: &[u8] = b"OPTVAULT";
    if body.starts_with(FIRST) {
        return Ok(Request::read(body)?);
    }
    let text = std::str::from_utf8(body).map_err(|_| BodyError::Encoding)?;
    let bytes = hex::decode(text.trim_ascii()).ok().ok_or(BodyError::Encoding)?;
    Ok(Request::read(&bytes)?)
}
