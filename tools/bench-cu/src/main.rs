//! Measures what the functions of `options-math` cost in an SVM, beside another crate's, and checks that they return there what
//! they return here, bit for bit. `cargo xtask bench-cu` builds the program and calls this.

mod inputs;
mod report;
mod run;
mod statistics;
mod svm;

use anyhow::Result;
use clap::Parser;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "bench-cu", about = "Measures compute units of options-math in an SVM")]
struct CommandLine {
    /// The program of tools/bench-cu/program, built for sBPF
    program: PathBuf,
    /// Print one JSON document instead of a table
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let measured = measure(&CommandLine::parse());
    match measured {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn measure(line: &CommandLine) -> Result<String> {
    let rows = run::run(&mut svm::Svm::with_program(&line.program)?)?;
    Ok(if line.json { format!("{:#}", report::json(&rows)) } else { report::table(&rows) })
}
