//! `risk-engine`: what portfolios must hold, how their value answers to the market, the volatility surface, how much prices will move, how often losses
//! were larger than expected, and the thresholds that signers sign. One subcommand for each.

mod backtest;
mod batch;
mod forecast;
mod greeks;
mod margin;
mod proof;
mod shared;
mod simulated_margin;
mod snapshot;
mod surface;
mod take;
mod threshold;
mod train;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

const EXIT_CODES: &str = "Exit codes: 0 done, 1 what was checked does not hold or the output cannot be written, 2 bad input, 4 a node, a scheduler or the disk failed";

#[derive(Parser)]
#[command(name = "risk-engine", about = "Margins, volatilities and risk of options, computed off the chain; snapshots, and what signers sign of them", after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// What portfolios in files must hold, USD: initial margin IM, maintenance margin MM and liquidation threshold LT, none below zero, and the collateral
    /// that they have. With derive-pmrm2 IM and MM are what is left above each, as Derive publishes them, and where a file has a published result follows
    /// how far apart they are, relative to it
    Margin(margin::Options),
    /// Value, delta, gamma, vega, theta, rho, vanna and volga of every position of an account, with sums by market; net delta and net vega against the limits of
    /// the chain
    Greeks(greeks::Options),
    /// A smile for each expiry of an option chain, without arbitrage: its parameters and how well it meets the quotes
    Surface(surface::Options),
    /// How well each model forecasts volatility from hourly prices, out of sample, and the latest forecast
    Forecast(forecast::Options),
    /// How often losses of a day were larger than the 99 % value at risk of each model of risk, or than each margin model asked for, on hourly prices
    Backtest(backtest::Options),
    /// Reads a snapshot of markets and accounts, checks it, and prints its hashes
    Snapshot(snapshot::Options),
    /// Takes a snapshot: reads a house's markets and accounts from a node, or from a file with its answer, and their prices from a recording
    Take(take::Options),
    /// Computes from a snapshot what signers sign about an account: the payload in hex, and its fields
    Threshold(threshold::Options),
    /// Computes from the markets of a snapshot what signers sign about each account of a Parquet file: on all cores, or on a fleet
    Batch(batch::Options),
    /// Writes the accounts of a snapshot file as such a Parquet file
    Accounts(batch::AccountsOptions),
    /// Hands out the work of `batch --ballista` to executors, until it is stopped
    BatchScheduler(batch::SchedulerOptions),
    /// Computes what a scheduler hands out, until it is stopped
    BatchExecutor(batch::ExecutorOptions),
    /// Computes a payload again and compares it: exit code 0 if every byte is equal, 1 with the first field that is not, 2 for bad input
    Verify(threshold::VerifyOptions),
    /// Opens one scenario of a threshold: what the options gain or lose in it, with its proof against the payload's scenario_root
    Prove(proof::Options),
    /// Checks such a proof against a payload: exit code 0 if it is proven, 1 if not, 2 for bad input
    CheckProof(proof::CheckOptions),
    /// Learns weights for volatility forecasts from hourly prices
    TrainVolatility(train::Options),
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Margin(options) => margin::run(&options),
        Command::Greeks(options) => shared::finish(greeks::run(&options)),
        Command::Surface(options) => shared::finish(surface::run(&options)),
        Command::Forecast(options) => shared::finish(forecast::run(&options)),
        Command::Backtest(options) => shared::finish(backtest::run(&options)),
        Command::Snapshot(options) => shared::finish(snapshot::run(&options)),
        Command::Take(options) => shared::finish(take::run(&options)),
        Command::Threshold(options) => shared::finish(threshold::run(&options)),
        Command::Batch(options) => shared::finish(batch::run(&options)),
        Command::Accounts(options) => shared::finish(batch::accounts(&options)),
        Command::BatchScheduler(options) => shared::finish(batch::schedule(&options)),
        Command::BatchExecutor(options) => shared::finish(batch::execute(&options)),
        Command::Verify(options) => shared::judge(threshold::verify(&options)),
        Command::Prove(options) => shared::finish(proof::prove(&options)),
        Command::CheckProof(options) => shared::judge(proof::check(&options)),
        Command::TrainVolatility(options) => shared::finish(train::run(&options)),
    }
}
