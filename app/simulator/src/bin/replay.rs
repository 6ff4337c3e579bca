//! `replay`: accounts at their limits live through days in which prices fell. `cargo xtask replay` builds the program and runs it.

use anyhow::Context as _;
use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use market_data::PriceSeries;
use report::replay::{Note, ReplayReport, HTML_FILE};
use simulator::replay::{self, Event, Makers};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use vault_types::margin::MarginMode;

/// A bad input file: the user has to look at it.
const BAD_INPUT: u8 = 2;
/// With `--check`: there are no prices, and none were given.
const SKIPPED: u8 = 3;
/// Where prices are looked for, from the checkout.
const PRICES_FOLDER: &str = "../shared/data";
const PERCENT_BPS: u64 = 100;

#[derive(Parser)]
#[command(
    name = "cargo xtask replay",
    about = "Margin accounts at their limits live through days in which prices fell, on the built program"
)]
struct Arguments {
    /// 2020-03-12, 2021-05-19, 2022-05-11, 2022-11-09, 2024-08-05, or all
    #[arg(long, default_value = "all", value_parser = parse_events)]
    event: Events,
    /// Hourly prices: a CSV or Parquet file with a time column and open, high, low, close. Without it they are looked for in ../shared/data,
    /// beside the checkout
    #[arg(long, value_name = "FILE")]
    prices: Option<PathBuf>,
    /// Accounts at their limits
    #[arg(long, default_value_t = replay::Options::DEFAULT.accounts, value_parser = parse_accounts)]
    accounts: usize,
    /// Seed of everything that is drawn
    #[arg(long, default_value_t = replay::Options::DEFAULT.seed)]
    seed: u64,
    /// The liquidators' capital, in per cent of the accounts' collateral
    #[arg(long, value_name = "PERCENT", default_value_t = replay::Options::DEFAULT.capital_bps / PERCENT_BPS,
        value_parser = clap::value_parser!(u64).range(1..=1_000))]
    capital: u64,
    /// What is staked in the insurance fund, in per cent of the accounts' collateral
    #[arg(long, value_name = "PERCENT", default_value_t = replay::Options::DEFAULT.fund_bps / PERCENT_BPS,
        value_parser = clap::value_parser!(u64).range(0..=100))]
    fund: u64,
    /// How far the chain's scenarios move the price, in per cent
    #[arg(long, value_name = "PERCENT", default_value_t = replay::Options::DEFAULT.range_bps / PERCENT_BPS as u16,
        value_parser = clap::value_parser!(u16).range(1..=49))]
    range: u16,
    /// What options owed need in standard mode, in per cent of what Deribit asks for
    #[arg(long, value_name = "PERCENT", default_value_t = replay::Options::DEFAULT.standard_percent,
        value_parser = clap::value_parser!(u16).range(54..=600))]
    standard: u16,
    /// The margin mode that all accounts are in; without it each kind of account has its own
    #[arg(long, value_enum)]
    mode: Option<ModeChoice>,
    /// What liquidators do with the risk that they take over: hedge it elsewhere, or bear it
    #[arg(long, value_enum, default_value_t = MakerChoice::Hedge)]
    makers: MakerChoice,
    /// How much of a series its holders sell back within an hour, in per cent of what they have; 0: liquidators keep what they take over
    #[arg(long, value_name = "PERCENT", default_value_t = replay::Options::DEFAULT.buy_back_bps / PERCENT_BPS,
        value_parser = clap::value_parser!(u64).range(0..=100))]
    buy_back: u64,
    /// Folder for replay.html
    #[arg(long, value_name = "DIR", default_value = "replay-out")]
    out: PathBuf,
    /// Only check the prices
    #[arg(long, hide = true)]
    check: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum MakerChoice {
    Hedge,
    Bear,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ModeChoice {
    Standard,
    Scenario,
    Portfolio,
}

#[derive(Clone)]
struct Events(Vec<Event>);

fn parse_events(name: &str) -> Result<Events, replay::UnknownEvent> {
    Event::parse(name).map(Events)
}

fn parse_accounts(number: &str) -> Result<usize, String> {
    match number.parse() {
        Ok(accounts) if (1..=5_000).contains(&accounts) => Ok(accounts),
        _ => Err("a number from 1 to 5000".into()),
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let loaded = match load(&arguments) {
        Ok(Some(loaded)) => loaded,
        Ok(None) => return ExitCode::from(if arguments.check { SKIPPED } else { 0 }),
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(BAD_INPUT);
        }
    };
    if arguments.check {
        return ExitCode::SUCCESS;
    }
    match run(&arguments, &loaded) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The prices of each event; `None`, after saying so, where there are none and none were given.
fn load(arguments: &Arguments) -> anyhow::Result<Option<Vec<(Event, PriceSeries)>>> {
    let mut loaded = vec![];
    for event in &arguments.event.0 {
        let path = match &arguments.prices {
            Some(path) => path.clone(),
            None => package().join("../..").join(PRICES_FOLDER).join(event.file),
        };
        if arguments.prices.is_none() && !path.is_file() {
            println!(
                "skipped: there is no {PRICES_FOLDER}/{} beside this checkout: give hourly prices with --prices FILE",
                event.file
            );
            return Ok(None);
        }
        let prices = PriceSeries::from_path(&path)?;
        simulator::demo::check_prices(&prices)?;
        event.check_prices(&prices)?;
        loaded.push((*event, prices));
    }
    Ok(Some(loaded))
}

/// This package's folder in its checkout: as cargo says when it starts the replay, and otherwise where it was compiled.
fn package() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from)
}

/// Lives through the events and writes the report. Returns whether every check held.
fn run(arguments: &Arguments, loaded: &[(Event, PriceSeries)]) -> anyhow::Result<bool> {
    let Arguments { accounts, seed, capital, fund, range, buy_back, standard, .. } = *arguments;
    let makers = match arguments.makers {
        MakerChoice::Hedge => Makers::Hedge,
        MakerChoice::Bear => Makers::Bear,
    };
    let mode = arguments.mode.map(|mode| match mode {
        ModeChoice::Standard => MarginMode::STANDARD,
        ModeChoice::Scenario => MarginMode::SCENARIO,
        ModeChoice::Portfolio => MarginMode::PORTFOLIO,
    });
    let options = replay::Options {
        accounts,
        seed,
        capital_bps: capital * PERCENT_BPS,
        fund_bps: fund * PERCENT_BPS,
        makers,
        buy_back_bps: buy_back * PERCENT_BPS,
        range_bps: range * PERCENT_BPS as u16,
        standard_percent: standard,
        mode,
    };
    let mut events = vec![];
    for (event, prices) in loaded {
        let bar = ProgressBar::new(1_000);
        bar.set_style(ProgressStyle::with_template("{msg} {bar:40} {percent} %, {elapsed}")?);
        bar.set_message(event.name);
        let done = replay::run(event, prices, &options, |share| bar.set_position((share * 1_000.0) as u64));
        bar.finish_and_clear();
        let mut report = done.with_context(|| event.name.to_string())?;
        report.source = source(arguments, event);
        events.push(report);
    }
    let notes = replay::notes(&options).into_iter().map(|(word, text)| Note { word: word.into(), text }).collect();
    let report = ReplayReport { quote: "USD".into(), seed, notes, events };
    report::replay::write_html(&report, &arguments.out).context("cannot write the report")?;
    print!("{}", report::replay::render_table(&report));
    println!("\nReport: {}", arguments.out.join(HTML_FILE).display());
    Ok(report.events.iter().all(|event| event.failed_checks().is_empty()))
}

/// The file's name, wherever it is.
fn source(arguments: &Arguments, event: &Event) -> String {
    let given = arguments.prices.as_deref().and_then(Path::file_name);
    given.map_or_else(|| event.file.into(), |name| name.to_string_lossy().into_owned())
}
