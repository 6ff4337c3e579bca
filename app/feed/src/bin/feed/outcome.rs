//! Exit codes, one line for each error, and files of JSON.

use bounded_http::one_line;
use feed::{
    market::{MarketFeed, MarketsInput},
    record::RecordError,
};
use serde::de::DeserializeOwned;
use std::{
    fmt::{self, Display},
    fs,
    io::Write as _,
    path::Path,
    process::ExitCode,
};

/// Why a command ends without its result.
pub enum Failure {
    /// The user has to give something else.
    BadInput(String),
    /// In all the time no account was shown.
    Nothing(String),
    /// The disk.
    Broken(String),
}

impl Failure {
    pub fn input(error: impl Display) -> Self {
        Self::BadInput(error.to_string())
    }

    const fn code(&self) -> u8 {
        match self {
            Self::BadInput(_) => 2,
            Self::Nothing(_) => 3,
            Self::Broken(_) => 4,
        }
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::BadInput(text) | Self::Nothing(text) | Self::Broken(text)) = self;
        f.write_str(&one_line(text))
    }
}

impl From<RecordError> for Failure {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Unwritable { .. } => Self::Broken(error.to_string()),
            RecordError::Unreadable { .. } | RecordError::Line { .. } => Self::input(error),
        }
    }
}

pub fn json<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let text = fs::read(path).map_err(|error| named(path, error))?;
    serde_json::from_slice(&text).map_err(|error| named(path, error))
}

pub fn markets(path: &Path) -> Result<Vec<MarketFeed>, Failure> {
    json::<MarketsInput>(path)?.feeds().map_err(|error| named(path, error))
}

pub fn named(path: &Path, error: impl Display) -> Failure {
    Failure::BadInput(format!("{}: {error}", path.display()))
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
