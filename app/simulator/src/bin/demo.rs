//! `demo`: lives through weeks of a price series and writes a report. `cargo xtask demo` builds the program and runs it.

use anyhow::Context as _;
use clap::{Parser, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use market_data::PriceSeries;
use simulator::demo::{self, WARMUP_SECS};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use vault_types::state::OptionKind;

/// A bad input file: the user has to look at it.
const BAD_INPUT: u8 = 2;

#[derive(Parser)]
#[command(
    name = "cargo xtask demo",
    about = "Weeks of covered calls or cash-secured puts on the built program, over real prices"
)]
struct Arguments {
    /// Hourly prices: a CSV or Parquet file with a time column (unix seconds or ISO-8601) and open, high, low, close.
    /// Without it: BTC/USD from October 2017 to December 2018
    #[arg(long, value_name = "FILE")]
    prices: Option<PathBuf>,
    /// Weekly rounds to live through
    #[arg(long, default_value_t = 26, value_parser = clap::value_parser!(u32).range(1..))]
    weeks: u32,
    /// Seed of everything that people decide
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// What the vault sells: calls against coins, puts against cash, or both, one after the other
    #[arg(long, value_enum, default_value_t = Strategy::Call)]
    strategy: Strategy,
    /// Folder for report.html, report.json and rounds.csv; with both strategies, of its folders call and put
    #[arg(long, value_name = "DIR", default_value = "demo-out")]
    out: PathBuf,
    /// Name of the coin in the report, if the file's name does not start with it
    #[arg(long)]
    underlying: Option<String>,
    /// Only check the price file
    #[arg(long, hide = true)]
    check: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Strategy {
    Call,
    Put,
    Both,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let prices = match load(&arguments) {
        Ok(prices) => prices,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(BAD_INPUT);
        }
    };
    if arguments.check {
        return ExitCode::SUCCESS;
    }
    match run(&arguments, &prices) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn load(arguments: &Arguments) -> anyhow::Result<PriceSeries> {
    let prices = match &arguments.prices {
        Some(path) => PriceSeries::from_path(path)?,
        None => PriceSeries::bundled(),
    };
    prices.require_span(WARMUP_SECS, arguments.weeks)?;
    demo::check_prices(&prices)?;
    Ok(prices)
}

/// Runs the demo and writes its reports. Returns whether every check held.
fn run(arguments: &Arguments, prices: &PriceSeries) -> anyhow::Result<bool> {
    let out = &arguments.out;
    match arguments.strategy {
        Strategy::Call => run_kind(arguments, prices, OptionKind::CALL, out),
        Strategy::Put => run_kind(arguments, prices, OptionKind::PUT, out),
        Strategy::Both => {
            let calls_hold = run_kind(arguments, prices, OptionKind::CALL, &out.join("call"))?;
            println!();
            let puts_hold = run_kind(arguments, prices, OptionKind::PUT, &out.join("put"))?;
            Ok(calls_hold && puts_hold)
        }
    }
}

fn run_kind(arguments: &Arguments, prices: &PriceSeries, kind: OptionKind, out: &Path) -> anyhow::Result<bool> {
    let underlying = arguments.underlying.clone().unwrap_or_else(|| coin_of(arguments.prices.as_deref()));
    let prices_are_bundled = arguments.prices.is_none();
    let Arguments { weeks, seed, .. } = *arguments;
    let options = demo::Options { weeks, seed, prices_are_bundled, underlying, kind };
    let bar = ProgressBar::new(u64::from(weeks));
    bar.set_style(ProgressStyle::with_template("{bar:40} week {pos} of {len}, {eta} left")?);
    let report = demo::run(prices, &options, |week| bar.set_position(u64::from(week)))?;
    bar.finish_and_clear();

    report::write_all(&report, out).context("cannot write the report")?;
    print!("{}", report::render_table(&report));
    println!("\nReport: {}", out.join("report.html").display());
    Ok(report.checks.values().all(|holds| *holds))
}

/// `sol_usd_1h.csv` is about SOL; the bundled series about BTC.
fn coin_of(path: Option<&Path>) -> String {
    let Some(path) = path else { return "BTC".into() };
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let word: String = stem.chars().take_while(char::is_ascii_alphabetic).collect();
    if (2..=6).contains(&word.len()) {
        word.to_uppercase()
    } else {
        "coin".into()
    }
}
