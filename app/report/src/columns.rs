//! The table of rounds, column by column, shared by the terminal and the HTML page.

use crate::format::{date, grouped};
use crate::model::{Report, RoundRow};

/// One column: a heading, one formatted cell per round, and a total where a sum means something.
pub(crate) struct Column {
    pub title: &'static str,
    /// Unit of the cells; empty when there is none.
    pub unit: String,
    pub cells: Vec<String>,
    pub total: String,
    pub place: Place,
}

/// Where a column is shown.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Place {
    Everywhere,
    /// Not in the terminal, which has less room.
    PageOnly,
}

use Place::{Everywhere, PageOnly};

/// All columns in the order they are shown.
pub(crate) fn round_columns(report: &Report) -> Vec<Column> {
    let rows = &report.rounds;
    let coin = report.asset();
    let usd = report.quote.as_str();
    let make = |title, unit: &str, place, cells: Vec<String>| Column {
        title,
        unit: unit.to_owned(),
        cells,
        total: String::new(),
        place,
    };
    let words =
        |title, unit, place, of: fn(&RoundRow) -> String| make(title, unit, place, rows.iter().map(of).collect());
    let prices = |title, of: fn(&RoundRow) -> f64| make(title, usd, Everywhere, numbers(rows, of, price_decimals));
    let coins = |title, place, of: fn(&RoundRow) -> f64| make(title, coin, place, numbers(rows, of, coin_decimals));
    let sums = |title, of: fn(&RoundRow) -> f64, total: f64| Column {
        total: amount(total, coin_decimals(largest(rows, of))),
        ..coins(title, Everywhere, of)
    };
    let totals = &report.totals;
    vec![
        words("round", "", Everywhere, |row| row.round.to_string()),
        words("expiry", "UTC", Everywhere, |row| date(row.expiry_ts)),
        prices("spot", |row| row.spot_usd),
        prices("strike", |row| row.strike_usd),
        words("delta", "", Everywhere, |row| grouped(row.delta, 2)),
        words("vol.", "% / year", PageOnly, |row| grouped(row.volatility * 100.0, 0)),
        coins("size", Everywhere, |row| row.size),
        coins("sold", Everywhere, |row| row.sold),
        words("bids", "", PageOnly, |row| row.bids.to_string()),
        sums("premium", |row| row.premium, totals.premium),
        prices("settle", |row| row.settlement_usd),
        make("result", "", Everywhere, rows.iter().map(|row| row.outcome().word(report.sells).to_owned()).collect()),
        sums("payoff", |row| row.payoff, totals.payoff),
        words("PPS end", coin, Everywhere, |row| grouped(row.pps_end, 6)),
        sums("fees", RoundRow::fees, totals.fees),
        coins("NAV end", PageOnly, |row| row.nav_end),
        words("holders", "", PageOnly, |row| row.depositors.to_string()),
    ]
}

/// One column of numbers, all with the decimals that suit the largest of them; zero is a dash,
/// so that what did happen stands out.
fn numbers(rows: &[RoundRow], of: fn(&RoundRow) -> f64, decimals: fn(f64) -> usize) -> Vec<String> {
    let decimals = decimals(largest(rows, of));
    rows.iter().map(|row| amount(of(row), decimals)).collect()
}

fn amount(value: f64, decimals: usize) -> String {
    if value == 0.0 {
        "-".to_owned()
    } else {
        grouped(value, decimals)
    }
}

fn largest(rows: &[RoundRow], of: fn(&RoundRow) -> f64) -> f64 {
    rows.iter().map(|row| of(row).abs()).fold(0.0, f64::max)
}

fn price_decimals(largest: f64) -> usize {
    match largest {
        size if size >= 1_000.0 => 0,
        size if size >= 1.0 => 2,
        _ => 4,
    }
}

fn coin_decimals(largest: f64) -> usize {
    match largest {
        size if size >= 100_000.0 => 0,
        size if size >= 1_000.0 => 2,
        size if size >= 1.0 => 4,
        _ => 6,
    }
}
