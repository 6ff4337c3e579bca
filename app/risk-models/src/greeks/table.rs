//! The matrix as text, in units that traders use.

use super::{AccountGreeks, AllGreeks, MarketGreeks};
use crate::portfolio::YEAR_DAYS;
use report::study::{render_table, Heading, Row, Table};

/// A point of volatility or of the rate.
const POINT: f64 = 0.01;

const COLUMNS: [(&str, &str); 12] = [
    ("market", ""),
    ("position", ""),
    ("amount", ""),
    ("value", "USD"),
    ("delta", "coins"),
    ("delta", "USD"),
    ("gamma", "coins/USD"),
    ("vega", "USD/point"),
    ("theta", "USD/day"),
    ("rho", "USD/point"),
    ("vanna", "coins/point"),
    ("volga", "USD/point^2"),
];

/// A row for each position, one for each market, and one for the account: there, what is counted in coins is left out.
pub fn table(account: &AccountGreeks) -> String {
    let columns = COLUMNS.iter().map(|(title, unit)| Heading::new(title, unit)).collect();
    let mut rows: Vec<Row> = account.markets.iter().flat_map(market_rows).collect();
    rows.extend(account_rows(account));
    render_table(&Table { label: "Greeks by market and position".to_owned(), columns, rows })
}

fn market_rows(market: &MarketGreeks) -> Vec<Row> {
    let row = |name: &str, amount: String, greeks: &AllGreeks| {
        let mut cells = vec![market.name.clone(), name.to_owned(), amount];
        cells.extend(coin_and_usd_cells(greeks, market.spot));
        Row { cells, is_marked: false }
    };
    let positions = market.positions.iter();
    let mut rows: Vec<Row> = positions.map(|held| row(&held.name, held.amount.to_string(), &held.greeks)).collect();
    rows.push(row("total", String::new(), &market.total));
    rows
}

fn coin_and_usd_cells(all: &AllGreeks, spot: f64) -> [String; 9] {
    [
        fixed(all.value, 2),
        fixed(all.delta, 4),
        fixed(all.delta * spot, 2),
        fixed(all.gamma, 8),
        fixed(all.vega * POINT, 4),
        fixed(all.theta / YEAR_DAYS, 4),
        fixed(all.rho * POINT, 4),
        fixed(all.vanna * POINT, 6),
        fixed(all.volga * POINT * POINT, 6),
    ]
}

/// With so many decimals, and no sign where only zeros are left.
fn fixed(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    match text.strip_prefix('-') {
        Some(zeros) if zeros.chars().all(|digit| matches!(digit, '0' | '.')) => zeros.to_owned(),
        _ => text,
    }
}

fn account_rows(account: &AccountGreeks) -> [Row; 2] {
    let sum = |of: fn(&MarketGreeks) -> f64| account.markets.iter().map(of).fold(0.0, |sum, value| sum + value);
    let none = String::new;
    let cash = [none(), "cash".to_owned(), none(), fixed(account.cash, 2)];
    let total = [
        "all".to_owned(),
        "total".to_owned(),
        none(),
        fixed(account.cash + sum(|market| market.total.value), 2),
        none(),
        fixed(sum(|market| market.total.delta * market.spot), 2),
        none(),
        fixed(sum(|market| market.total.vega) * POINT, 4),
        fixed(sum(|market| market.total.theta) / YEAR_DAYS, 4),
        fixed(sum(|market| market.total.rho) * POINT, 4),
        none(),
        fixed(sum(|market| market.total.volga) * POINT * POINT, 6),
    ];
    [cash.to_vec(), total.to_vec()].map(|mut cells| {
        cells.resize(COLUMNS.len(), String::new());
        Row { cells, is_marked: false }
    })
}
