//! One entry as a line of JSON, without its end.

use super::{AccountUpdate, Entry, LineProblem};
use base64::{prelude::BASE64_STANDARD, Engine as _};
use serde::{Deserialize, Serialize};
use vault_types::Pubkey;

/// The fields, in the order in which they are written.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Line {
    received_ms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    slot: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<String>,
}

pub(super) fn write(entry: &Entry) -> String {
    let update = entry.update.as_ref();
    let line = Line {
        received_ms: entry.received_ms,
        slot: update.map(|update| update.slot),
        address: update.map(|update| update.address.to_string()),
        owner: update.map(|update| update.owner.to_string()),
        data: update.map(|update| BASE64_STANDARD.encode(&update.data)),
    };
    serde_json::to_string(&line).expect("numbers and texts are JSON")
}

pub(super) fn read(text: &[u8]) -> Result<Entry, LineProblem> {
    let line: Line = serde_json::from_slice(text).map_err(|error| LineProblem::Json { reason: reason(&error) })?;
    let received_ms = line.received_ms;
    if received_ms < 0 {
        return Err(LineProblem::BeforeTime { received_ms });
    }
    let update = match (line.slot, line.address, line.owner, line.data) {
        (Some(slot), Some(address), Some(owner), Some(data)) => Some(AccountUpdate {
            slot,
            address: key("address", &address)?,
            owner: key("owner", &owner)?,
            data: BASE64_STANDARD.decode(data).map_err(|error| LineProblem::Base64 { reason: error.to_string() })?,
        }),
        (None, None, None, None) => None,
        _ => return Err(LineProblem::Part),
    };
    Ok(Entry { received_ms, update })
}

fn key(field: &'static str, text: &str) -> Result<Pubkey, LineProblem> {
    text.parse().map_err(|_| LineProblem::Address { field })
}

/// What the parser says, with the column; its line is always the first.
fn reason(error: &serde_json::Error) -> String {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let text = error.to_string();
    format!("{}, column {}", text.strip_suffix(&place).unwrap_or(&text), error.column())
}
