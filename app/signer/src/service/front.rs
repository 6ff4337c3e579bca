//! What each path answers.

use super::{desk::Job, message, Denial, Metrics, Place};
use crate::journal::Signature;
use crate::wire::{HealthBody, SignedBody};
use crate::Request;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::{HeaderValue, ALLOW, CONTENT_TYPE};
use hyper::{Method, Response, StatusCode};
use serde::Serialize;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use vault_types::Pubkey;

const JSON: &str = "application/json";
/// The version of Prometheus' text format.
const METRICS: &str = "text/plain; version=0.0.4";

/// What all connections share.
pub(super) struct Front {
    pub jobs: mpsc::Sender<Job>,
    pub metrics: Arc<Metrics>,
    pub place: Place,
    pub public_key: Pubkey,
    pub generation: u64,
    /// For a body.
    pub client_time: Duration,
}

impl Front {
    pub async fn answer(&self, request: hyper::Request<Incoming>, peer: SocketAddr) -> Response<Full<Bytes>> {
        match (request.uri().path(), request.method()) {
            ("/v1/sign", &Method::POST) => self.sign(request.into_body(), peer).await,
            ("/v1/health", &Method::GET) => self.health(),
            ("/metrics", &Method::GET) => self.metrics(),
            ("/v1/sign", _) => not_allowed("POST"),
            ("/v1/health" | "/metrics", _) => not_allowed("GET"),
            _ => denied(&Denial::path()),
        }
    }

    async fn sign(&self, body: Incoming, peer: SocketAddr) -> Response<Full<Bytes>> {
        let start = Instant::now();
        let (request, result) = match self.read(body).await {
            Ok(request) => {
                let result = self.queue(request.clone()).await;
                (Some(request), result)
            }
            Err(denial) => (None, Err(denial)),
        };
        log(request.as_ref(), &result, peer, start.elapsed());
        match result {
            Ok(signature) => {
                self.metrics.signed();
                let body = SignedBody { public_key: self.public_key.to_string(), signature: hex::encode(signature) };
                json(StatusCode::OK, &body)
            }
            Err(denial) => {
                self.metrics.refused(&denial);
                denied(&denial)
            }
        }
    }

    /// A body of bounded length, within bounded time.
    async fn read(&self, body: Incoming) -> Result<Request, Denial> {
        let too_large = || Denial::too_large(message::MAX_BODY_LEN);
        if body.size_hint().lower() > message::MAX_BODY_LEN as u64 {
            return Err(too_large());
        }
        let all = Limited::new(body, message::MAX_BODY_LEN).collect();
        match timeout(self.client_time, all).await {
            Ok(Ok(body)) => Ok(message::read(&body.to_bytes())?),
            Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
            Ok(Err(_)) => Err(Denial::cut()),
            Err(_) => Err(Denial::slow()),
        }
    }

    /// A full queue is said at once: whoever asks can come again, and the memory stays bounded.
    async fn queue(&self, request: Request) -> Result<Signature, Denial> {
        let (reply, answer) = oneshot::channel();
        self.jobs.try_send(Job { request, reply }).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => Denial::busy(),
            mpsc::error::TrySendError::Closed(_) => Denial::stopping(),
        })?;
        answer.await.unwrap_or_else(|_| Err(Denial::stopping()))
    }

    fn health(&self) -> Response<Full<Bytes>> {
        if self.jobs.is_closed() {
            return denied(&Denial::stopping());
        }
        let (public_key, generation) = (self.public_key.to_string(), self.generation);
        let snapshot_age_seconds = self.place.age_secs();
        json(StatusCode::OK, &HealthBody { public_key, generation, snapshot_age_seconds })
    }

    fn metrics(&self) -> Response<Full<Bytes>> {
        match self.metrics.text(&self.place) {
            Ok(text) => response(StatusCode::OK, METRICS, text),
            Err(error) => denied(&Denial::new(StatusCode::INTERNAL_SERVER_ERROR, "metrics", error)),
        }
    }
}

/// One line for each request for a signature: nothing in it is secret.
fn log(request: Option<&Request>, result: &Result<Signature, Denial>, peer: SocketAddr, time: Duration) {
    let header = request.map(Request::header);
    let target = header.map(|header| header.target.to_string());
    let (generation, sequence) = (header.map(|header| header.generation), header.map(|header| header.sequence));
    let form = request.map(|request| if request.is_batch() { "batch" } else { "account" });
    let (peer, microseconds) = (peer.to_string(), time.as_micros() as u64);
    match result {
        Ok(_) => tracing::info!(peer, form, target, generation, sequence, microseconds, "signed"),
        Err(Denial { reason, text, detail, .. }) => {
            let text = detail.as_ref().unwrap_or(text);
            tracing::warn!(peer, form, target, generation, sequence, microseconds, reason, text, "not signed");
        }
    }
}

fn not_allowed(allowed: &'static str) -> Response<Full<Bytes>> {
    let mut response = denied(&Denial::method(allowed));
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    response
}

fn denied(denial: &Denial) -> Response<Full<Bytes>> {
    json(denial.status, &denial.body())
}

fn json(status: StatusCode, body: &impl Serialize) -> Response<Full<Bytes>> {
    // Strings and numbers always have a JSON.
    let text = serde_json::to_string(body).unwrap_or_default();
    response(status, JSON, text + "\n")
}

fn response(status: StatusCode, content_type: &'static str, text: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
