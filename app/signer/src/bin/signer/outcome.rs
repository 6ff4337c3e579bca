//! Exit codes, and one line for each error.

use signer::{
    journal::JournalError, key::KeyError, rules::prices::PriceObjection, wire::one_line, Objection, SignError,
};
use std::fmt::{self, Display};
use std::io::Write as _;
use std::process::ExitCode;

/// Why a command ends without its result.
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

    const fn code(&self) -> u8 {
        match self {
            Self::BadInput(_) => 2,
            Self::Refused(_) => 3,
            Self::Broken(_) => 4,
            Self::NoQuorum(_) => 5,
        }
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::BadInput(text) | Self::Refused(text) | Self::Broken(text) | Self::NoQuorum(text)) = self;
        f.write_str(&one_line(text))
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

/// A text for the standard output, or one line of error. An output that nobody reads any more is a failure.
pub fn finish(result: Result<String, Failure>) -> ExitCode {
    match result {
        Ok(text) if write!(std::io::stdout(), "{text}").is_ok() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::from(failure.code())
        }
    }
}
