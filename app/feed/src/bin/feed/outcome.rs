//! Why `feed` ends without its result.

use command_line::{json, named, Code, InFile};
use feed::{
    market::{MarketFeed, MarketsInput},
    record::RecordError,
};
use std::{
    fmt::{self, Display},
    path::Path,
};

pub enum Failure {
    /// The user has to give something else.
    BadInput(String),
    /// The node, which has shown nothing in all the time, or the disk.
    Machine(String),
}

impl command_line::Failure for Failure {
    fn code(&self) -> Code {
        match self {
            Self::BadInput(_) => Code::BadInput,
            Self::Machine(_) => Code::Machine,
        }
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::BadInput(text) | Self::Machine(text)) = self;
        f.write_str(text)
    }
}

impl From<InFile> for Failure {
    fn from(error: InFile) -> Self {
        Self::BadInput(error.to_string())
    }
}

impl From<RecordError> for Failure {
    fn from(error: RecordError) -> Self {
        let text = error.to_string();
        match error {
            RecordError::Unwritable { .. } => Self::Machine(text),
            RecordError::Unreadable { .. } | RecordError::Exists { .. } | RecordError::Line { .. } => {
                Self::BadInput(text)
            }
        }
    }
}

pub fn markets(path: &Path) -> Result<Vec<MarketFeed>, InFile> {
    json::<MarketsInput>(path)?.feeds().map_err(|error| named(path, error))
}
