//! `signer`: signs margin thresholds. docs/SIGNER.md says how, and what each exit code means.

mod journal;
mod key;
mod outcome;
mod sign;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Below the list of commands.
const EXIT_CODES: &str =
    "Exit codes: 0 done, 2 bad input, 3 refused by a rule or an earlier promise, 4 the journal or the key failed";

#[derive(Parser)]
#[command(name = "signer", about, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Signs a message that this signer computes too, and prints the signature in hex
    Sign(sign::Options),
    /// Makes the empty journal of a key: once, before it first signs
    NewJournal(journal::NewOptions),
    /// Prints what a journal has, without changing it
    Journal(journal::ShowOptions),
}

fn main() -> ExitCode {
    outcome::finish(match Arguments::parse().command {
        Command::Sign(options) => sign::run(&options),
        Command::NewJournal(options) => journal::create(&options),
        Command::Journal(options) => journal::show(&options),
    })
}
