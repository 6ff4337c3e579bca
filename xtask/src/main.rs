//! Every task of the project behind one command: `cargo xtask <task>`.

mod bench_cu;
mod build;
mod efficiency;
mod fingerprint;
mod idl;
mod lint;
mod mutants;
mod paths;
mod process;
mod setup;
mod simulator;
mod target_dir;
mod test;
mod wasm;

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
    /// Compiles the pricing for browsers, to target/wasm
    Wasm,
    /// Builds the program and lives through weeks of prices on it
    Demo(simulator::DemoOptions),
    /// Builds the program and has accounts at their limits live through days in which prices fell
    Replay(simulator::ReplayOptions),
    /// Prints the collateral of usual strategies under each margin model
    Efficiency(efficiency::Options),
    /// Builds the program and runs every test, or those whose name contains FILTER
    Test(test::Options),
    /// Measures the program's instructions for docs/COMPUTE.md, and options-math beside another crate
    BenchCu(bench_cu::Options),
    /// Takes the program's defences away one by one, and fails unless a test notices each time
    Mutants(mutants::Options),
    /// Checks formatting and clippy's warnings
    Lint,
}

fn main() -> ExitCode {
    let outcome = run(CommandLine::parse());
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(line: CommandLine) -> Result<ExitCode> {
    match line.task {
        Task::Setup => setup::run()?,
        Task::Build(options) => build::run(&options)?,
        Task::Idl(options) => idl::run(&options)?,
        Task::Wasm => drop(wasm::run()?),
        Task::Demo(options) => return simulator::demo(&options),
        Task::Replay(options) => return simulator::replay(&options),
        Task::Efficiency(options) => return efficiency::run(&options),
        Task::Test(options) => return test::run(&options),
        Task::BenchCu(options) => bench_cu::run(&options)?,
        Task::Mutants(options) => return mutants::run(&options),
        Task::Lint => lint::run()?,
    }
    Ok(ExitCode::SUCCESS)
}
