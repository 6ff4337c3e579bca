//! Losses against the value at risk, and exceptions in every window.

use crate::backtest::basel::{windows, WINDOW};
use crate::backtest::{Backtest, MarginSeries, Outcome, Series, VarModel};
use report::study::{date, Chart, Line, Mark, Spread, Style};

/// Losses of a coin and of the portfolio with the most gamma, the exceptions of both, and what margin models ask for. `model` is `None` where only margin
/// models were run.
pub(super) fn charts(index: usize, coin: &Backtest, model: Option<VarModel>) -> Vec<Chart> {
    let mut charts = Vec::new();
    if let Some(model) = model {
        charts.extend(both_sides(index, coin, model));
        charts.extend(straddle(index, coin, model));
        charts.extend(["long coin", "short coin", "short straddle"].map(|name| rolling(index, coin, model, name)));
    }
    charts.extend(["long coin", "short straddle"].into_iter().filter_map(|name| margins(index, coin, model, name)));
    charts
}

fn find<'a>(coin: &'a Backtest, model: VarModel, portfolio: &str) -> Option<&'a Series> {
    coin.series.iter().find(|series| series.model == model && series.portfolio.name == portfolio)
}

/// A figure of every day, in per cent.
fn points(coin: &Backtest, series: &Series, of: fn(&Outcome) -> f64) -> Vec<(i64, f64)> {
    coin.days.iter().zip(&series.outcomes).map(|(day, outcome)| (day.start_ts, 100.0 * of(outcome))).collect()
}

/// Days on which more was lost than the value at risk; `sign` is -1 where losses are drawn downwards.
fn marks(coin: &Backtest, series: &Series, sign: f64) -> Vec<Mark> {
    let exceptions = coin.days.iter().zip(&series.outcomes).filter(|(_, outcome)| outcome.exceeded());
    exceptions
        .map(|(day, outcome)| Mark {
            ts: day.start_ts,
            value: sign * 100.0 * outcome.loss,
            text: format!(
                "{}, {}: lost {:.1} %, value at risk {:.1} %",
                date(day.start_ts),
                series.portfolio.name,
                100.0 * outcome.loss,
                100.0 * outcome.tail.value_at_risk
            ),
        })
        .collect()
}

fn chart(id: String, title: String, lines: Vec<Line>, marks: Vec<Mark>) -> Chart {
    let mark_name = "lost more than the value at risk".to_owned();
    Chart { id, title, unit: "% of spot".to_owned(), spread: Spread::FromZero, lines, marks, mark_name, decimals: 1 }
}

/// What a long coin lost, its value at risk above, and that of a short coin below.
fn both_sides(index: usize, coin: &Backtest, model: VarModel) -> Option<Chart> {
    let (long, short) = (find(coin, model, "long coin")?, find(coin, model, "short coin")?);
    let line = |name: &str, style, points| Line { name: name.to_owned(), style, points };
    let lines = vec![
        line("loss of a long coin", Style::Observed, points(coin, long, |outcome| outcome.loss)),
        line("VaR long", Style::Main, points(coin, long, |outcome| outcome.tail.value_at_risk)),
        line("VaR short", Style::Other(3), points(coin, short, |outcome| -outcome.tail.value_at_risk)),
    ];
    let marks = [marks(coin, long, 1.0), marks(coin, short, -1.0)].concat();
    let title = format!("A long coin's loss, and the value at risk of a long and of a short coin ({})", model.name());
    Some(chart(format!("coin-{index}"), title, lines, marks))
}

fn straddle(index: usize, coin: &Backtest, model: VarModel) -> Option<Chart> {
    let series = find(coin, model, "short straddle")?;
    let line = |name: &str, style, points| Line { name: name.to_owned(), style, points };
    let lines = vec![
        line("loss of a short straddle", Style::Observed, points(coin, series, |outcome| outcome.loss)),
        line("VaR", Style::Main, points(coin, series, |outcome| outcome.tail.value_at_risk)),
    ];
    let title = format!("A short straddle's loss and its value at risk ({})", model.name());
    Some(chart(format!("straddle-{index}"), title, lines, marks(coin, series, 1.0)))
}

/// What a portfolio lost, and what each margin model asked for before. `None` where none was run.
fn margins(index: usize, coin: &Backtest, model: Option<VarModel>, portfolio: &str) -> Option<Chart> {
    let all: Vec<&MarginSeries> = coin.margins.iter().filter(|series| series.portfolio.name == portfolio).collect();
    let per_cent = |values: &mut dyn Iterator<Item = f64>| -> Vec<(i64, f64)> {
        coin.days.iter().zip(values).map(|(day, value)| (day.start_ts, 100.0 * value)).collect()
    };
    let lost = &all.first()?.outcomes;
    let loss = per_cent(&mut lost.iter().map(|outcome| outcome.loss));
    let mut lines = vec![Line { name: "loss".to_owned(), style: Style::Observed, points: loss }];
    let value_at_risk = model.and_then(|model| find(coin, model, portfolio));
    lines.extend(value_at_risk.map(|series| Line {
        name: "VaR 99 %".to_owned(),
        style: Style::Main,
        points: points(coin, series, |outcome| outcome.tail.value_at_risk),
    }));
    lines.extend(all.iter().enumerate().map(|(number, series)| Line {
        name: series.model.name().to_owned(),
        style: Style::Other(number),
        points: per_cent(&mut series.outcomes.iter().map(|outcome| outcome.levels.maintenance)),
    }));
    let id = format!("margins-{}-{index}", portfolio.replace(' ', "-"));
    let title = format!("What a {portfolio} lost, and what each margin model asked for before (maintenance)");
    Some(chart(id, title, lines, Vec::new()))
}

/// Exceptions in the 250 days up to each day, by model.
fn rolling(index: usize, coin: &Backtest, shown: VarModel, portfolio: &str) -> Chart {
    let of_portfolio = || coin.series.iter().filter(|series| series.portfolio.name == portfolio);
    // Colours are for the others.
    let others: Vec<VarModel> = of_portfolio().map(|series| series.model).filter(|model| *model != shown).collect();
    let line = |series: &Series| {
        let ends = coin.days.iter().skip(WINDOW - 1);
        let counts = windows(&series.exceeded());
        Line {
            name: series.model.name().to_owned(),
            style: others.iter().position(|other| *other == series.model).map_or(Style::Main, Style::Other),
            points: ends.zip(counts).map(|(day, count)| (day.start_ts, count as f64)).collect(),
        }
    };
    Chart {
        id: format!("windows-{}-{index}", portfolio.replace(' ', "-")),
        title: format!("Exceptions in the last 250 days, {portfolio}: green to 4, red from 10"),
        unit: "exceptions".to_owned(),
        spread: Spread::FromZero,
        lines: of_portfolio().map(line).collect(),
        marks: Vec::new(),
        mark_name: String::new(),
        decimals: 0,
    }
}
