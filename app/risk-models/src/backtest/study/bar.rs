//! The bar: green around the crashes of 2022.

use super::shown;
use super::tables::in_portfolio_order;
use crate::backtest::basel::{Zone, WINDOW};
use crate::backtest::summary::Summary;
use crate::backtest::{Backtest, Series};
use report::study::date;

/// Whether the bar was met, and where not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Whether the prices include a crash of 2022, with 250 days around it.
    pub is_tried: bool,
    pub is_met: bool,
    pub text: String,
}

impl Bar {
    fn not_tried(why: &str) -> Self {
        Self { is_tried: false, is_met: false, text: format!("{why}: the bar was not tried") }
    }
}

/// Whether every portfolio of every coin lies in Basel's green zone in every window of 250 days that includes a crash of 2022.
pub fn bar(coins: &[Backtest]) -> Bar {
    let Some(model) = shown(coins) else { return Bar::not_tried("No model with a value at risk was run") };
    let mut judged = 0;
    let mut misses = Vec::new();
    for coin in coins {
        let series = in_portfolio_order(&coin.series, |series| series.portfolio.name);
        for series in series.into_iter().filter(|series| series.model == model) {
            let Some((first, exceptions)) = Summary::of(coin, series).worst_around_crashes else { continue };
            judged += 1;
            if Zone::of(exceptions) != Zone::Green {
                misses.push(miss(coin, series, first, exceptions));
            }
        }
    }
    if judged == 0 {
        return Bar::not_tried("No window of 250 days in these prices includes a crash of 2022");
    }
    let green = judged - misses.len();
    let met = format!(
        "{}: {green} of {judged} portfolios are green in every window of 250 days with a crash of 2022",
        model.name()
    );
    let text = if misses.is_empty() { met } else { format!("{met}; not green: {}", misses.join("; ")) };
    Bar { is_tried: true, is_met: misses.is_empty(), text }
}

/// The worst window of a portfolio that is not green, by the number of its first day.
fn miss(coin: &Backtest, series: &Series, first: usize, exceptions: usize) -> String {
    let (from, to) = (coin.days[first].start_ts, coin.days[first + WINDOW - 1].start_ts);
    format!("{} {}, {exceptions} exceptions from {} to {}", coin.coin, series.portfolio.name, date(from), date(to))
}
