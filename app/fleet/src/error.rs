//! Why there is no file of thresholds: one line each.

use command_line::Unwritten;
use datafusion::error::DataFusionError;
use std::fmt::Display;
use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum FleetError {
    #[error("{}: {problem}", path.display())]
    File { path: PathBuf, problem: String },
    #[error(transparent)]
    Unwritten(#[from] Unwritten),
    #[error("{}: no column {column}; docs/FLEET.md lists the columns", path.display())]
    NoColumn { path: PathBuf, column: &'static str },
    #[error("{}: {account}, {form}, is there twice: leave one of them out", path.display())]
    Twice { path: PathBuf, account: String, form: String },
    /// What the plan fails with, the innermost reason first.
    #[error("{0}")]
    Plan(String),
    #[error("the scheduler at {url} cannot be used ({reason}): start it with risk-engine batch-scheduler, and give its URL, such as http://127.0.0.1:50050")]
    Scheduler { url: String, reason: String },
    #[error("the fleet at {url} has not finished ({reason}): see that its scheduler and executors run and that all of them find {}", accounts.display())]
    Unfinished { url: String, accounts: PathBuf, reason: String },
    #[error("nothing can be served at {address} ({reason}): give free ports of this machine and, to an executor, a scheduler that runs")]
    Cluster { address: String, reason: String },
    #[error("this machine has no threads to work with ({reason}): end other programs")]
    Machine { reason: String },
}

impl FleetError {
    /// Is it a machine, its disk or its network that has failed? Otherwise it is the input, or an argument.
    pub const fn is_of_a_machine(&self) -> bool {
        match self {
            Self::File { .. } | Self::NoColumn { .. } | Self::Twice { .. } | Self::Plan(_) => false,
            Self::Unwritten(_) | Self::Machine { .. } => true,
            Self::Scheduler { .. } | Self::Unfinished { .. } | Self::Cluster { .. } => true,
        }
    }

    pub(crate) fn unwritten(path: &std::path::Path, problem: impl Display) -> Self {
        Self::Unwritten(Unwritten::new(path, problem))
    }

    pub(crate) fn file(path: &std::path::Path, problem: impl ToString) -> Self {
        Self::File { path: path.to_owned(), problem: problem.to_string() }
    }
}

impl From<DataFusionError> for FleetError {
    fn from(error: DataFusionError) -> Self {
        Self::Plan(reason(&error))
    }
}

/// Without where it came through: that says nothing to who has written the file.
pub(crate) fn reason(error: &DataFusionError) -> String {
    match error.find_root() {
        DataFusionError::Execution(text) | DataFusionError::Plan(text) => text.clone(),
        other => other.to_string(),
    }
}

/// What the function has failed with on another machine: a fleet reports it as Rust prints values for developers. A fleet's test sees it change.
pub(crate) fn of_task(error: &DataFusionError) -> Option<String> {
    let DataFusionError::Execution(text) = error.find_root() else { return None };
    let (_, rest) = text.rsplit_once("Execution(\"")?;
    let (problem, _) = rest.split_once("\")")?;
    Some(problem.replace("\\\"", "\"").replace("\\\\", "\\"))
}
