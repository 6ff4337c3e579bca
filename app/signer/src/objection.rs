//! From a message and the clock to a yes, or to what speaks against it.

use crate::clock::{now_ts, ClockError};
use crate::recompute::Recompute;
use crate::rules::{
    judge_content, judge_header,
    prices::{PriceObjection, Spot},
    House, Refusal,
};
use crate::Request;
use thiserror::Error;

/// What keeps a message from being signed before anything is promised.
#[derive(Debug, Error)]
pub enum Objection {
    #[error("{0}")]
    Rule(#[from] Refusal),
    /// None there, or none that can be read: names files of this machine.
    #[error("{0}")]
    Snapshot(String),
    #[error(
        "the snapshot here is of {observed_ts}, the message of {issued_ts}: come again when the message's has arrived"
    )]
    NotArrived { observed_ts: i64, issued_ts: i64 },
    #[error("{0}")]
    Prices(#[from] PriceObjection),
    #[error("{0}")]
    Clock(#[from] ClockError),
}

/// All rules at this moment. The signer's own numbers are looked for once the message's header has passed: reading a snapshot takes longer than asking for
/// it with a wrong header. `prices` compares what the message is computed from with what this signer sees for itself, last, so that the comparison is of now.
pub fn judge_now<'a, T: Recompute + 'a>(
    house: &House,
    request: &Request,
    own: impl FnOnce() -> Result<&'a T, String>,
    prices: impl FnOnce(&[Spot]) -> Result<(), PriceObjection>,
) -> Result<(), Objection> {
    let now_ts = now_ts()?;
    judge_header(house, request, now_ts)?;
    let own = own().map_err(Objection::Snapshot)?;
    check_arrived(own.observed_ts(), request.header().issued_ts)?;
    let spots = judge_content(house, own, request, now_ts)?;
    Ok(prices(&spots)?)
}

/// A snapshot that is older than the message is about to be replaced: that is no reason to refuse for good.
fn check_arrived(observed_ts: i64, issued_ts: i64) -> Result<(), Objection> {
    let is_here = observed_ts >= issued_ts;
    is_here.then_some(()).ok_or(Objection::NotArrived { observed_ts, issued_ts })
}
