//! What commands have in common.

use command_line::{Code, Failure, Unwritten, Verdict};
use fleet::FleetError;
use market_data::{parse_ts, DataError};
use report::ReportError;
use risk_models::Coin;
use snapshot_taker::TakeError;
use std::error::Error;
use std::fmt::{self, Display};
use std::path::PathBuf;
use std::process::ExitCode;

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

pub fn finish(result: Result<String, Box<dyn Error>>) -> ExitCode {
    command_line::finish(result.map_err(Failed))
}

pub fn judge(result: Result<Verdict, Box<dyn Error>>) -> ExitCode {
    command_line::judge(result.map_err(Failed))
}

/// Of any kind; which one says its code.
struct Failed(Box<dyn Error>);

impl Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Failure for Failed {
    fn code(&self) -> Code {
        let error = self.0.as_ref();
        let of_fleet = error.downcast_ref().is_some_and(FleetError::is_of_a_machine);
        let of_node = matches!(error.downcast_ref(), Some(TakeError::Node { .. }));
        let of_page = matches!(error.downcast_ref(), Some(ReportError::NoPermission { .. } | ReportError::Io { .. }));
        if of_fleet || of_node || of_page || error.is::<Unwritten>() {
            Code::Machine
        } else {
            Code::BadInput
        }
    }
}
