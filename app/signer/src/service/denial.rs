//! Why there is no signature, as it is told over the network.

use super::message::BodyError;
use crate::journal::{Conflict, JournalError};
use crate::recompute::RecomputeError;
use crate::rules::{prices::PriceObjection, Refusal};
use crate::wire::DenialBody;
use crate::{Objection, SignError};
use command_line::one_line;
use hyper::StatusCode;
use threshold_model::SnapshotError;

/// A status, a word for machines, a line for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    pub status: StatusCode,
    /// One of a fixed number of words, so that each can be counted.
    pub reason: &'static str,
    pub text: String,
    /// What stands in the log in the place of the text: it names files and devices of this machine, which are nobody else's business.
    pub detail: Option<String>,
}

/// To whoever asks, where only the operator is told more.
const IN_THE_LOG: &str = "this signer's operator finds the reason in its log";

impl Denial {
    pub(super) fn new(status: StatusCode, reason: &'static str, text: impl ToString) -> Self {
        Self { status, reason, text: one_line(&text.to_string()), detail: None }
    }

    /// In the log stands `detail`.
    fn of_this_machine(status: StatusCode, reason: &'static str, what: &str, detail: impl ToString) -> Self {
        let detail = Some(one_line(&detail.to_string()));
        Self { detail, ..Self::new(status, reason, format!("{what}: {IN_THE_LOG}; come again")) }
    }

    pub(super) fn body(&self) -> DenialBody {
        DenialBody { reason: self.reason.to_owned(), error: self.text.clone() }
    }

    pub(super) fn too_large(limit: usize) -> Self {
        let text = format!("the body has more than {limit} bytes: send one message, raw or in hex");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", text)
    }

    pub(super) fn slow() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, "slow", "the body did not come in time: send it at once")
    }

    pub(super) fn cut() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "message", "the body ended too early: send all of it")
    }

    pub(super) fn busy() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "too many messages wait already: ask again soon")
    }

    pub(super) fn stopping() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "stopping", "the signer is about to stop: ask again when it runs")
    }

    pub(super) fn path() -> Self {
        let text = "there are POST /v1/sign, GET /v1/health and GET /metrics: ask for one of them";
        Self::new(StatusCode::NOT_FOUND, "path", text)
    }

    pub(super) fn method(allowed: &str) -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method", format!("this path takes {allowed} only: use that"))
    }
}

impl From<BodyError> for Denial {
    fn from(error: BodyError) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "message", error)
    }
}

impl From<&SignError<Objection>> for Denial {
    fn from(error: &SignError<Objection>) -> Self {
        let internal = StatusCode::INTERNAL_SERVER_ERROR;
        let (status, reason) = match error {
            SignError::Refused(Objection::Rule(refusal)) => (StatusCode::UNPROCESSABLE_ENTITY, rule(refusal)),
            SignError::Refused(Objection::Snapshot(detail)) => {
                let what = "there is no snapshot here that can be read";
                return Self::of_this_machine(StatusCode::SERVICE_UNAVAILABLE, "snapshot", what, detail);
            }
            SignError::Refused(Objection::NotArrived { .. }) => (StatusCode::SERVICE_UNAVAILABLE, "snapshot"),
            SignError::Refused(Objection::Prices(PriceObjection::Unseen { .. })) => {
                (StatusCode::SERVICE_UNAVAILABLE, "prices")
            }
            SignError::Refused(Objection::Prices(PriceObjection::Apart { .. })) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "prices")
            }
            SignError::Refused(Objection::Clock(_)) => (internal, "clock"),
            SignError::Journal(JournalError::Conflict(conflict)) => promise(conflict),
            SignError::Journal(detail) => {
                return Self::of_this_machine(internal, "journal", "the journal cannot be written", detail)
            }
            SignError::Key(detail) => return Self::of_this_machine(internal, "key", "the key does not sign", detail),
        };
        Self::new(status, reason, error)
    }
}

const fn rule(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Addressed(_) => "addressed",
        Refusal::Sequence { .. } | Refusal::BatchSequence { .. } => "sequence",
        Refusal::Time(_) => "time",
        Refusal::Stale { .. } => "stale",
        Refusal::ShortLife { .. } | Refusal::LongLife { .. } => "life",
        Refusal::Recompute(RecomputeError::Snapshot(SnapshotError::Threshold(_))) | Refusal::Chain { .. } => "chain",
        Refusal::Recompute(_) => "recompute",
        Refusal::Differs { .. } => "differs",
        Refusal::Loosens { .. } => "loosens",
    }
}

const fn promise(conflict: &Conflict) -> (StatusCode, &'static str) {
    match conflict {
        Conflict::OtherMessage { .. } => (StatusCode::CONFLICT, "other_message"),
        Conflict::LowerSequence { .. } => (StatusCode::CONFLICT, "lower_sequence"),
        Conflict::SharedSequence { .. } => (StatusCode::CONFLICT, "shared_sequence"),
        Conflict::EarlierGeneration { .. } => (StatusCode::CONFLICT, "earlier_generation"),
        // Whatever was promised: the rules say the same.
        Conflict::Number { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "sequence"),
    }
}
