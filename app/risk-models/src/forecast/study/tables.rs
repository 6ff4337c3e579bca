//! Scores and the latest forecasts as tables.

use crate::forecast::comparison::Comparison;
use crate::forecast::score::Score;
use crate::forecast::{yearly_volatility, ForecastModel, Horizon};
use report::study::{Heading, Row, Table};

/// Losses in the order of the columns.
type Losses = [f64; 4];

/// One row for each coin and model; with several coins, a mean over them for each model.
pub fn score_table(coins: &[Comparison]) -> Table {
    let columns = vec![
        Heading::new("coin", ""),
        Heading::new("model", ""),
        Heading::new("QLIKE", "1 day"),
        Heading::new("QLIKE", "7 days"),
        Heading::new("log error", "1 day"),
        Heading::new("log error", "7 days"),
        Heading::new("forecasts", "1 day"),
        Heading::new("forecasts", "7 days"),
    ];
    let mut rows: Vec<Row> = coins.iter().flat_map(rows_of).collect();
    if coins.len() > 1 {
        rows.extend(mean_rows(coins));
    }
    Table { label: "Losses by coin and model".to_owned(), columns, rows }
}

fn rows_of(coin: &Comparison) -> Vec<Row> {
    let scores: Vec<[Score; 2]> =
        coin.models.iter().map(|model| Horizon::ALL.map(|horizon| coin.score(model, horizon))).collect();
    let names: Vec<&str> = coin.models.iter().map(|model| model.model.as_str()).collect();
    let losses: Vec<Losses> = scores.iter().map(losses).collect();
    let counts: Vec<[String; 2]> = scores.iter().map(|both| both.map(|score| score.forecasts.to_string())).collect();
    rows(&coin.coin, &names, &losses, &counts)
}

/// Each coin counts the same.
fn mean_rows(coins: &[Comparison]) -> Vec<Row> {
    let names: Vec<&str> = coins[0].models.iter().map(|model| model.model.as_str()).collect();
    let mean = |index: usize| {
        let mut sums = [0.0; 4];
        for coin in coins {
            let of_coin = losses(&Horizon::ALL.map(|horizon| coin.score(&coin.models[index], horizon)));
            sums.iter_mut().zip(of_coin).for_each(|(sum, loss)| *sum += loss / coins.len() as f64);
        }
        sums
    };
    let losses: Vec<Losses> = (0..names.len()).map(mean).collect();
    rows("mean", &names, &losses, &vec![["".to_owned(), "".to_owned()]; names.len()])
}

fn losses([day, week]: &[Score; 2]) -> Losses {
    [day.qlike, week.qlike, day.log_error, week.log_error]
}

fn rows(coin: &str, names: &[&str], losses: &[Losses], counts: &[[String; 2]]) -> Vec<Row> {
    let least = |column: usize| losses.iter().map(|row| row[column]).fold(f64::MAX, f64::min);
    let cell = |row: &Losses, column: usize| {
        let mark = if row[column] == least(column) { "*" } else { "" };
        format!("{mark}{:.4}", row[column])
    };
    let row = |index: usize| {
        let mut cells = vec![coin.to_owned(), names[index].to_owned()];
        cells.extend((0..4).map(|column| cell(&losses[index], column)));
        cells.extend(counts[index].clone());
        Row { cells, is_marked: names[index] == ForecastModel::DEFAULT.name() }
    };
    (0..names.len()).map(row).collect()
}

/// What the default model says now.
pub fn latest_table(coins: &[Comparison]) -> Table {
    let columns = vec![
        Heading::new("coin", ""),
        Heading::new("price", "USD"),
        Heading::new("next day", "% a year"),
        Heading::new("next 7 days", "% a year"),
    ];
    let row = |coin: &Comparison| {
        let (latest, day) = (coin.latest()?, coin.days.last()?);
        let volatility = |horizon: Horizon| 100.0 * yearly_volatility(latest.over(horizon), horizon.days());
        let percent = |horizon| format!("{:.1}", volatility(horizon));
        let cells = vec![coin.coin.clone(), format!("{:.2}", day.close), percent(Horizon::Day), percent(Horizon::Week)];
        Some(Row { cells, is_marked: false })
    };
    Table { label: "Latest forecasts".to_owned(), columns, rows: coins.iter().filter_map(row).collect() }
}
