//! The surface: the smile itself, its fit to quotes, what is seen of arbitrage and how it is removed, the chain's integers, the command.

mod arbitrage;
mod arbitrage_free;
mod on_chain;
mod quotes;
mod real_chains;
mod recovery;
mod smile;

use proptest::prelude::*;
use risk_models::surface::{RawSvi, Smile, SmileQuotes, VolQuote};

const DAY: u64 = 86_400;

fn years(seconds: u64) -> f64 {
    seconds as f64 / (365.0 * DAY as f64)
}

/// A smile with a butterfly, by A. Vogt: J. Gatheral and A. Jacquier 2014, example 3.1; over a year.
const BUTTERFLY: RawSvi = RawSvi { a: -0.0410, b: 0.1331, rho: 0.3060, m: 0.3586, sigma: 0.4153 };

/// The smile of a week on a coin.
const WEEK: RawSvi = RawSvi { a: 0.004, b: 0.09, rho: -0.15, m: 0.03, sigma: 0.1 };

fn smile(raw: RawSvi) -> Smile {
    Smile::new(raw).unwrap()
}

/// Quotes of a smile at log-strikes, with half a spread to both sides of the volatility moved by `error`;
/// half a spread is at most a tenth of the volatility.
fn quotes_of(
    smile: &Smile,
    log_strikes: &[f64],
    half_spread: f64,
    seconds: u64,
    error: impl Fn(usize) -> f64,
) -> SmileQuotes {
    let quote = |(index, &log_strike): (usize, &f64)| {
        let vol = smile.vol(log_strike, years(seconds)) + error(index);
        let half_spread = half_spread.min(0.1 * vol);
        VolQuote { log_strike, bid_vol: vol - half_spread, ask_vol: vol + half_spread }
    };
    SmileQuotes::new(log_strikes.iter().enumerate().map(quote).collect(), seconds).unwrap()
}

/// Evenly, from one log-strike to another.
fn even(from: f64, to: f64, count: usize) -> Vec<f64> {
    (0..count).map(|index| from + (to - from) * index as f64 / (count - 1) as f64).collect()
}

/// Smiles of any shape: a volatility of 20 % to 200 % from an hour to two years and a standard deviation of at most one, with wings, bend and roundness in standard deviations;
/// many with a butterfly.
fn shapes() -> impl Strategy<Value = (RawSvi, u64)> {
    (0.2..2.0f64, 3.56..7.79f64, 0.02..2.5f64, -0.95..0.95f64, -1.5..1.5f64, 0.05..3.0f64).prop_map(
        |(vol, time, wing, rho, bend, roundness)| {
            let seconds = 10f64.powf(time) as u64;
            let deviation = (vol * years(seconds).sqrt()).min(1.0);
            let (b, sigma) = ((wing * deviation).min(1.9) / (1.0 + rho.abs()), roundness * deviation);
            let least = 0.3 * deviation * deviation;
            let a = least - b * sigma * (1.0 - rho * rho).sqrt();
            (RawSvi { a, b, rho, m: bend * deviation, sigma }, seconds)
        },
    )
}
