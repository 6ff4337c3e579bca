//! The comparison as a page and as tables.

mod charts;
mod tables;

pub use tables::{latest_table, score_table};

use super::comparison::Comparison;
use super::{ForecastModel, WARM_UP_DAYS};
use report::study::{Block, Note, Section, Study};

/// The whole page.
pub fn study(coins: &[Comparison]) -> Study {
    let names: Vec<&str> = coins.iter().map(|coin| coin.coin.as_str()).collect();
    let scores = Section {
        heading: "How far off the models were".to_owned(),
        lead: "Mean losses out of sample, all models on the same days. QLIKE is zero for a perfect forecast. An asterisk marks the least of a coin; \
               the model in colour is the default."
            .to_owned(),
        blocks: vec![Block::Table(score_table(coins))],
    };
    let latest = Section {
        heading: "The latest forecast".to_owned(),
        lead: format!(
            "By the default model, {}, at the end of the last whole day of each file.",
            ForecastModel::DEFAULT.name()
        ),
        blocks: vec![Block::Table(latest_table(coins))],
    };
    let mut sections = vec![scores, latest];
    sections.extend(coins.iter().enumerate().map(|(index, coin)| section(index, coin)));
    Study {
        title: format!("Volatility forecasts: {}", names.join(", ")),
        summary: "How well each model forecasts the realised variance of the next day and of the next seven days from hourly prices.".to_owned(),
        verdict: None,
        sections,
        notes: notes(),
    }
}

fn section(index: usize, coin: &Comparison) -> Section {
    Section {
        heading: coin.coin.clone(),
        lead: format!(
            "Prices: {}. Each forecast stands at the time it was made, beside what followed it.",
            coin.source
        ),
        blocks: charts::charts(index, coin).into_iter().map(Block::Chart).collect(),
    }
}

fn notes() -> Vec<Note> {
    let warm_up = format!(
        "Forecasts are made at midnight UTC from the days that are over. The first {WARM_UP_DAYS} days of each file only teach; after that every model \
         is estimated again as days pass, on all days so far, and judged by days it has not seen."
    );
    vec![
        Note::new("Forecasts", &warm_up),
        Note::new(
            "Realised variance",
            "The sum of the squares of hourly log returns. It is the measure as well as the target; with bars of an hour it is itself an estimate.",
        ),
        Note::new(
            "Losses",
            "With R what was realised and h what was forecast, QLIKE is R/h - ln(R/h) - 1 and the log error is (ln R - ln h)^2, both averaged \
             (Patton, 2011). QLIKE decides which model is the default.",
        ),
        Note::new(
            "Models",
            "riskmetrics: squared daily returns, weights fall by 6 % a day. ewma: the same of realised variances. garch: GARCH(1,1), normal. har: regression on the \
             last day, week and month. log-har: the same in logarithms. learned: ridge regression in logarithms on 22 features of the past.",
        ),
        Note::new("Repeatable", "The same prices give the same bytes; nothing is drawn at random."),
    ]
}
