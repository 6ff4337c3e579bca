//! `risk-engine backtest`.

use crate::shared::{time, Prices};
use clap::ValueEnum;
use report::study::{render_table, write_html};
use risk_models::all_threads;
use risk_models::backtest::margins::ParameterFiles;
use risk_models::backtest::study::{
    bar, comparison_table, margin_table, model_table, not_green_table, result_table, simulation, study,
};
use risk_models::backtest::{run as run_coin, Backtest, Choices, MarginModel, Period, VarModel};
use std::error::Error;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    prices: Prices,
    /// Model of risk or of margin; may be given several times. Without it: all of them
    #[arg(long = "model", value_enum, value_name = "MODEL")]
    models: Vec<Model>,
    /// Of a margin model, in place of the project's example: span16=FILE.json, deribit-grid=FILE.json, or derive-pmrm2=CASE.json; once for each
    #[arg(long, value_name = "MODEL=FILE", value_parser = parameter_file)]
    parameters: Vec<(Model, PathBuf)>,
    /// Judge only days from this one on; models know the days before
    #[arg(long, value_name = "DATE", value_parser = time)]
    from: Option<i64>,
    /// Judge only days before this one
    #[arg(long, value_name = "DATE", value_parser = time)]
    until: Option<i64>,
    /// Where to write the page with plots
    #[arg(long, value_name = "REPORT.html")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Model {
    /// Value at risk: past days as they were
    Historical,
    /// Value at risk: past days at today's volatility
    Filtered,
    /// Value at risk: past days half of the way to today's volatility
    HalfFiltered,
    /// Value at risk: normal returns, variance of RiskMetrics
    NormalEwma,
    /// Value at risk: Student's t, variance of GARCH
    StudentGarch,
    /// Value at risk: simulated moves, geometric Brownian motion with jumps
    MonteCarlo,
    /// Value at risk: simulated moves, stochastic variance
    Heston,
    /// Margin: the 16 scenarios of SPAN
    Span16,
    /// Margin: a grid of prices and volatilities like Deribit's
    DeribitGrid,
    /// Margin: portfolio margin of Derive, version 2
    DerivePmrm2,
    /// Margin: what the chain computes itself, of options
    ChainScenarios,
}

/// What a name stands for.
enum Chosen {
    Risk(VarModel),
    Margin(MarginModel),
}

impl Model {
    fn chosen(self) -> Chosen {
        match self {
            Self::Historical => Chosen::Risk(VarModel::Historical),
            Self::Filtered => Chosen::Risk(VarModel::Filtered),
            Self::HalfFiltered => Chosen::Risk(VarModel::HalfFiltered),
            Self::NormalEwma => Chosen::Risk(VarModel::NormalEwma),
            Self::StudentGarch => Chosen::Risk(VarModel::StudentGarch),
            Self::MonteCarlo => Chosen::Risk(VarModel::MonteCarlo),
            Self::Heston => Chosen::Risk(VarModel::Heston),
            Self::Span16 => Chosen::Margin(MarginModel::Span16),
            Self::DeribitGrid => Chosen::Margin(MarginModel::DeribitGrid),
            Self::DerivePmrm2 => Chosen::Margin(MarginModel::DerivePmrm2),
            Self::ChainScenarios => Chosen::Margin(MarginModel::ChainScenarios),
        }
    }
}

fn parameter_file(text: &str) -> Result<(Model, PathBuf), String> {
    let (name, path) = text.split_once('=').ok_or("give a model and its file, such as span16=FILE.json")?;
    let model = Model::from_str(name, false)
        .map_err(|_| format!("there is no model {name:?}; give one such as span16=FILE.json"))?;
    Ok((model, PathBuf::from(path)))
}

/// The tables and the bar; the page goes to its file.
pub fn run(options: &Options) -> Result<String, Box<dyn Error>> {
    let choices = choices(options)?;
    let mut coins = Vec::new();
    for coin in options.prices.load()? {
        coins.push(run_coin(&coin, &choices)?);
    }
    if let Some(path) = &options.out {
        write_html(&study(&coins), path)?;
    }
    Ok(text(&coins))
}

/// In the order of the models, whatever the order on the command line.
fn choices(options: &Options) -> Result<Choices, Box<dyn Error>> {
    let (mut models, mut margins) = (Vec::new(), Vec::new());
    for model in Model::value_variants().iter().filter(|of| options.models.is_empty() || options.models.contains(of)) {
        match model.chosen() {
            Chosen::Risk(model) => models.push(model),
            Chosen::Margin(model) => margins.push(model),
        }
    }
    let period = Period {
        from_ts: options.from.unwrap_or(Period::ALL.from_ts),
        until_ts: options.until.unwrap_or(Period::ALL.until_ts),
    };
    let parameters = parameters(options, &margins)?;
    Ok(Choices { models, margins, parameters, period, threads: all_threads() })
}

/// Of models that are run, each once.
fn parameters(options: &Options, margins: &[MarginModel]) -> Result<ParameterFiles, Box<dyn Error>> {
    let mut files = ParameterFiles::default();
    for (index, (model, path)) in options.parameters.iter().enumerate() {
        let Chosen::Margin(chosen) = model.chosen() else {
            return Err("--parameters is for span16, deribit-grid and derive-pmrm2; leave the others out".into());
        };
        if options.parameters[..index].iter().any(|(before, _)| before == model) {
            return Err(format!("--parameters has {} twice; give it once", chosen.name()).into());
        }
        if !margins.contains(&chosen) {
            return Err(format!("--parameters is for {0}, which is not run; add --model {0}", chosen.name()).into());
        }
        files.read(chosen, path)?;
    }
    Ok(files)
}

/// Tables without rows are left out.
fn text(coins: &[Backtest]) -> String {
    let mut tables = vec![result_table(coins), model_table(coins)];
    if coins.iter().any(|coin| !coin.margins.is_empty()) {
        tables.extend([margin_table(coins), comparison_table(coins)]);
    }
    tables.push(not_green_table(coins));
    let tables = tables.iter().filter(|table| !table.rows.is_empty());
    let mut text: String = tables.map(|table| render_table(table) + "\n").collect();
    if coins.iter().any(|coin| !coin.series.is_empty()) {
        text += &(bar(coins).text + "\n");
    }
    text + &simulation(coins).map_or(String::new(), |simulation| simulation + "\n")
}
