//! What commands have in common.

pub use bounded_http::one_line;
use market_data::{parse_ts, DataError};
use risk_models::Coin;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// A bad input file: the user has to look at it.
pub const BAD_INPUT: u8 = 2;
/// A machine, its disk or its network has failed, of a fleet: whoever runs it has to.
const OF_A_MACHINE: u8 = 4;

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
pub fn finish(result: Result<String, Box<dyn std::error::Error>>) -> ExitCode {
    judge(result.map(|text| Verdict { holds: true, text }))
}

/// The same; what does not hold is a failure.
pub fn judge(result: Result<Verdict, Box<dyn std::error::Error>>) -> ExitCode {
    match result {
        Ok(Verdict { holds, text }) if write!(std::io::stdout(), "{text}").is_ok() && holds => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{}", one_line(&format!("error: {error}")));
            let of_fleet = error.downcast_ref::<fleet::FleetError>();
            let is_of_a_machine = of_fleet.is_some_and(fleet::FleetError::is_of_a_machine);
            ExitCode::from(if is_of_a_machine { OF_A_MACHINE } else { BAD_INPUT })
        }
    }
}
