//! Margin thresholds of many accounts, over columns: accounts come from a Parquet file, what signers sign about each of them goes to another.
//!
//! ```text
//! columns    which columns a file of accounts has, and what they say
//! function   the computation as a function over columns: the same code here and on every machine of a fleet
//! batch      the plan: read, compute, sort; in this process, or by a scheduler of Ballista
//! output     the file of results: the same bytes, whoever has computed them
//! cluster    the two processes of a fleet: a scheduler, and executors that know the function
//! ```
//!
//! docs/FLEET.md has the columns, the commands and what was measured.

mod batch;
mod cluster;
mod columns;
mod error;
mod function;
mod output;

pub use batch::{run, Batch, Fleet, Summary};
pub use cluster::{execute, schedule, Executor};
pub use columns::write_accounts;
pub use error::FleetError;
