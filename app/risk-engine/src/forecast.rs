//! `risk-engine forecast`.

use crate::shared::{time, Prices};
use report::study::{render_table, write_html};
use risk_models::forecast::comparison::{Choices, Comparison};
use risk_models::forecast::study::{latest_table, score_table, study};
use risk_models::forecast::Weights;
use std::error::Error;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    prices: Prices,
    /// Compare a model with these weights as well; days it was trained on do not count, for any model
    #[arg(long, value_name = "WEIGHTS.json")]
    weights: Option<PathBuf>,
    /// Forecasts made before this day do not count
    #[arg(long, value_name = "DATE", value_parser = time)]
    from: Option<i64>,
    /// Where to write the page with plots
    #[arg(long, value_name = "REPORT.html")]
    out: Option<PathBuf>,
}

/// The tables; the page goes to its file.
pub fn run(options: &Options) -> Result<String, Box<dyn Error>> {
    let fixed = options.weights.as_deref().map(Weights::from_path).transpose()?;
    let choices = Choices { from_ts: options.from.unwrap_or(i64::MIN), fixed };
    let mut coins = Vec::new();
    for coin in options.prices.load()? {
        coins.push(Comparison::of(&coin, &choices)?);
    }
    if let Some(path) = &options.out {
        write_html(&study(&coins), path)?;
    }
    Ok(format!("{}\n{}", render_table(&score_table(&coins)), render_table(&latest_table(&coins))))
}
