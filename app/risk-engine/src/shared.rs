//! What commands have in common.

pub use bounded_http::one_line;
use fleet::FleetError;
use market_data::{parse_ts, DataError};
use report::ReportError;
use risk_models::Coin;
use snapshot_taker::TakeError;
use std::error::Error;
use std::fmt::{self, Display};
use std::fs::Permissions;
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tempfile::Builder;

/// A bad input file: the user has to look at it.
pub const BAD_INPUT: u8 = 2;
/// A machine, its disk or its network has failed: whoever runs it has to.
const OF_A_MACHINE: u8 = 4;

/// A file that is not there, or still the old one.
#[derive(Debug)]
pub struct Unwritten {
    path: PathBuf,
    reason: io::Error,
}

impl Display for Unwritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: cannot be written: {}", self.path.display(), self.reason)
    }
}

impl Error for Unwritten {}

/// As a whole: who reads the file again and again meets the one before or this one. Nothing is left beside it if it cannot be written.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Unwritten> {
    written_beside(path, bytes).map_err(|reason| Unwritten { path: path.to_owned(), reason })
}

fn written_beside(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // As any other file: what the user's mask leaves.
    let mut part = Builder::new().permissions(Permissions::from_mode(0o666)).tempfile_in(folder)?;
    part.write_all(bytes)?;
    part.as_file().sync_all()?;
    part.persist(path)?;
    Ok(())
}

/// Hourly prices on the command line.
#[derive(clap::Args)]
pub struct Prices {
    /// Hourly prices, a file for each coin, CSV or Parquet, with unix, open, high, low, close. Without it: the BTC/USD prices the project comes with
    #[arg(long, value_name = "FILE", num_args = 1..)]
    prices: Vec<PathBuf>,
}

impl Prices {
    pub fn load(&self) -> Result<Vec<Coin>, DataError> {
        if self.prices.is_empty() {
            return Ok(vec![Coin::bundled()]);
        }
        self.prices.iter().map(|path| Coin::from_path(path)).collect()
    }
}

/// Unix seconds of a date on the command line.
pub fn time(text: &str) -> Result<i64, String> {
    parse_ts(text).ok_or_else(|| "give a date such as 2022-01-01".to_owned())
}

/// What a command has found about something that may hold or not.
pub struct Verdict {
    pub holds: bool,
    pub text: String,
}

/// A text for the standard output, or one line of error. An output that nobody reads any more is a failure.
pub fn finish(result: Result<String, Box<dyn Error>>) -> ExitCode {
    judge(result.map(|text| Verdict { holds: true, text }))
}

/// The same; what does not hold is a failure.
pub fn judge(result: Result<Verdict, Box<dyn Error>>) -> ExitCode {
    match result {
        Ok(Verdict { holds, text }) if write!(std::io::stdout(), "{text}").is_ok() && holds => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{}", one_line(&format!("error: {error}")));
            ExitCode::from(if is_of_a_machine(error.as_ref()) { OF_A_MACHINE } else { BAD_INPUT })
        }
    }
}

/// Otherwise it is the input, or an argument.
fn is_of_a_machine(error: &(dyn Error + 'static)) -> bool {
    let of_fleet = error.downcast_ref().is_some_and(FleetError::is_of_a_machine);
    let of_node = matches!(error.downcast_ref(), Some(TakeError::Node { .. }));
    let of_page = matches!(error.downcast_ref(), Some(ReportError::NoPermission { .. } | ReportError::Io { .. }));
    of_fleet || of_node || of_page || error.is::<Unwritten>()
}
