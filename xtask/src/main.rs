//! Every task of the project behind one command: `cargo xtask <task>`.

mod build;
mod fingerprint;
mod idl;
mod paths;
mod process;
mod setup;
mod target_dir;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, tests and runs the project")]
struct CommandLine {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Prepares the on-chain compiler (done by `build` when needed)
    Setup,
    /// Builds the on-chain program
    Build(build::Options),
    /// Writes the program's interface description to target/idl
    Idl(idl::Options),
}

fn main() -> ExitCode {
    let outcome = run(CommandLine::parse());
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(line: CommandLine) -> Result<()> {
    match line.task {
        Task::Setup => setup::run(),
        Task::Build(options) => build::run(&options),
        Task::Idl(options) => idl::run(&options),
    }
}
