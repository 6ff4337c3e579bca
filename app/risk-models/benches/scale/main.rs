//! Time and memory of the margins of many accounts: `cargo bench -p risk-models --bench scale -- --out scale.html`.
//!
//! A thousand to a million accounts of ten positions under the 33 moves of a grid, in two cases: all hold series of one listing, or none shares a series with
//! another. First the bits are held against those of one account after the other. Then what one account after the other takes, and what signers do.

mod cases;
mod chain;
#[path = "../../tests/shared/grid_terms.rs"]
mod grid_terms;
mod measure;
mod page;

use cases::{Case, Sharing};
use clap::Parser;
use measure::{one_by_one, run, Run};
use report::study::{render_table, write_html};
use std::error::Error;
use std::path::PathBuf;

#[derive(Parser)]
struct Options {
    /// Where to write the page with the plot
    #[arg(long, value_name = "PAGE.html")]
    out: Option<PathBuf>,
    /// How many accounts
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000, 100_000, 1_000_000])]
    accounts: Vec<usize>,
    /// The most accounts that share no series: a million take 4 GB
    #[arg(long, default_value_t = 100_000)]
    most_apart: usize,
    /// Said by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    let mut runs: Vec<Run> = Vec::new();
    for sharing in [Sharing::Shared, Sharing::Apart] {
        let sizes = options.accounts.iter().filter(|&&size| sharing == Sharing::Shared || size <= options.most_apart);
        for &accounts in sizes {
            runs.push(run(Case::new(sharing, accounts))?);
        }
    }
    let others = [one_by_one(1_000)?, chain::messages(1_000)?];
    println!("{}\n{}", render_table(&page::table(&runs)), render_table(&page::others(&others)));
    if let Some(path) = &options.out {
        write_html(&page::study(&runs, &others), path)?;
    }
    Ok(())
}
