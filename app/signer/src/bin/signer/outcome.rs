//! Why `signer` ends without its result.

use command_line::{Code, InFile, Unwritten};
use signer::{journal::JournalError, key::KeyError, rules::prices::PriceObjection, Objection, SignError};
use std::fmt::{self, Display};

pub enum Failure {
    /// The user has to give something else.
    BadInput(String),
    /// A rule or an earlier promise forbids it.
    Refused(String),
    /// The journal, the disk or the key.
    Broken(String),
    /// Too few signers have signed.
    NoQuorum(String),
}

impl Failure {
    pub fn input(error: impl Display) -> Self {
        Self::BadInput(error.to_string())
    }
}

impl command_line::Failure for Failure {
    fn code(&self) -> Code {
        match self {
            Self::BadInput(_) => Code::BadInput,
            Self::Refused(_) => Code::Refused,
            Self::Broken(_) => Code::Machine,
            Self::NoQuorum(_) => Code::NoQuorum,
        }
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::BadInput(text) | Self::Refused(text) | Self::Broken(text) | Self::NoQuorum(text)) = self;
        f.write_str(text)
    }
}

impl From<InFile> for Failure {
    fn from(error: InFile) -> Self {
        Self::input(error)
    }
}

impl From<Unwritten> for Failure {
    fn from(error: Unwritten) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Self {
        let text = error.to_string();
        match error {
            JournalError::Conflict(_) => Self::Refused(text),
            JournalError::Missing { .. }
            | JournalError::Exists { .. }
            | JournalError::HardLinks { .. }
            | JournalError::NotAJournal { .. }
            | JournalError::OtherKey { .. } => Self::BadInput(text),
            JournalError::Locked { .. }
            | JournalError::Damaged { .. }
            | JournalError::Disk { .. }
            | JournalError::Broken
            | JournalError::NotPromised => Self::Broken(text),
        }
    }
}

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        let text = error.to_string();
        match error {
            KeyError::Unreadable { .. } | KeyError::Mode { .. } | KeyError::Format { .. } => Self::BadInput(text),
            KeyError::Run { .. }
            | KeyError::Slow { .. }
            | KeyError::Failed { .. }
            | KeyError::Output { .. }
            | KeyError::Wrong => Self::Broken(text),
        }
    }
}

impl From<SignError<Objection>> for Failure {
    fn from(error: SignError<Objection>) -> Self {
        match error {
            SignError::Refused(Objection::Rule(refusal)) => Self::Refused(refusal.to_string()),
            SignError::Refused(Objection::Snapshot(text)) => Self::BadInput(text),
            SignError::Refused(error @ Objection::NotArrived { .. }) => Self::input(error),
            SignError::Refused(Objection::Prices(error @ PriceObjection::Apart { .. })) => {
                Self::Refused(error.to_string())
            }
            SignError::Refused(Objection::Prices(error)) => Self::input(error),
            SignError::Refused(Objection::Clock(error)) => Self::Broken(error.to_string()),
            SignError::Journal(error) => error.into(),
            SignError::Key(error) => error.into(),
        }
    }
}
