//! The back-test as a page and as tables.

mod bar;
mod charts;
mod tables;

pub use bar::{bar, Bar};
pub use tables::{model_table, not_green_table, result_table};

use super::{Backtest, VarModel};
use report::study::{Block, Note, Section, Study, Verdict};

/// The model that plots and the bar are about: the default if it was run, or the first that was.
pub fn shown(coins: &[Backtest]) -> VarModel {
    let run = || coins.iter().flat_map(|coin| &coin.series).map(|series| series.model);
    run().find(|model| *model == VarModel::DEFAULT).or_else(|| run().next()).unwrap_or(VarModel::DEFAULT)
}

/// The whole page.
pub fn study(coins: &[Backtest]) -> Study {
    let names: Vec<&str> = coins.iter().map(|coin| coin.coin.as_str()).collect();
    let bar = bar(coins);
    let mut sections = vec![
        by_model(coins),
        Section {
            heading: "Where it is not green".to_owned(),
            lead: format!(
                "Portfolios of {} with more than four exceptions in some 250 days: the worst such window of each, day by day. \
                 A model that is exactly right leaves green in one window in nine.",
                shown(coins).name()
            ),
            blocks: vec![Block::Table(not_green_table(coins))],
        },
    ];
    sections.extend(coins.iter().enumerate().map(|(index, coin)| of_coin(index, coin, shown(coins))));
    sections.push(by_portfolio(coins));
    Study {
        title: format!("Back-test of the one-day 99 % value at risk: {}", names.join(", ")),
        summary: summary(&bar),
        verdict: bar.is_tried.then_some(Verdict { passed: bar.is_met, text: bar.text }),
        sections,
        notes: notes(),
    }
}

fn summary(bar: &Bar) -> String {
    let not_tried = if bar.is_tried { String::new() } else { format!(" {}.", bar.text) };
    format!(
        "How often portfolios lost more in a day than each model of risk expected to be lost on one day in a hundred.{not_tried}"
    )
}

fn by_model(coins: &[Backtest]) -> Section {
    Section {
        heading: "Models".to_owned(),
        lead: "Means over all coins and portfolios. The quantile loss decides: it counts a hundredth of the capital, and every loss beyond it; less is better. \
               Passed: how many portfolios a test does not reject at 5 %. The model in colour is the default."
            .to_owned(),
        blocks: vec![Block::Table(model_table(coins))],
    }
}

fn by_portfolio(coins: &[Backtest]) -> Section {
    Section {
        heading: "Every portfolio".to_owned(),
        lead: "p-values of Kupiec's test (as many exceptions as there should be), Christoffersen's independence (not in a row) and both together; below 0.05 speaks \
               against the model. Green and red are shares of all windows of 250 days; worst is the most exceptions in one of them, crashes the most in one that includes a crash \
               of 2022. VaR, ES (means, per cent of spot) and quantile loss (hundredths of a per cent) are of one coin of the portfolio."
            .to_owned(),
        blocks: vec![Block::Table(result_table(coins))],
    }
}

fn of_coin(index: usize, coin: &Backtest, model: VarModel) -> Section {
    Section {
        heading: coin.coin.clone(),
        lead: format!("Prices: {}. The model shown is {}.", coin.source, model.name()),
        blocks: charts::charts(index, coin, model).into_iter().map(Block::Chart).collect(),
    }
}

fn notes() -> Vec<Note> {
    vec![
        Note::new(
            "Days",
            "From midnight to midnight UTC. A model knows the days that are over and no others; the first 370 days of each file only teach.",
        ),
        Note::new(
            "Options",
            "Weekly, struck at midnight and valued in full a day later by Black-Scholes without interest. There is no chain of past option prices for every coin: \
             options are priced at the volatility that is forecast for a week, at the start, in every scenario and at the end. Where real volatilities \
             rise more than that forecast does, losses of sold options are larger than here.",
        ),
        Note::new(
            "Portfolios",
            "For one coin: straddle at the money, strangle at 90 and 110 % of spot, put spread at 95 and 85 %, covered call at 110 %.",
        ),
        Note::new(
            "Models",
            "historical: the last 500 days as they were. filtered: the last 1,000 days, returns brought to today's volatility. half-filtered: the same, half of the \
             way. normal-ewma: normal, variance of RiskMetrics. student-garch: Student's t, variance of GARCH(1,1).",
        ),
        Note::new(
            "Value at risk",
            "Of n losses that scenarios give, number (n + 1) / 100 from the largest, rounded down; expected shortfall is the mean of those.",
        ),
        Note::new("Repeatable", "The same prices give the same bytes; nothing is drawn at random."),
    ]
}
