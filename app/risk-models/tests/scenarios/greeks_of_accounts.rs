//! Greeks of accounts: sums over positions, against differences of full revaluations.

use crate::assert_near;
use crate::portfolios::{expiry, market, mixed};
use risk_models::greeks::{table, AccountGreeks, AllGreeks, MarketGreeks};
use risk_models::portfolio::{Expiry, Market, Portfolio};
use risk_models::revaluation::{profits, Book, Move};

fn greeks(portfolio: &Portfolio) -> AccountGreeks {
    AccountGreeks::of(&Book::new(portfolio).unwrap())
}

/// Half the difference of the profits under two moves of the first market.
fn half_difference(portfolio: &Portfolio, up: Move, down: Move) -> f64 {
    let book = Book::new(portfolio).unwrap();
    let profits = profits(&book, &[up, Move::NONE, down, Move::NONE]).unwrap();
    0.5 * (profits[0] - profits[1])
}

#[test]
fn the_sums_of_a_market_are_the_slopes_of_a_full_revaluation() {
    let portfolio = mixed();
    let MarketGreeks { total, spot, .. } = &greeks(&portfolio).markets[0];
    let step = 1e-5;
    let by_spot = half_difference(&portfolio, Move::spot(1.0 + step), Move::spot(1.0 - step)) / (spot * step);
    assert_near(total.delta, by_spot, 1e-6);
    let points = |points| Move { absolute_volatility: points, ..Move::NONE };
    assert_near(total.vega, half_difference(&portfolio, points(step), points(-step)) / step, 1e-6);
    let days = 1e-4;
    let passed = half_difference(&portfolio, Move { days, ..Move::NONE }, Move::NONE);
    assert_near(total.theta, 2.0 * passed / days * 365.0, 1e-3);
}

#[test]
fn the_sum_of_the_second_order_is_what_the_first_leaves() {
    let portfolio = mixed();
    let MarketGreeks { total, spot, .. } = &greeks(&portfolio).markets[0];
    let book = Book::new(&portfolio).unwrap();
    let (of_spot, of_volatility) = (1e-3, 1e-3);
    let moved = |up: f64, points: f64| Move { absolute_volatility: points, ..Move::spot(1.0 + up) };
    let profit = |up, points| profits(&book, &[moved(up, points), Move::NONE]).unwrap()[0];
    let gamma = (profit(of_spot, 0.0) + profit(-of_spot, 0.0)) / (spot * of_spot).powi(2);
    assert_near(total.gamma, gamma, 1e-3);
    let volga = (profit(0.0, of_volatility) + profit(0.0, -of_volatility)) / of_volatility.powi(2);
    assert_near(total.volga, volga, 1e-3);
    let corners = profit(of_spot, of_volatility) + profit(-of_spot, -of_volatility)
        - profit(of_spot, -of_volatility)
        - profit(-of_spot, of_volatility);
    assert_near(total.vanna, corners / (4.0 * spot * of_spot * of_volatility), 1e-3);
}

#[test]
fn rho_is_the_slope_by_the_rate() {
    let mut portfolio = mixed();
    // Forwards that follow the rate.
    portfolio.markets[0].expiries.iter_mut().for_each(|expiry| expiry.forward = None);
    let total = greeks(&portfolio).markets[0].total;
    // Futures are worth nothing; their gain is that of the forward.
    let value = |rate: f64| {
        let mut moved = portfolio.clone();
        moved.markets[0].rate = rate;
        let futures: f64 = moved.markets[0]
            .expiries
            .iter()
            .map(|expiry| expiry.futures * 150.0 * (rate * expiry.days / 365.0).exp())
            .sum();
        Book::new(&moved).unwrap().value() + futures
    };
    assert_near(total.rho, (value(0.05 + 1e-5) - value(0.05 - 1e-5)) / 2e-5, 1e-5);
}

#[test]
fn every_position_has_its_row_and_nothing_has_none() {
    let names: Vec<String> =
        greeks(&mixed()).markets[1].positions.iter().map(|position| position.name.clone()).take(4).collect();
    assert_eq!(names, ["coins", "perpetuals", "0.5d futures", "0.5d call 42000"]);
    let nothing =
        Portfolio { cash: 5.0, markets: vec![Market { expiries: vec![expiry(7.0, &[])], ..market("X", 1.0) }] };
    let MarketGreeks { positions, total, .. } = &greeks(&nothing).markets[0];
    assert!(positions.is_empty() && *total == AllGreeks::default());
}

#[test]
fn a_future_has_delta_theta_and_rho() {
    let held = Market {
        expiries: vec![Expiry { forward: Some(110.0), futures: 2.0, ..expiry(182.5, &[]) }],
        ..market("X", 100.0)
    };
    let account = greeks(&Portfolio { cash: 0.0, markets: vec![held] });
    let AllGreeks { value, delta, theta, rho, .. } = account.markets[0].total;
    assert_eq!((value, delta), (0.0, 2.2));
    assert_near(theta, -2.0 * 110.0 * 1.1f64.ln() / 0.5, 1e-13);
    assert_near(rho, 110.0, 1e-13);
}

#[test]
fn the_table_has_usual_units_and_sums_of_dollars() {
    let two = |name: &str, spot: f64| Market { coins: 2.0, ..market(name, spot) };
    let account = greeks(&Portfolio { cash: 7.0, markets: vec![two("A", 10.0), two("B", 30.0)] });
    let table = table(&account);
    let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[3][..6], ["A", "coins", "2", "20.00", "2.0000", "20.00"]);
    assert_eq!(lines[lines.len() - 2], ["cash", "7.00"]);
    assert_eq!(lines[lines.len() - 1][..4], ["all", "total", "87.00", "80.00"]);
}
