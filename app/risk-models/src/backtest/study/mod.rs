//! The back-test as a page and as tables.

mod bar;
mod charts;
mod margins;
mod tables;

pub use bar::{bar, Bar};
pub use margins::{comparison_table, margin_table};
pub use tables::{model_table, not_green_table, result_table};

use super::models::{FIRST_SEED, PATHS};
use super::{Backtest, VarModel};
use report::study::{Block, Note, Section, Study, Verdict};

/// The model that plots and the bar are about: the default if it was run, or the first with a value at risk. `None` of margin models alone.
pub fn shown(coins: &[Backtest]) -> Option<VarModel> {
    let run = || coins.iter().flat_map(|coin| &coin.series).map(|series| series.model);
    run().find(|model| *model == VarModel::DEFAULT).or_else(|| run().next())
}

/// Of every simulation that was run: its name, paths and seed. `None` without.
pub fn simulation(coins: &[Backtest]) -> Option<String> {
    let run = |model: &VarModel| coins.iter().flat_map(|coin| &coin.series).any(|series| series.model == *model);
    let names: Vec<&str> =
        VarModel::ALL.into_iter().filter(|model| model.is_simulated() && run(model)).map(VarModel::name).collect();
    let said =
        || format!("{}: {PATHS} paths a day, seed {FIRST_SEED} plus the day's number since 1970", names.join(", "));
    (!names.is_empty()).then(said)
}

/// The whole page.
pub fn study(coins: &[Backtest]) -> Study {
    let names: Vec<&str> = coins.iter().map(|coin| coin.coin.as_str()).collect();
    let bar = bar(coins);
    let (model, has_margins) = (shown(coins), coins.iter().any(|coin| !coin.margins.is_empty()));
    let mut sections = Vec::new();
    if has_margins {
        sections.push(beside_each_other(coins));
    }
    if let Some(model) = model {
        sections.extend([by_model(coins), not_green(coins, model)]);
    }
    sections.extend(coins.iter().enumerate().map(|(index, coin)| of_coin(index, coin, model)));
    sections.extend(model.map(|_| by_portfolio(coins)));
    if has_margins {
        sections.push(margins_by_portfolio(coins));
    }
    Study {
        title: format!("Back-test of risk models: {}", names.join(", ")),
        summary: summary(&bar),
        verdict: bar.is_tried.then_some(Verdict { passed: bar.is_met, text: bar.text }),
        sections,
        notes: notes(coins),
    }
}

fn beside_each_other(coins: &[Backtest]) -> Section {
    Section {
        heading: "All models beside each other".to_owned(),
        lead: "What each model asks for at midnight, held against the loss of the day. For models with a value at risk an exception is a loss beyond it, which should \
               happen on one day in a hundred. For margin models it is a loss beyond the net worth of an account that just meets its maintenance margin; no \
               probability is promised, so no zone is given. With coin: long coin, short coin, covered call; options: straddle, strangle, put spread. \
               Worst: most exceptions of one portfolio in 250 days. Capital: mean of what is asked for, per cent of spot. Most beyond: the largest single loss beyond it."
            .to_owned(),
        blocks: vec![Block::Table(comparison_table(coins))],
    }
}

fn not_green(coins: &[Backtest], model: VarModel) -> Section {
    Section {
        heading: "Where it is not green".to_owned(),
        lead: format!(
            "Portfolios of {} with more than four exceptions in some 250 days: the worst such window of each, day by day, with what the coin's price did. \
             A model that is exactly right leaves green in one window in nine.",
            model.name()
        ),
        blocks: vec![Block::Table(not_green_table(coins))],
    }
}

fn margins_by_portfolio(coins: &[Backtest]) -> Section {
    Section {
        heading: "Margins of every portfolio".to_owned(),
        lead: "Net worth that an account must have by maintenance (MM) and initial margin (IM), means, per cent of spot, and days on which more was lost. \
               Independent: p-value of Christoffersen's test that exceptions do not follow each other. Most beyond: what was missing on the worst day of \
               an account that just met its maintenance margin."
            .to_owned(),
        blocks: vec![Block::Table(margin_table(coins))],
    }
}

fn summary(bar: &Bar) -> String {
    let not_tried = if bar.is_tried { String::new() } else { format!(" {}.", bar.text) };
    format!(
        "How often portfolios lost more in a day than each model of risk expected to be lost on one day in a hundred, or than a margin model asked for.{not_tried}"
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

fn of_coin(index: usize, coin: &Backtest, model: Option<VarModel>) -> Section {
    let shown = model.map_or(String::new(), |model| format!(" The model shown is {}.", model.name()));
    Section {
        heading: coin.coin.clone(),
        lead: format!("Prices: {}.{shown}", coin.source),
        blocks: charts::charts(index, coin, model).into_iter().map(Block::Chart).collect(),
    }
}

fn notes(coins: &[Backtest]) -> Vec<Note> {
    let drawn = match simulation(coins) {
        Some(simulation) => format!("The same prices give the same bytes, with any number of threads. {simulation}."),
        None => "The same prices give the same bytes; nothing is drawn at random.".to_owned(),
    };
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
             way. normal-ewma: normal, variance of RiskMetrics. student-garch: Student's t, variance of GARCH(1,1). monte-carlo: simulated, geometric Brownian motion \
             with jumps. heston: simulated, stochastic variance. Both start at the volatility that is forecast for the day.",
        ),
        Note::new(
            "Margin models",
            "span16: the 16 scenarios of SPAN. deribit-grid: prices and volatilities like Deribit's. derive-pmrm2: Derive's portfolio margin; feeds are sure, forwards \
             are spot, rates are zero, coins are perpetuals. chain-scenarios: what the chain computes itself, for options alone. Parameters are the project's and \
             defaults, the same for all days and chosen by people who knew them; a coin that they do not name has SOL's. The account has one coin at 100,000 USD.",
        ),
        Note::new(
            "Value at risk",
            "Of n losses that scenarios give, number (n + 1) / 100 from the largest, rounded down; expected shortfall is the mean of those.",
        ),
        Note::new("Repeatable", &drawn),
    ]
}
