//! `risk-engine greeks`.

use command_line::named;
use risk_models::greeks::{table, AccountGreeks, Triggers};
use risk_models::portfolio::Portfolio;
use risk_models::revaluation::Book;
use std::error::Error;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Options {
    /// What the account holds, and the prices it is held at; docs/SCENARIOS.md lists the fields
    #[arg(value_name = "PORTFOLIO.json")]
    portfolio: PathBuf,
}

pub fn run(options: &Options) -> Result<String, Box<dyn Error>> {
    let path = &options.portfolio;
    let book = Portfolio::from_path(path).and_then(|portfolio| Book::new(&portfolio));
    let with_triggers = book.and_then(|book| Triggers::of(&book).map(|triggers| (book, triggers)));
    let (book, triggers) = with_triggers.map_err(|error| named(path, error))?;
    Ok(format!("{}\n{triggers}", table(&AccountGreeks::of(&book))))
}
