//! `risk-engine margin`.

use crate::shared::{one_line, BAD_INPUT};
use clap::ValueEnum;
use risk_engine::derive_pmrm2::{self, Case, CaseError};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Options {
    #[arg(long, value_enum)]
    model: Model,
    /// One portfolio each, with its market and parameters; docs/PMRM2.md lists the fields
    #[arg(required = true, value_name = "CASE.json")]
    cases: Vec<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Model {
    /// Portfolio margin of Derive, version 2
    DerivePmrm2,
}

/// A line for each file: on the standard output, or as an error. A bad file does not stop the others; an output that nobody reads any more does.
pub fn run(options: &Options) -> ExitCode {
    let mut exit_code = ExitCode::SUCCESS;
    for path in &options.cases {
        let result = match options.model {
            Model::DerivePmrm2 => derive_pmrm2_line(path),
        };
        match result {
            Ok(line) => {
                let line = one_line(&format!("{}: {line}", path.display()));
                if writeln!(std::io::stdout(), "{line}").is_err() {
                    return ExitCode::FAILURE;
                }
            }
            Err(error) => {
                eprintln!("{}", one_line(&format!("error: {}: {error}", path.display())));
                exit_code = ExitCode::from(BAD_INPUT);
            }
        }
    }
    exit_code
}

fn derive_pmrm2_line(path: &Path) -> Result<String, CaseError> {
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
