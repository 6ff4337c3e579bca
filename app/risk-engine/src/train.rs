//! `risk-engine train-volatility`.

use crate::shared::{time, Prices};
use command_line::write_whole;
use risk_models::forecast::{days_of, Weights};
use std::error::Error;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    prices: Prices,
    /// Learn only from days before this one, and keep the rest to judge by
    #[arg(long, value_name = "DATE", value_parser = time)]
    until: Option<i64>,
    /// Where to write the weights
    #[arg(long, value_name = "WEIGHTS.json")]
    out: PathBuf,
}

/// One line on what was learned.
pub fn run(options: &Options) -> Result<String, Box<dyn Error>> {
    let days: Vec<_> = options.prices.load()?.iter().map(|coin| days_of(&coin.prices)).collect();
    let weights = Weights::learn(&days, options.until.unwrap_or(i64::MAX))?;
    write_whole(&options.out, weights.to_json()?.as_bytes())?;
    Ok(format!("{}: weights from {} days\n", options.out.display(), weights.rows))
}
