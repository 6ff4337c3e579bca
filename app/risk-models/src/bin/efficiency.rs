//! `efficiency`: how much collateral usual strategies need. `cargo xtask efficiency` runs it.

use clap::Parser;
use market_data::PriceSeries;
use risk_models::efficiency::{table, FlatMarket};
use std::path::PathBuf;
use std::process::ExitCode;

/// Of the trailing volatility, as in the demo.
const WINDOW_SECS: i64 = 28 * 86_400;
/// A bad input file: the user has to look at it.
const BAD_INPUT: u8 = 2;

#[derive(Parser)]
#[command(
    name = "cargo xtask efficiency",
    about = "Collateral of usual strategies under each margin model, and the notional over it"
)]
struct Arguments {
    /// Hourly prices, as for the demo; the last price and the volatility of the four weeks before it count.
    /// Without it: BTC/USD of the demo
    #[arg(long, value_name = "FILE")]
    prices: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(BAD_INPUT)
        }
    }
}

fn run(arguments: &Arguments) -> Result<String, String> {
    let prices = match &arguments.prices {
        Some(path) => PriceSeries::from_path(path).map_err(|error| error.to_string())?,
        None => PriceSeries::bundled(),
    };
    let market = FlatMarket::at_the_end_of(&prices, WINDOW_SECS)
        .ok_or_else(|| format!("{} is shorter than four weeks", prices.name()))?;
    let table = table(&market).map_err(|error| error.to_string())?;
    let (spot, percent) = (market.spot_e8 as f64 / 1e8, market.vol_e9 as f64 / 1e7);
    Ok(format!("{}: spot {spot:.2} USD, volatility {percent:.1} % a year\n\n{table}", prices.name()))
}
