//! One question to one signer. The answer may be anything: too long, cut, late, or a lie.

use crate::journal::Signature;
use crate::key::verify;
use crate::wire::{DenialBody, SignedBody};
use bounded_http::{post, Bytes, Endpoint, Limits, StatusCode};
use std::time::Duration;
use vault_types::Pubkey;

/// More than a signer has to say.
const LIMITS: Limits = Limits { connect: Duration::from_secs(3), answer_len: 4_096 };
/// So much of a foreign text is shown.
const MAX_SHOWN: usize = 300;

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Verified.
    Signed(Signature),
    /// It does not sign this message.
    Refused { reason: String, text: String },
    /// Not what a signer answers; asking again would not help.
    Wrong(String),
    /// No answer, or one that says to come back: asking again may help.
    NotYet(String),
}

/// Asks once. Whoever calls bounds the time; dropped in the middle, it leaves nothing open.
pub async fn ask(url: &Endpoint, key: &Pubkey, message: &[u8]) -> Reply {
    match post(url, "application/octet-stream", Bytes::copy_from_slice(message), &LIMITS).await {
        Ok((status, body)) => read(status, &body, key, message),
        Err(trouble) if trouble.is_passing() => Reply::NotYet(trouble.to_string()),
        Err(trouble) => Reply::Wrong(trouble.to_string()),
    }
}

/// Makes of an answer what it is worth.
pub fn read(status: StatusCode, body: &[u8], key: &Pubkey, message: &[u8]) -> Reply {
    let is_passing =
        status.is_server_error() || [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS].contains(&status);
    match (status, serde_json::from_slice::<DenialBody>(body)) {
        (StatusCode::OK, _) => read_signature(body, key, message),
        (_, Ok(denial)) if is_passing => Reply::NotYet(format!("{}: {}", shown(&denial.reason), shown(&denial.error))),
        (_, Err(_)) if is_passing => Reply::NotYet(format!("status {}", status.as_u16())),
        (_, Ok(denial)) if status.is_client_error() => {
            Reply::Refused { reason: shown(&denial.reason), text: shown(&denial.error) }
        }
        _ => Reply::Wrong(format!("status {} without a reason: check its url", status.as_u16())),
    }
}

fn read_signature(body: &[u8], key: &Pubkey, message: &[u8]) -> Reply {
    let signed = serde_json::from_slice::<SignedBody>(body).ok();
    let bytes = signed.and_then(|signed| hex::decode(&signed.signature).ok());
    match bytes.and_then(|bytes| Signature::try_from(bytes).ok()) {
        Some(signature) if verify(&key.to_bytes(), message, &signature) => Reply::Signed(signature),
        Some(_) => Reply::Wrong("its signature does not verify under its address".to_owned()),
        None => Reply::Wrong("its answer has no signature".to_owned()),
    }
}

fn shown(text: &str) -> String {
    bounded_http::shown(text, MAX_SHOWN)
}
