//! `risk-engine batch`, and what it needs: `accounts`, and the two processes of a fleet.

use super::snapshot::load;
use command_line::json;
use fleet::{Executor, Fleet, Job};
use std::error::Error;
use std::io::Write as _;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use threshold_model::SnapshotInput;

#[derive(clap::Args)]
pub struct Options {
    /// Round, house and markets, as JSON or as a snapshot's bytes; its accounts are not looked at
    #[arg(long, value_name = "SNAPSHOT")]
    snapshot: PathBuf,
    /// The accounts: a Parquet file or a folder of such files; docs/FLEET.md lists the columns
    #[arg(long, value_name = "FILE.parquet")]
    accounts: PathBuf,
    /// Where to write a row for each account
    #[arg(long, value_name = "FILE.parquet")]
    out: PathBuf,
    /// Have a Ballista scheduler hand out the work; without it, all of it is done here
    #[arg(long, value_name = "URL")]
    ballista: Option<String>,
    /// Into how many parts the work is cut: not fewer than the executors have cores. The results do not depend on it
    #[arg(long, value_name = "NUMBER", default_value = "16", requires = "ballista")]
    parts: NonZeroUsize,
}

/// One line: how many thresholds.
pub fn run(options: &Options) -> Result<String, Box<dyn Error>> {
    let Options { snapshot, accounts, out, ballista, parts } = options;
    let fleet = ballista.as_ref().map(|url| Fleet { url: url.clone(), parts: *parts });
    let job = Job { snapshot: load(snapshot)?, accounts: accounts.clone(), out: out.clone(), fleet };
    let summary = fleet::run(&job)?;
    let thresholds = summary.accounts - summary.left_out;
    Ok(format!("{thresholds} thresholds, {} accounts left out: {}\n", summary.left_out, out.display()))
}

#[derive(clap::Args)]
pub struct AccountsOptions {
    /// A snapshot in JSON
    #[arg(value_name = "SNAPSHOT.json")]
    snapshot: PathBuf,
    /// Where to write a row for each of its accounts
    #[arg(long, value_name = "FILE.parquet")]
    out: PathBuf,
}

/// One line: how many rows.
pub fn accounts(options: &AccountsOptions) -> Result<String, Box<dyn Error>> {
    let input: SnapshotInput = json(&options.snapshot)?;
    fleet::write_accounts(&options.out, &input.accounts)?;
    Ok(format!("{} accounts: {}\n", input.accounts.len(), options.out.display()))
}

#[derive(clap::Args)]
pub struct SchedulerOptions {
    /// Where executors and `batch` reach it; port 0 is one that the system chooses
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:50050")]
    listen: SocketAddr,
}

/// One line when it can be reached: its URL.
pub fn schedule(options: &SchedulerOptions) -> Result<String, Box<dyn Error>> {
    // Whoever started it may not listen.
    let listening = |address| drop(writeln!(std::io::stdout(), "http://{address}"));
    Ok(fleet::schedule(options.listen, listening).map(|()| String::new())?)
}

#[derive(clap::Args)]
pub struct ExecutorOptions {
    /// The scheduler's host
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1")]
    scheduler_host: String,
    /// The scheduler's port
    #[arg(long, value_name = "PORT", default_value_t = 50050)]
    scheduler_port: u16,
    /// Where others fetch its results: an address by which they reach it
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:50051")]
    listen: SocketAddr,
    /// Where the scheduler reaches it, at the same address
    #[arg(long, value_name = "PORT", default_value_t = 50052)]
    grpc_port: u16,
    /// Tasks at a time; 0 for one on each core
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    tasks: usize,
}

pub fn execute(options: &ExecutorOptions) -> Result<String, Box<dyn Error>> {
    let ExecutorOptions { scheduler_host, scheduler_port, listen, grpc_port, tasks } = options;
    let executor = Executor {
        scheduler_host: scheduler_host.clone(),
        scheduler_port: *scheduler_port,
        listen: *listen,
        grpc_port: *grpc_port,
        tasks: *tasks,
    };
    Ok(fleet::execute(&executor).map(|()| String::new())?)
}
