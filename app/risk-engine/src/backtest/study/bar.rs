//! The bar: green around the crashes of 2022.

use super::shown;
use crate::backtest::basel::{Zone, WINDOW};
use crate::backtest::summary::Summary;
use crate::backtest::Backtest;
use report::study::date;

/// Portfolios that are held against the bar.
const PORTFOLIOS: [&str; 2] = ["long coin", "short coin"];

/// Whether the bar was met, and where not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Whether the prices include a crash of 2022, with 250 days around it.
    pub is_tried: bool,
    pub is_met: bool,
    pub text: String,
}

/// Whether long and short coins lie in Basel's green zone in every window of 250 days that includes a crash of 2022.
pub fn bar(coins: &[Backtest]) -> Bar {
    let Some(model) = shown(coins) else {
        let text = "No model with a value at risk was run: the bar was not tried".to_owned();
        return Bar { is_tried: false, is_met: false, text };
    };
    let mut judged = 0;
    let mut misses = Vec::new();
    for coin in coins {
        let of_bar = |name: &str| PORTFOLIOS.contains(&name);
        for series in coin.series.iter().filter(|series| series.model == model && of_bar(series.portfolio.name)) {
            let Some((first, exceptions)) = Summary::of(coin, series).worst_around_crashes else { continue };
            judged += 1;
            if Zone::of(exceptions) != Zone::Green {
                let (from, to) = (coin.days[first].start_ts, coin.days[first + WINDOW - 1].start_ts);
                let name = series.portfolio.name;
                misses.push(format!(
                    "{} {name}, {exceptions} exceptions from {} to {}",
                    coin.coin,
                    date(from),
                    date(to)
                ));
            }
        }
    }
    let model = model.name();
    let text = match (judged, misses.as_slice()) {
        (0, _) => "No window of 250 days in these prices includes a crash of 2022: the bar was not tried".to_owned(),
        (_, []) => {
            format!("{model}: green in every window of 250 days with a crash of 2022, long and short, for all coins")
        }
        _ => format!("{model}: not green in windows with a crash of 2022: {}", misses.join("; ")),
    };
    Bar { is_tried: judged > 0, is_met: judged > 0 && misses.is_empty(), text }
}
