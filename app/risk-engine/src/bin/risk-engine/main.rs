//! `risk-engine`: what portfolios must hold, how their value answers to the market, the volatility surface, how much prices will move, and how often losses were larger than expected. One subcommand for each.

mod backtest;
mod forecast;
mod greeks;
mod margin;
mod shared;
mod simulated_margin;
mod surface;
mod train;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "risk-engine", about = "Margins, volatilities and risk of options, computed off the chain")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Initial and maintenance margin of portfolios in files (IM and MM, USD above what is required; of the models monte-carlo and historical what
    /// collateral must be worth, LT the liquidation threshold); and, where a file
    /// has a published result, how far apart they are, relative to it
    Margin(margin::Options),
    /// Value, delta, gamma, vega, theta, rho, vanna and volga of every position of an account, with sums by market
    Greeks(greeks::Options),
    /// A smile for each expiry of an option chain, without arbitrage: its parameters and how well it meets the quotes
    Surface(surface::Options),
    /// How well each model forecasts volatility from hourly prices, out of sample, and the latest forecast
    Forecast(forecast::Options),
    /// How often losses were larger than the one-day 99 % value at risk of each model of risk, on hourly prices
    Backtest(backtest::Options),
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
        Command::TrainVolatility(options) => shared::finish(train::run(&options)),
    }
}
