//! What margin models ask for, and all models beside each other.

use super::tables::{headings, in_portfolio_order, most_in_window, percent};
use crate::backtest::basel::worst_window;
use crate::backtest::summary::MarginSummary;
use crate::backtest::{Backtest, MarginSeries, Portfolio, VarModel};
use report::study::{Row, Table};

/// One row for each coin, portfolio and margin model.
pub fn margin_table(coins: &[Backtest]) -> Table {
    let columns = headings(&[
        ("coin", ""),
        ("portfolio", ""),
        ("model", ""),
        ("days", ""),
        ("exceptions", ""),
        ("of days", "%"),
        ("beyond IM", "days"),
        ("independent", "p"),
        ("worst", "of 250"),
        ("crashes", "of 250"),
        ("MM", "%"),
        ("IM", "%"),
        ("most beyond", "% of spot"),
    ]);
    let of_coin = |coin: &Backtest| -> Vec<Row> {
        let series = in_portfolio_order(&coin.margins, |of| of.portfolio.name);
        series.into_iter().map(|of| margin_row(coin, of)).collect()
    };
    Table {
        label: "Margins by coin, portfolio and model".to_owned(),
        columns,
        rows: coins.iter().flat_map(of_coin).collect(),
    }
}

fn margin_row(coin: &Backtest, series: &MarginSeries) -> Row {
    let summary = MarginSummary::of(coin, series);
    let mut cells = vec![coin.coin.clone(), series.portfolio.name.to_owned(), series.model.name().to_owned()];
    cells.extend([summary.days.to_string(), summary.exceptions.to_string()]);
    cells.push(percent(share(summary.exceptions, summary.days)));
    cells.extend([summary.beyond_initial.to_string(), format!("{:.3}", summary.independence.p_value)]);
    cells.extend([most_in_window(summary.worst), most_in_window(summary.worst_around_crashes)]);
    cells.extend([summary.maintenance, summary.initial, summary.most_beyond].map(percent));
    Row { cells, is_marked: false }
}

fn share(count: usize, all: usize) -> f64 {
    count as f64 / all.max(1) as f64
}

/// A model on one portfolio: what was asked for, and what was lost, of every day.
struct Held {
    portfolio: Portfolio,
    days: Vec<(f64, f64)>,
}

/// One row for each model and coin; the portfolios in which the coin itself is held or owed, and those of options alone, which every model takes.
pub fn comparison_table(coins: &[Backtest]) -> Table {
    let columns = headings(&[
        ("model", ""),
        ("asks for", ""),
        ("coin", ""),
        ("with coin", "exceptions"),
        ("of days", "%"),
        ("worst", "of 250"),
        ("capital", "%"),
        ("options", "exceptions"),
        ("of days", "%"),
        ("worst", "of 250"),
        ("capital", "%"),
        ("most beyond", "% of spot"),
    ]);
    let mut rows = Vec::new();
    for (name, level) in names(coins) {
        for coin in coins {
            let held = held(coin, name);
            let of = |has_coin: bool| held.iter().filter(|held| (held.portfolio.coins != 0.0) == has_coin).collect();
            let mut cells = vec![name.to_owned(), level.to_owned(), coin.coin.clone()];
            cells.extend([of(true), of(false)].iter().flat_map(|held: &Vec<&Held>| group_cells(held)));
            let beyond = held.iter().flat_map(|held| &held.days).map(|(asked, lost)| lost - asked);
            cells.push(percent(beyond.fold(0.0, f64::max)));
            rows.push(Row { cells, is_marked: name == VarModel::DEFAULT.name() });
        }
    }
    Table { label: "All models beside each other".to_owned(), columns, rows }
}

/// Every model that was run, and what it asks for.
fn names(coins: &[Backtest]) -> Vec<(&'static str, &'static str)> {
    let of_coin = |coin: &Backtest| -> Vec<_> {
        let values_at_risk = coin.series.iter().map(|series| (series.model.name(), "VaR 99 %"));
        values_at_risk.chain(coin.margins.iter().map(|series| (series.model.name(), "MM"))).collect()
    };
    let mut names = coins.first().map(of_coin).unwrap_or_default();
    names.dedup();
    names
}

fn held(coin: &Backtest, name: &str) -> Vec<Held> {
    let values_at_risk = coin.series.iter().filter(|series| series.model.name() == name).map(|series| Held {
        portfolio: series.portfolio,
        days: series.outcomes.iter().map(|outcome| (outcome.tail.value_at_risk, outcome.loss)).collect(),
    });
    let margins = coin.margins.iter().filter(|series| series.model.name() == name).map(|series| Held {
        portfolio: series.portfolio,
        days: series.outcomes.iter().map(|outcome| (outcome.levels.maintenance, outcome.loss)).collect(),
    });
    values_at_risk.chain(margins).collect()
}

/// Exceptions of all of them together, their share of days, the most of one of them in a window, and the mean of what was asked for; dashes of none.
fn group_cells(held: &[&Held]) -> Vec<String> {
    let exceeded = |held: &Held| -> Vec<bool> { held.days.iter().map(|(asked, lost)| lost > asked).collect() };
    let days: usize = held.iter().map(|held| held.days.len()).sum();
    if days == 0 {
        return vec!["-".to_owned(); 4];
    }
    let exceptions = held.iter().flat_map(|held| exceeded(held)).filter(|exceeded| *exceeded).count();
    let worst = held.iter().filter_map(|held| worst_window(&exceeded(held), None)).max_by_key(|(_, most)| *most);
    let asked = held.iter().flat_map(|held| &held.days).map(|(asked, _)| asked).sum::<f64>();
    vec![exceptions.to_string(), percent(share(exceptions, days)), most_in_window(worst), percent(asked / days as f64)]
}
