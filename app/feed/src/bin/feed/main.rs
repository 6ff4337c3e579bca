//! `feed`: records price accounts from a node, and says what a recording knows of the markets. docs/FEED.md says what counts.

mod outcome;
mod record;
mod replay;
mod summary;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Below the list of commands.
const EXIT_CODES: &str =
    "Exit codes: 0 done, 1 the output cannot be written, 2 bad input, 4 the node has shown nothing or the recording cannot be written";

#[derive(Parser)]
#[command(name = "feed", about, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes what a node shows of accounts into a new file
    Record(record::Options),
    /// Prints the last state of each market, and when it was stale
    Replay(replay::Options),
}

fn main() -> ExitCode {
    command_line::finish(match Arguments::parse().command {
        Command::Record(options) => record::run(&options),
        Command::Replay(options) => replay::run(&options),
    })
}
