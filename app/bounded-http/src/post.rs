//! One question over one connection. The answer may be anything: too long, cut, late, or a lie.

use super::{connect, Endpoint};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::{
    body::{Body as _, Bytes, Incoming},
    client::conn::http1,
    header::{CONTENT_TYPE, HOST},
    Request, Response, StatusCode,
};
use hyper_util::rt::TokioIo;
use std::time::Duration;
use thiserror::Error;
use tokio::task::JoinSet;

/// The longest head of an answer: the least that hyper can be told.
const MAX_HEAD_LEN: usize = 8 << 10;
const MAX_HEADERS: usize = 32;

/// How much an answer may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub connect: Duration,
    /// Of the body, in bytes.
    pub answer_len: usize,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Trouble {
    #[error("no connection in time")]
    NoConnectionInTime,
    #[error("no connection ({0})")]
    NoConnection(String),
    #[error("no TLS ({0})")]
    NoTls(String),
    #[error("this machine trusts no certificates: install ca-certificates, or name a file of them in SSL_CERT_FILE")]
    NoRoots,
    #[error("the connection broke ({0})")]
    Broken(String),
    #[error("the answer broke off ({0})")]
    BrokenOff(String),
    #[error("it does not answer in HTTP ({0})")]
    NotHttp(String),
    #[error("it answers with more than {most} bytes")]
    TooLong { most: usize },
    #[error("its url makes no request ({0})")]
    Request(String),
}

impl Trouble {
    /// May it go well the next time? What is not HTTP, or not trusted, will not become it; a connection that breaks may hold.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::NoConnectionInTime | Self::NoConnection(_) | Self::Broken(_) | Self::BrokenOff(_) => true,
            Self::NoTls(_) | Self::NoRoots | Self::NotHttp(_) | Self::TooLong { .. } | Self::Request(_) => false,
        }
    }
}

/// Posts a question once and takes the answer, whatever its status. Whoever calls bounds the time in all; dropped in the middle, it leaves nothing open.
pub async fn post(
    to: &Endpoint,
    content_type: &'static str,
    question: Bytes,
    limits: &Limits,
) -> Result<(StatusCode, Bytes), Trouble> {
    let stream = connect(to, limits.connect).await?;
    let mut builder = http1::Builder::new();
    builder.max_buf_size(MAX_HEAD_LEN).max_headers(MAX_HEADERS);
    let handshake = builder.handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(|error| Trouble::NoConnection(error.to_string()))?;
    // Ends with this function, however that ends.
    let mut driver = JoinSet::new();
    driver.spawn(connection);
    let request = Request::post(to.path())
        .header(HOST, to.authority())
        .header(CONTENT_TYPE, content_type)
        .body(Full::new(question))
        .map_err(|error| Trouble::Request(error.to_string()))?;
    let response = sender.send_request(request).await.map_err(|error| broken(&error))?;
    take(response, limits.answer_len).await
}

/// A length that is announced is not waited for.
async fn take(response: Response<Incoming>, most: usize) -> Result<(StatusCode, Bytes), Trouble> {
    let (status, body) = (response.status(), response.into_body());
    if body.size_hint().lower() > most as u64 {
        return Err(Trouble::TooLong { most });
    }
    match Limited::new(body, most).collect().await {
        Ok(body) => Ok((status, body.to_bytes())),
        Err(error) if error.is::<LengthLimitError>() => Err(Trouble::TooLong { most }),
        Err(error) => Err(Trouble::BrokenOff(error.to_string())),
    }
}

fn broken(error: &hyper::Error) -> Trouble {
    if error.is_parse() {
        Trouble::NotHttp(error.to_string())
    } else {
        Trouble::Broken(error.to_string())
    }
}
