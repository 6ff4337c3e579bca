//! The commands about margins, Greeks, surfaces, volatility and back-tests, as a user runs them.

mod backtest;
mod derive_pmrm2;
mod extreme_prices;
mod forecast;
mod running;
mod scenarios;
mod simulated_margin;
mod surface;
