//! `signer serve`: the same as `signer sign`, for as long as the process runs.

use super::{input, outcome::Failure, prices::PriceOptions, signing::SigningOptions};
use command_line::named;
use signer::service::{serve, Desk, Metrics, Place, ServeError, ServeLimits, Snapshots};
use std::io::{stderr, stdout, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    signing: SigningOptions,
    #[command(flatten)]
    snapshots: SnapshotOptions,
    #[command(flatten)]
    prices: PriceOptions,
    /// Where it answers; port 0 takes a free one. Let nobody but publishers reach it
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// Connections at once
    #[arg(long, value_name = "COUNT", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=4096))]
    connections: u16,
    /// How long a client may take to send a request's head, and again for its body
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=60))]
    client_seconds: u64,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct SnapshotOptions {
    /// Market and accounts, from which the signer computes for itself; read again when the file changes
    #[arg(long, value_name = "FILE.json")]
    snapshot: Option<PathBuf>,
    /// A folder with a snapshot for each round: for a message issued at 1700000000 the file 1700000000.json
    #[arg(long, value_name = "FOLDER")]
    snapshot_dir: Option<PathBuf>,
}

impl SnapshotOptions {
    fn place(&self) -> Result<Place, Failure> {
        match (&self.snapshot, &self.snapshot_dir) {
            (Some(file), None) => Ok(Place::File(file.clone())),
            (None, Some(folder)) if folder.is_dir() => Ok(Place::Folder(folder.clone())),
            (None, Some(folder)) => Err(named(folder, "not a folder: make it, and let snapshots be put there").into()),
            _ => Err(Failure::input("give --snapshot FILE.json or --snapshot-dir FOLDER")),
        }
    }
}

pub fn run(options: &Options) -> Result<String, Failure> {
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_target(false)
        .with_writer(stderr)
        .log_internal_errors(false)
        .init();
    let house = options.signing.house()?;
    let snapshots = Snapshots::new(options.snapshots.place()?, move |path| {
        input::snapshot(path, &house).map_err(|failure| failure.to_string())
    });
    let metrics = Arc::new(Metrics::new().map_err(|error| Failure::Broken(error.to_string()))?);
    let prices = options.prices.prices()?;
    if !prices.is_own() {
        tracing::warn!("trusting the snapshot: whoever writes it says what the markets are worth");
    }
    let signer = options.signing.signer(metrics.sync_watch())?;
    let unusable = |error| Failure::BadInput(format!("cannot listen on {} ({error}): give another", options.listen));
    let listener = TcpListener::bind(options.listen).map_err(unusable)?;
    let limits = ServeLimits {
        connections: options.connections.into(),
        client_time: Duration::from_secs(options.client_seconds),
    };
    serve(Desk { signer, house, snapshots, prices }, metrics, listener, limits, announce)?;
    Ok(String::new())
}

/// On standard output, for whoever has started it with port 0.
fn announce(address: SocketAddr) {
    tracing::info!(address = address.to_string(), "listening");
    writeln!(stdout(), "listening on {address}").ok();
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        match error {
            ServeError::Journal(error) => error.into(),
            ServeError::System(_) | ServeError::Desk => Self::Broken(error.to_string()),
        }
    }
}
