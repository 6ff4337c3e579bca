//! One question over HTTP: all accounts in one slot. The answer may be anything: too long, cut, late, or a lie.

use super::{wire, Commitment, Endpoint};
use crate::record::AccountUpdate;
use bounded_http::{post, Limits, StatusCode};
use std::time::Duration;
use vault_types::Pubkey;

/// One question a connection, so one number.
const ID: u64 = 1;

/// Of one answer.
pub const LIMITS: Limits = Limits {
    connect: Duration::from_secs(3),
    // More than a hundred price accounts take.
    answer_len: 16 << 20,
};

/// Asks once. Whoever calls bounds the time; dropped in the middle, it leaves nothing open.
pub(super) async fn accounts(
    node: &Endpoint,
    addresses: &[Pubkey],
    commitment: Commitment,
) -> Result<Vec<AccountUpdate>, String> {
    let question = wire::accounts_request(ID, addresses, commitment);
    let answer = post(node, "application/json", question.into(), &LIMITS).await;
    let (status, body) = answer.map_err(|trouble| trouble.to_string())?;
    // Refusals come with statuses of all kinds, and say more than those.
    match wire::accounts_answer(&body, ID, addresses) {
        Err(wire::WireError::Json { .. }) if status != StatusCode::OK => Err(format!("status {}", status.as_u16())),
        answer => answer.map_err(|error| error.to_string()),
    }
}
