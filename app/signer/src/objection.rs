//! From a message and the clock to a yes, or to what speaks against it.

use crate::clock::{now_ts, ClockError};
use crate::recompute::Recompute;
use crate::rules::{judge_content, judge_header, House, Refusal};
use crate::Request;
use thiserror::Error;

/// What keeps a message from being signed before anything is promised.
#[derive(Debug, Error)]
pub enum Objection {
    #[error("{0}")]
    Rule(#[from] Refusal),
    #[error("{0}")]
    Snapshot(String),
    #[error("{0}")]
    Clock(#[from] ClockError),
}

/// All rules at this moment. The signer's own numbers are looked for once the message's header has passed: reading a snapshot takes longer than asking for
/// it with a wrong header.
pub fn judge_now<'a, T: Recompute + 'a>(
    house: &House,
    request: &Request,
    own: impl FnOnce() -> Result<&'a T, String>,
) -> Result<(), Objection> {
    let now_ts = now_ts()?;
    judge_header(house, request, now_ts)?;
    let own = own().map_err(Objection::Snapshot)?;
    Ok(judge_content(house, own, request, now_ts)?)
}
