//! One question to one signer. The answer may be anything: too long, cut, late, or a lie.

use super::signers::Url;
use crate::journal::Signature;
use crate::key::verify;
use crate::wire::{DenialBody, SignedBody};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{CONTENT_TYPE, HOST};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;
use vault_types::Pubkey;

/// More than a signer has to say.
const MAX_ANSWER_LEN: usize = 4_096;
/// The longest head of an answer: the least that hyper can be told.
const MAX_HEAD_LEN: usize = 8 << 10;
const MAX_HEADERS: usize = 32;
const CONNECT_TIME: Duration = Duration::from_secs(3);
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
pub async fn ask(url: &Url, key: &Pubkey, message: &[u8]) -> Reply {
    match exchange(url, message).await {
        Ok((status, body)) => read(status, &body, key, message),
        Err(reply) => reply,
    }
}

async fn exchange(url: &Url, message: &[u8]) -> Result<(StatusCode, Bytes), Reply> {
    let connect = timeout(CONNECT_TIME, TcpStream::connect((url.host.as_str(), url.port)));
    let stream = connect.await.map_err(|_| Reply::NotYet("no connection in time".to_owned()))?;
    let stream = TokioIo::new(stream.map_err(|error| not_yet("no connection", &error))?);
    let mut builder = http1::Builder::new();
    builder.max_buf_size(MAX_HEAD_LEN).max_headers(MAX_HEADERS);
    let (mut sender, connection) = builder.handshake(stream).await.map_err(|error| not_yet("no connection", &error))?;
    // Ends with this function, however that ends.
    let mut driver = JoinSet::new();
    driver.spawn(connection);
    let request = Request::post(&url.path)
        .header(HOST, &url.authority)
        .header(CONTENT_TYPE, "application/octet-stream")
        .body(Full::new(Bytes::copy_from_slice(message)))
        .map_err(|error| Reply::Wrong(format!("its url makes no request ({error})")))?;
    let response = sender.send_request(request).await.map_err(|error| broken(&error))?;
    take(response).await
}

async fn take(response: Response<Incoming>) -> Result<(StatusCode, Bytes), Reply> {
    let too_long = || Reply::Wrong(format!("it answers with more than {MAX_ANSWER_LEN} bytes"));
    let (status, body) = (response.status(), response.into_body());
    if body.size_hint().lower() > MAX_ANSWER_LEN as u64 {
        return Err(too_long());
    }
    match Limited::new(body, MAX_ANSWER_LEN).collect().await {
        Ok(body) => Ok((status, body.to_bytes())),
        Err(error) if error.is::<LengthLimitError>() => Err(too_long()),
        Err(error) => Err(not_yet("the answer broke off", error.as_ref())),
    }
}

/// What is not HTTP will not become it; a connection that breaks may hold next time.
fn broken(error: &hyper::Error) -> Reply {
    if error.is_parse() {
        Reply::Wrong(format!("it does not answer in HTTP ({error})"))
    } else {
        not_yet("the connection broke", error)
    }
}

fn not_yet(what: &str, error: &dyn std::error::Error) -> Reply {
    Reply::NotYet(format!("{what} ({error})"))
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

/// A foreign text as it may stand on a terminal: printable ASCII, and not too much of it.
fn shown(text: &str) -> String {
    let printable = |sign: char| if sign == ' ' || sign.is_ascii_graphic() { sign } else { '?' };
    text.chars().take(MAX_SHOWN).map(printable).collect()
}
