//! `signer`: signs margin thresholds. docs/SIGNER_RUNNING.md says how, and what each exit code means.

mod batch;
mod collect;
mod input;
mod journal;
mod key;
mod outcome;
mod prices;
mod quorum;
mod serve;
mod sign;
mod signing;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Below the list of commands.
const EXIT_CODES: &str =
    "Exit codes: 0 done, 1 the output cannot be written, 2 bad input, 3 refused by a rule or an earlier promise, 4 the journal, the key or the disk failed, 5 no quorum";

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
    /// Signs what comes over HTTP until it is told to stop
    Serve(serve::Options),
    /// Asks all signers for a message's signature, and prints the data of the ed25519 instruction in hex
    Collect(collect::Options),
    /// Has the accounts of a snapshot signed for at once, and writes a file with a proof for each
    Batch(batch::Options),
    /// Makes the empty journal of a key: once, before it first signs
    NewJournal(journal::NewOptions),
    /// Prints what a journal has, without changing it
    Journal(journal::ShowOptions),
}

fn main() -> ExitCode {
    command_line::finish(match Arguments::parse().command {
        Command::Sign(options) => sign::run(&options),
        Command::Serve(options) => serve::run(&options),
        Command::Collect(options) => collect::run(&options),
        Command::Batch(options) => batch::run(&options),
        Command::NewJournal(options) => journal::create(&options),
        Command::Journal(options) => journal::show(&options),
    })
}
