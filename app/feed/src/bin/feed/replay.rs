//! `feed replay`: from a recording to states.

use super::{
    outcome::{markets, Failure},
    summary,
};
use feed::{record::Reader, state::Board};
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Options {
    /// The recording
    file: PathBuf,
    /// The markets, in JSON as docs/FEED.md shows them
    #[arg(long)]
    markets: PathBuf,
}

pub fn run(options: &Options) -> Result<String, Failure> {
    let markets = markets(&options.markets)?;
    let board = Board::replay(markets, Reader::open(&options.file)?)?;
    Ok(summary::of(&board))
}
