//! Margin thresholds of many accounts, over columns: accounts come from a Parquet file, what signers sign about each of them goes to another.
//!
//! ```text
//! columns     which columns a file of accounts has, and what they say
//! function    the computation as a function over columns: the same code here and on every machine of a fleet
//! job         the plan: read, compute, sort; in this process, or by a scheduler of Ballista
//! output      the file of results: the same bytes, whoever has computed them
//! cluster     the two processes of a fleet: a scheduler, and executors that know the function
//! ```
//!
//! docs/FLEET.md has the columns, the commands and what was measured.

mod cluster;
mod columns;
mod error;
mod function;
mod job;
mod output;

pub use cluster::Executor;
pub use columns::write_accounts;
pub use error::FleetError;
pub use job::{Fleet, Job, Summary};

use std::future::Future;
use std::net::SocketAddr;
use tokio::runtime::Runtime;

/// Writes a row for each account, by rising text of its address; of one address "after_trade" comes before "current".
pub fn run(job: &Job) -> Result<Summary, FleetError> {
    on_all_cores(job::run(job))
}

/// Hands out work until it is stopped. Port 0 is one that the system chooses; `listening` is told where it is.
pub fn schedule(listen: SocketAddr, listening: impl FnOnce(SocketAddr)) -> Result<(), FleetError> {
    on_all_cores(cluster::schedule(listen, listening))
}

/// Computes what the scheduler hands out, until it is stopped.
pub fn execute(executor: &Executor) -> Result<(), FleetError> {
    on_all_cores(cluster::execute(executor))
}

fn on_all_cores<T>(work: impl Future<Output = Result<T, FleetError>>) -> Result<T, FleetError> {
    let runtime = Runtime::new().map_err(|error| FleetError::Machine { reason: error.to_string() })?;
    runtime.block_on(work)
}
