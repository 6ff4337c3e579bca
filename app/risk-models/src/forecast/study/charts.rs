//! Forecasts against what followed, and which model was ahead when.

use crate::forecast::comparison::Comparison;
use crate::forecast::loss::qlike;
use crate::forecast::score::{pairs, Walked};
use crate::forecast::{yearly_volatility, ForecastModel, Horizon};
use report::study::{Chart, Line, Spread, Style};

/// Two of volatility and two of losses.
pub(super) fn charts(index: usize, coin: &Comparison) -> Vec<Chart> {
    let mut charts: Vec<Chart> = Horizon::ALL.iter().filter_map(|&horizon| volatility(index, coin, horizon)).collect();
    charts.extend(Horizon::ALL.iter().map(|&horizon| differences(index, coin, horizon)));
    charts
}

fn ahead(horizon: Horizon) -> &'static str {
    match horizon {
        Horizon::Day => "day",
        Horizon::Week => "7 days",
    }
}

/// What the default model forecast, and what was realised.
fn volatility(index: usize, coin: &Comparison, horizon: Horizon) -> Option<Chart> {
    let model = coin.models.iter().find(|model| model.model == ForecastModel::DEFAULT.name())?;
    let of = |pick: fn((f64, f64)) -> f64| -> Vec<(i64, f64)> {
        let percent = |pair| 100.0 * yearly_volatility(pick(pair), horizon.days());
        times(coin, horizon).zip(pairs(&coin.days, model, horizon, coin.origins_of(horizon)).map(percent)).collect()
    };
    Some(Chart {
        id: format!("volatility-{}-{index}", horizon.days()),
        title: format!("Volatility of the next {}: forecast and realised", ahead(horizon)),
        unit: "% a year".to_owned(),
        spread: Spread::FromZero,
        lines: vec![
            Line { name: "realised".to_owned(), style: Style::Observed, points: of(|(realised, _)| realised) },
            Line { name: model.model.clone(), style: Style::Main, points: of(|(_, forecast)| forecast) },
        ],
        marks: Vec::new(),
        mark_name: String::new(),
        decimals: 1,
    })
}

/// Running sum of each model's QLIKE less the first model's; falling while a model is ahead.
fn differences(index: usize, coin: &Comparison, horizon: Horizon) -> Chart {
    let base = &coin.models[0];
    let losses = |model: &Walked| -> Vec<f64> {
        let loss = |(realised, forecast)| qlike(realised, forecast);
        pairs(&coin.days, model, horizon, coin.origins_of(horizon)).map(loss).collect()
    };
    let of_base = losses(base);
    let line = |(number, model): (usize, &Walked)| {
        let mut sum = 0.0;
        let mut add = |(own, base): (f64, &f64)| {
            sum += own - base;
            sum
        };
        let sums: Vec<f64> = losses(model).into_iter().zip(&of_base).map(&mut add).collect();
        let style = if model.model == ForecastModel::DEFAULT.name() { Style::Main } else { Style::Other(number) };
        Line { name: model.model.clone(), style, points: times(coin, horizon).zip(sums).collect() }
    };
    Chart {
        id: format!("difference-{}-{index}", horizon.days()),
        title: format!("Cumulative QLIKE of the next {} less that of {}: lower is better", ahead(horizon), base.model),
        unit: "sum".to_owned(),
        spread: Spread::FromZero,
        lines: coin.models.iter().skip(1).enumerate().map(line).collect(),
        marks: Vec::new(),
        mark_name: String::new(),
        decimals: 0,
    }
}

/// When each forecast was made.
fn times(coin: &Comparison, horizon: Horizon) -> impl Iterator<Item = i64> + '_ {
    coin.origins_of(horizon).iter().map(|&over| coin.days[over - 1].end_ts())
}
