//! `risk-engine margin`.

use crate::shared::{finish, judge, time};
use crate::simulated_margin;
use clap::ValueEnum;
use command_line::{named, one_line, Verdict};
use risk_models::deribit_grid::{self, MarketLoss};
use risk_models::derive_pmrm2::{self, Case};
use risk_models::portfolio::Portfolio;
use risk_models::requirement::{Requirement, Worth};
use risk_models::simulated_margin::{Engine, Model as SimulatedModel};
use risk_models::span;
use std::error::Error;
use std::fmt::Display;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Options {
    #[arg(long, value_enum)]
    model: Model,
    /// Of all models but derive-pmrm2; docs/SCENARIOS.md and docs/MONTE_CARLO.md list the fields
    #[arg(long, value_name = "PARAMETERS.json")]
    parameters: Option<PathBuf>,
    /// Of the model historical: the last day that counts as known, in every price file. Without it: the files' last day
    #[arg(long, value_name = "DATE", value_parser = time)]
    as_of: Option<i64>,
    /// Computes again what this file says, printed before of the same cases: exit code 0 if every byte is equal, 1 with the first line that is not, 2 for bad input
    #[arg(long, value_name = "RESULT.txt")]
    check: Option<PathBuf>,
    /// One portfolio each, with its market; docs/PMRM2.md, docs/SCENARIOS.md and docs/MONTE_CARLO.md list the fields
    #[arg(required = true, value_name = "CASE.json")]
    cases: Vec<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Model {
    /// Portfolio margin of Derive, version 2; cases have their own parameters. Prints IM and MM as Derive publishes them: what is left above each
    DerivePmrm2,
    /// The 16 scenarios of SPAN
    Span16,
    /// A grid of prices and volatilities like Deribit's
    DeribitGrid,
    /// Expected shortfall of simulated moves, stress and add-ons
    MonteCarlo,
    /// The same of past moves
    Historical,
}

/// A model with its parameters.
enum Ready {
    DerivePmrm2,
    Span16(span::Parameters),
    DeribitGrid(deribit_grid::Parameters),
    Simulated(Box<Engine>),
}

/// A line for each file: on the standard output, or as an error. A bad file does not stop the others; bad parameters do, and an output that nobody reads any more.
pub fn run(options: &Options) -> ExitCode {
    let ready = match Ready::of(options) {
        Ok(ready) => ready,
        Err(error) => return finish(Err(error.into())),
    };
    if let Some(path) = &options.check {
        return judge(check(&ready, &options.cases, path));
    }
    let mut exit_code = ExitCode::SUCCESS;
    for path in &options.cases {
        match ready.named_line(path) {
            Ok(line) => {
                if writeln!(std::io::stdout(), "{line}").is_err() {
                    return ExitCode::FAILURE;
                }
            }
            Err(error) => exit_code = finish(Err(error.into())),
        }
    }
    exit_code
}

/// Whether a file has what is printed of the cases; the first line that is not the same.
fn check(ready: &Ready, cases: &[PathBuf], path: &Path) -> Result<Verdict, Box<dyn Error>> {
    let text = std::fs::read_to_string(path).map_err(|error| named(path, error))?;
    let mut printed = text.lines();
    for (number, case) in (1..).zip(cases) {
        let (computed, found) = (ready.named_line(case)?, printed.next().unwrap_or("nothing"));
        if computed != found {
            let text =
                format!("line {number} is not equal\nin the file: {}\ncomputed:    {computed}\n", one_line(found));
            return Ok(Verdict { holds: false, text });
        }
    }
    match printed.next() {
        None => Ok(Verdict { holds: true, text: "equal\n".to_owned() }),
        Some(more) => {
            let text = format!("the file has a line more than cases were given: {}\n", one_line(more));
            Ok(Verdict { holds: false, text })
        }
    }
}

impl Ready {
    fn of(options: &Options) -> Result<Self, String> {
        let simulated = |model| {
            let engine = simulated_margin::engine(model, options.parameters.as_deref())?;
            Ok(Self::Simulated(Box::new(engine)))
        };
        let in_file = |path: &Path, error: &dyn Error| named(path, error).to_string();
        if options.as_of.is_some() && options.model != Model::Historical {
            return Err("only the model historical has an --as-of; leave it out".to_owned());
        }
        match (options.model, &options.parameters) {
            (Model::DerivePmrm2, None) => Ok(Self::DerivePmrm2),
            (Model::DerivePmrm2, Some(_)) => {
                Err("the cases of derive-pmrm2 have their own parameters; leave --parameters out".to_owned())
            }
            (Model::Span16 | Model::DeribitGrid, None) => {
                Err("this model needs a file of parameters; give --parameters PARAMETERS.json".to_owned())
            }
            (Model::Span16, Some(path)) => {
                span::Parameters::from_path(path).map(Self::Span16).map_err(|error| in_file(path, &error))
            }
            (Model::DeribitGrid, Some(path)) => {
                deribit_grid::Parameters::from_path(path).map(Self::DeribitGrid).map_err(|error| in_file(path, &error))
            }
            (Model::MonteCarlo, _) => simulated(SimulatedModel::MonteCarlo),
            (Model::Historical, _) => simulated(SimulatedModel::Historical { as_of_ts: options.as_of }),
        }
    }

    /// One line with the file's name in front, as a result or as an error.
    fn named_line(&self, path: &Path) -> Result<String, String> {
        let line = |text: &dyn Display| one_line(&named(path, text).to_string());
        self.line(path).map(|result| line(&result)).map_err(|error| line(&error))
    }

    fn line(&self, path: &Path) -> Result<String, Box<dyn Error>> {
        match self {
            Self::DerivePmrm2 => derive_pmrm2_line(path),
            Self::Span16(parameters) => {
                let span::SpanMargin { requirement, worth, markets } =
                    span::margin(&Portfolio::from_path(path)?, parameters)?;
                let of_markets = markets.iter().map(|of| {
                    let risk = format!("{:.2} ({})", of.risk(), of.cause());
                    of_market(&of.name, of.options, &risk)
                });
                Ok(line(&requirement, &worth, of_markets))
            }
            Self::DeribitGrid(parameters) => {
                let deribit_grid::GridMargin { requirement, worth, markets } =
                    deribit_grid::margin(&Portfolio::from_path(path)?, parameters)?;
                let of_markets = markets.iter().map(|of| {
                    let MarketLoss { name, options, loss, contingency, .. } = of;
                    let risk = format!("{:.2} (loss {loss:.2}, contingency {contingency:.2})", of.risk());
                    of_market(name, *options, &risk)
                });
                Ok(line(&requirement, &worth, of_markets))
            }
            Self::Simulated(engine) => Ok(simulated_margin::line(engine, path)?),
        }
    }
}

/// What must be held, none below zero, and what is, with all their digits: the same for every model but derive-pmrm2.
pub fn levels(required: &Requirement, collateral: f64) -> String {
    let Requirement { initial, maintenance, liquidation_threshold } = required;
    format!("IM {initial}, MM {maintenance}, LT {liquidation_threshold}, collateral {collateral}")
}

/// The levels, and market after market what they are made of.
fn line(required: &Requirement, worth: &Worth, of_markets: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = [levels(required, worth.held)].into_iter().chain(of_markets).collect();
    parts.join("; ")
}

fn of_market(name: &str, options: f64, risk: &str) -> String {
    format!("{name} options {options:.2}, risk {risk}")
}

fn derive_pmrm2_line(path: &Path) -> Result<String, Box<dyn Error>> {
    let case = Case::from_path(path)?;
    let margin = derive_pmrm2::margin(&case)?;
    let published = case.published.as_ref();
    let initial = with_difference(margin.initial, published.and_then(|published| published.initial));
    let maintenance = with_difference(margin.maintenance, published.and_then(|published| published.maintenance));
    Ok(format!("IM {initial}, MM {maintenance}"))
}

/// A margin with all its digits, and what it differs from a published one by.
fn with_difference(computed: f64, published: Option<f64>) -> String {
    match published {
        Some(published) => format!("{computed} (off by {:.1e})", relative_difference(computed, published)),
        None => format!("{computed}"),
    }
}

/// `|computed - published| / |published|`; of a published zero, the difference itself.
fn relative_difference(computed: f64, published: f64) -> f64 {
    let difference = (computed - published).abs();
    if published == 0.0 {
        difference
    } else {
        difference / published.abs()
    }
}
