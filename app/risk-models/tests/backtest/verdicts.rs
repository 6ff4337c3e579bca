//! The bar and the table of all models, of days made up.

use market_data::{parse_ts, DAY_SECS};
use risk_models::backtest::margins::Levels;
use risk_models::backtest::study::{bar, comparison_table, not_green_table};
use risk_models::backtest::{Backtest, MarginModel, MarginOutcome, MarginSeries, Outcome, Portfolio, Series, VarModel};
use risk_models::forecast::Day;
use risk_models::tail::Tail;

const DAYS: usize = 300;

/// 300 days from 2022-01-01 on, so that every window of 250 days has the crash of 2022-06-18.
fn backtest(series: Vec<Series>, margins: Vec<MarginSeries>) -> Backtest {
    let start = parse_ts("2022-01-01").unwrap();
    let day = |number: usize| Day {
        start_ts: start + number as i64 * DAY_SECS,
        close: 1.0,
        log_return: 0.5_f64.ln(),
        variance: 0.001,
        downside: 0.0,
        late: 0.0,
        largest: 0.0,
        of_range: 0.001,
    };
    Backtest {
        coin: "SOL".to_owned(),
        source: "made up".to_owned(),
        days: (0..DAYS).map(day).collect(),
        series,
        margins,
    }
}

/// A value at risk of 10 %, and a loss of 12 % on these days.
fn series(portfolio: usize, exceptions: &[usize]) -> Series {
    let tail = Tail { value_at_risk: 0.1, expected_shortfall: 0.15 };
    let outcome = |day: usize| Outcome { tail, loss: if exceptions.contains(&day) { 0.12 } else { 0.0 } };
    Series {
        model: VarModel::DEFAULT,
        portfolio: Portfolio::ALL[portfolio],
        outcomes: (0..DAYS).map(outcome).collect(),
    }
}

#[test]
fn the_bar_is_of_every_portfolio_and_says_where_it_is_missed() {
    let green = backtest(vec![series(0, &[1, 2, 3, 4]), series(5, &[1, 2, 3, 4, 260])], Vec::new());
    let verdict = bar(&[green]);
    assert!(verdict.is_met, "{}", verdict.text);
    let missed = backtest(vec![series(0, &[1, 2, 3, 4]), series(5, &[10, 20, 30, 40, 259])], Vec::new());
    let verdict = bar(std::slice::from_ref(&missed));
    assert!(verdict.is_tried && !verdict.is_met);
    assert_eq!(
        verdict.text,
        "half-filtered: 1 of 2 portfolios are green in every window of 250 days with a crash of 2022; \
         not green: SOL covered call, 5 exceptions from 2022-01-11 to 2022-09-17"
    );
    let rows = not_green_table(&[missed]).rows;
    assert_eq!(rows.len(), 5);
    let first = ["SOL", "covered call", "2022-01-11 to 2022-09-17", "2022-01-11", "-50.00", "12.00", "10.00", "2.00"];
    assert_eq!(rows[0].cells, first);
}

#[test]
fn the_bar_is_not_tried_without_a_value_at_risk() {
    let verdict = bar(&[backtest(Vec::new(), vec![margins(0, &[])])]);
    assert!(!verdict.is_tried && verdict.text.starts_with("No model with a value at risk was run"), "{}", verdict.text);
}

/// A margin of 20 % and a loss of 25 % on these days.
fn margins(portfolio: usize, exceptions: &[usize]) -> MarginSeries {
    let levels = Levels { maintenance: 0.2, initial: 0.3 };
    let outcome = |day: usize| MarginOutcome { levels, loss: if exceptions.contains(&day) { 0.25 } else { 0.0 } };
    let outcomes = (0..DAYS).map(outcome).collect();
    MarginSeries { model: MarginModel::Span16, portfolio: Portfolio::ALL[portfolio], outcomes }
}

/// Portfolios 0 and 1 hold or owe the coin, 2 and 3 do not: exceptions are added up, the worst window is that of one portfolio.
#[test]
fn models_beside_each_other_by_hand() {
    let all = vec![margins(0, &[1, 2]), margins(1, &[100, 101, 102]), margins(2, &[]), margins(3, &[299])];
    let rows = comparison_table(&[backtest(vec![series(0, &[7])], all)]).rows;
    let of = |row: usize| rows[row].cells.join(" ");
    assert_eq!(rows.len(), 2);
    assert_eq!(of(0), "half-filtered VaR 99 % SOL 1 0.33 1 10.00 - - - - 2.00");
    assert_eq!(of(1), "span16 MM SOL 5 0.83 3 20.00 1 0.17 1 20.00 5.00");
    assert!(rows[0].is_marked && !rows[1].is_marked);
}
