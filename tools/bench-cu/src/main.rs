//! Measures, in an SVM, what `cargo xtask bench-cu` prints and writes: `math`, the functions of `options-math` beside another
//! crate's, checking that they return there what they return here, bit for bit; and `program`, the instructions of the vault program.

mod inputs;
mod program;
mod report;
mod run;
mod statistics;
mod svm;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "bench-cu", about = "Measures compute units in an SVM")]
struct CommandLine {
    #[command(subcommand)]
    subject: Subject,
}

#[derive(Subcommand)]
enum Subject {
    /// The functions of options-math
    Math {
        /// The program of tools/bench-cu/program, built for sBPF
        program: PathBuf,
        /// Print one JSON document instead of a table
        #[arg(long)]
        json: bool,
    },
    /// The instructions of the vault program that was just built
    Program {
        /// The document with the tables
        document: PathBuf,
        /// Compare with the tables instead of writing them
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    let outcome = match CommandLine::parse().subject {
        Subject::Math { program, json } => math(&program, json),
        Subject::Program { document, check: true } => program::check(&document),
        Subject::Program { document, check: false } => program::write(&document),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn math(program: &Path, json: bool) -> Result<()> {
    let rows = run::run(&mut svm::Svm::with_program(program)?)?;
    println!("{}", if json { format!("{:#}", report::json(&rows)) } else { report::table(&rows) });
    Ok(())
}
