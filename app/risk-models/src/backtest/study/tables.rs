//! Results as tables.

use super::shown;
use crate::backtest::basel::{worst_window, Zone, WINDOW};
use crate::backtest::coverage::Test;
use crate::backtest::summary::Summary;
use crate::backtest::{Backtest, Outcome, Portfolio, Series, VarModel};
use report::study::{date, Heading, Row, Table};

/// A p-value below this speaks against a model.
const REJECTED: f64 = 0.05;

pub(super) fn headings(names: &[(&str, &str)]) -> Vec<Heading> {
    names.iter().map(|(title, unit)| Heading::new(title, unit)).collect()
}

pub(super) fn percent(share: f64) -> String {
    format!("{:.2}", 100.0 * share)
}

/// Hundredths of a per cent.
fn points(share: f64) -> String {
    format!("{:.2}", 10_000.0 * share)
}

/// One row for each model: means over coins and portfolios.
pub fn model_table(coins: &[Backtest]) -> Table {
    let columns = headings(&[
        ("model", ""),
        ("quantile loss", "bp"),
        ("exceptions", "%"),
        ("Kupiec", "passed"),
        ("both", "passed"),
        ("green", "% of windows"),
        ("yellow", "%"),
        ("red", "%"),
        ("VaR", "% of spot"),
        ("ES", "% of spot"),
    ]);
    let rows = VarModel::ALL.into_iter().filter_map(|model| model_row(coins, model)).collect();
    Table { label: "Results by model".to_owned(), columns, rows }
}

/// `None` where the model was not run.
fn model_row(coins: &[Backtest], model: VarModel) -> Option<Row> {
    let all: Vec<Summary> = coins
        .iter()
        .flat_map(|coin| {
            coin.series.iter().filter(|series| series.model == model).map(|series| Summary::of(coin, series))
        })
        .collect();
    if all.is_empty() {
        return None;
    }
    let mean = |of: fn(&Summary) -> f64| all.iter().map(of).sum::<f64>() / all.len() as f64;
    let passed = |of: fn(&Summary) -> Test| {
        format!("{} of {}", all.iter().filter(|summary| of(summary).p_value >= REJECTED).count(), all.len())
    };
    let windows: usize = all.iter().flat_map(|summary| summary.windows).sum();
    let zone = |index: usize| share_of_windows(all.iter().map(|summary| summary.windows[index]).sum(), windows);
    let cells = vec![
        model.name().to_owned(),
        points(mean(|summary| summary.quantile_loss)),
        percent(mean(|summary| summary.exceptions as f64 / summary.days.max(1) as f64)),
        passed(|summary| summary.kupiec),
        passed(|summary| summary.conditional_coverage),
        zone(0),
        zone(1),
        zone(2),
        percent(mean(|summary| summary.value_at_risk)),
        percent(mean(|summary| summary.expected_shortfall)),
    ];
    Some(Row { cells, is_marked: model == VarModel::DEFAULT })
}

/// In per cent; a dash where there is no window.
fn share_of_windows(count: usize, windows: usize) -> String {
    if windows == 0 {
        return "-".to_owned();
    }
    format!("{:.1}", 100.0 * count as f64 / windows as f64)
}

/// One row for each coin, portfolio and model.
pub fn result_table(coins: &[Backtest]) -> Table {
    let columns = headings(&[
        ("coin", ""),
        ("portfolio", ""),
        ("model", ""),
        ("days", ""),
        ("exceptions", ""),
        ("of days", "%"),
        ("Kupiec", "p"),
        ("independent", "p"),
        ("both", "p"),
        ("green", "%"),
        ("red", "%"),
        ("worst", "of 250"),
        ("crashes", "of 250"),
        ("VaR", "%"),
        ("ES", "%"),
        ("loss/ES", ""),
        ("loss", "bp"),
    ]);
    let rows =
        coins.iter().flat_map(|coin| in_order(coin).into_iter().map(|series| result_row(coin, series))).collect();
    Table { label: "Results by coin, portfolio and model".to_owned(), columns, rows }
}

/// Models beside each other, portfolio by portfolio.
pub(super) fn in_portfolio_order<T>(all: &[T], name: impl Fn(&T) -> &'static str) -> Vec<&T> {
    let mut all: Vec<&T> = all.iter().collect();
    all.sort_by_key(|of| Portfolio::ALL.iter().position(|portfolio| portfolio.name == name(of)));
    all
}

fn in_order(coin: &Backtest) -> Vec<&Series> {
    in_portfolio_order(&coin.series, |series| series.portfolio.name)
}

/// A dash where there is no window.
pub(super) fn most_in_window(window: Option<(usize, usize)>) -> String {
    window.map_or("-".to_owned(), |(_, exceptions)| exceptions.to_string())
}

fn result_row(coin: &Backtest, series: &Series) -> Row {
    let summary = Summary::of(coin, series);
    let windows: usize = summary.windows.iter().sum();
    let share = |zone: usize| share_of_windows(summary.windows[zone], windows);
    let mut cells = vec![coin.coin.clone(), series.portfolio.name.to_owned(), series.model.name().to_owned()];
    cells.extend([summary.days.to_string(), summary.exceptions.to_string()]);
    cells.push(percent(summary.exceptions as f64 / summary.days.max(1) as f64));
    cells.extend(
        [summary.kupiec, summary.independence, summary.conditional_coverage].map(|test| format!("{:.3}", test.p_value)),
    );
    cells.extend([share(0), share(2)]);
    cells.extend([most_in_window(summary.worst), most_in_window(summary.worst_around_crashes)]);
    cells.extend([percent(summary.value_at_risk), percent(summary.expected_shortfall)]);
    cells.push(summary.loss_over_shortfall.map_or("-".to_owned(), |ratio| format!("{ratio:.2}")));
    cells.push(points(summary.quantile_loss));
    Row { cells, is_marked: series.model == VarModel::DEFAULT }
}

/// Of the model that is shown: the days with an exception in the worst window of every portfolio that leaves green somewhere.
pub fn not_green_table(coins: &[Backtest]) -> Table {
    let columns = headings(&[
        ("coin", ""),
        ("portfolio", ""),
        ("window", "250 days"),
        ("exception", "day"),
        ("price", "%"),
        ("loss", "% of spot"),
        ("VaR", "% of spot"),
        ("beyond", "% of spot"),
    ]);
    let model = shown(coins);
    let of_coin = |coin: &Backtest| -> Vec<Row> {
        let shown = in_order(coin).into_iter().filter(|series| Some(series.model) == model);
        shown.flat_map(|series| not_green_rows(coin, series)).collect()
    };
    Table { label: "Windows that are not green".to_owned(), columns, rows: coins.iter().flat_map(of_coin).collect() }
}

fn not_green_rows(coin: &Backtest, series: &Series) -> Vec<Row> {
    let Some((first, exceptions)) = worst_window(&series.exceeded(), None) else { return Vec::new() };
    if Zone::of(exceptions) == Zone::Green {
        return Vec::new();
    }
    let last = first + WINDOW - 1;
    let window = format!("{} to {}", date(coin.days[first].start_ts), date(coin.days[last].start_ts));
    let row = |number: usize| {
        let Outcome { loss, tail } = series.outcomes[number];
        let day = coin.days[number];
        let names = [coin.coin.clone(), series.portfolio.name.to_owned(), window.clone(), date(day.start_ts)];
        let shares = [libm::expm1(day.log_return), loss, tail.value_at_risk, loss - tail.value_at_risk];
        let cells = names.into_iter().chain(shares.map(percent)).collect();
        Row { cells, is_marked: false }
    };
    (first..=last).filter(|&number| series.outcomes[number].exceeded()).map(row).collect()
}
