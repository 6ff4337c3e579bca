//! Prices by a source of the signer's own: a node that it asks itself, and nobody who writes snapshots.
//!
//! ```text
//! input     the file that names the node, the markets' price accounts, and how far a snapshot may be off
//! followed  a thread that follows the node, and what it knows now
//! ```

mod followed;
mod input;

pub use followed::Followed;
pub use input::{OwnMarket, OwnMarketInput, PricesError, PricesInput, DEFAULT_TOLERANCE_BPS};

use crate::rules::prices::{check, PriceObjection, Spot};
use std::time::Duration;
use vault_types::Pubkey;

/// What a signer holds against the prices of a snapshot.
pub enum Prices {
    /// Its own.
    Own(Followed),
    /// Nothing: whoever writes the snapshot says what the markets are worth.
    TrustSnapshot,
}

impl Prices {
    pub fn is_own(&self) -> bool {
        matches!(self, Self::Own(_))
    }

    /// The rule of [`crate::rules::prices`]; `note` is told how many basis points each market is off.
    pub fn check(&self, spots: &[Spot], note: impl FnMut(&Pubkey, u64)) -> Result<(), PriceObjection> {
        match self {
            Self::Own(source) => check(spots, source, note),
            Self::TrustSnapshot => Ok(()),
        }
    }

    /// Returns when all of these markets that it follows have a price, or after this time.
    pub fn wait(&self, spots: &[Spot], patience: Duration) {
        if let Self::Own(source) = self {
            source.wait(spots, patience);
        }
    }
}
