//! What a signer holds against the prices of a snapshot.

use super::outcome::Failure;
use command_line::{json, named};
use signer::prices::{Followed, Prices, PricesInput};
use std::path::PathBuf;

/// One of the two, on purpose.
#[derive(clap::Args)]
#[group(required = true, multiple = false)]
pub struct PriceOptions {
    /// The signer's own source of prices: a node, the markets' price accounts, and how far a snapshot may be off
    #[arg(long, value_name = "FILE.json")]
    prices: Option<PathBuf>,
    /// Without one: whoever writes the snapshot says what the markets are worth
    #[arg(long)]
    trust_snapshot: bool,
}

impl PriceOptions {
    /// Begins to follow the node.
    pub fn prices(&self) -> Result<Prices, Failure> {
        let Some(path) = &self.prices else { return Ok(Prices::TrustSnapshot) };
        let prices: PricesInput = json(path)?;
        let (source, markets) = prices.read().map_err(|error| named(path, error))?;
        let source = Followed::start(source, markets);
        let failed = |error| Failure::Broken(format!("cannot follow a node ({error}): try again"));
        source.map(Prices::Own).map_err(failed)
    }
}
