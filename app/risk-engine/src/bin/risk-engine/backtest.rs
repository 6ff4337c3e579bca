//! `risk-engine backtest`.

use crate::shared::{time, Prices};
use clap::ValueEnum;
use report::study::{render_table, write_html};
use risk_engine::backtest::study::{bar, model_table, not_green_table, result_table, study};
use risk_engine::backtest::{run as run_coin, Period, VarModel};
use std::error::Error;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    prices: Prices,
    /// Model of risk; may be given several times. Without it: all of them
    #[arg(long = "model", value_enum, value_name = "MODEL")]
    models: Vec<Model>,
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
    /// Past days as they were
    Historical,
    /// Past days at today's volatility
    Filtered,
    /// Past days half of the way to today's volatility
    HalfFiltered,
    /// Normal returns, variance of RiskMetrics
    NormalEwma,
    /// Student's t, variance of GARCH
    StudentGarch,
}

impl From<Model> for VarModel {
    fn from(model: Model) -> Self {
        match model {
            Model::Historical => Self::Historical,
            Model::Filtered => Self::Filtered,
            Model::HalfFiltered => Self::HalfFiltered,
            Model::NormalEwma => Self::NormalEwma,
            Model::StudentGarch => Self::StudentGarch,
        }
    }
}

/// The tables and the bar; the page goes to its file.
pub fn run(options: &Options) -> Result<String, Box<dyn Error>> {
    let chosen: Vec<VarModel> = options.models.iter().map(|&model| model.into()).collect();
    let is_run = |model: &VarModel| chosen.is_empty() || chosen.contains(model);
    let models: Vec<VarModel> = VarModel::ALL.into_iter().filter(is_run).collect();
    let period = Period {
        from_ts: options.from.unwrap_or(Period::ALL.from_ts),
        until_ts: options.until.unwrap_or(Period::ALL.until_ts),
    };
    let mut coins = Vec::new();
    for coin in options.prices.load()? {
        coins.push(run_coin(&coin, &models, &period)?);
    }
    if let Some(path) = &options.out {
        write_html(&study(&coins), path)?;
    }
    let mut text = format!("{}\n{}\n", render_table(&result_table(&coins)), render_table(&model_table(&coins)));
    let not_green = not_green_table(&coins);
    if !not_green.rows.is_empty() {
        text += &format!("{}\n", render_table(&not_green));
    }
    Ok(text + &bar(&coins).text + "\n")
}
