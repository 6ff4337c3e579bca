//! Why there is no snapshot, one line each.

use feed::{market::MarketsError, record::RecordError};
use thiserror::Error;
use threshold_model::SnapshotError;
use vault_types::{margin::MarginError, Pubkey};

#[derive(Debug, PartialEq, Eq, Error)]
pub enum TakeError {
    #[error("{node}: {reason}")]
    Node { node: String, reason: String },
    #[error("{0}")]
    Recording(#[from] RecordError),
    #[error("slot {slot} is before {least}: the node has fallen behind, or the accounts are old")]
    OldSlot { slot: u64, least: u64 },
    #[error("the clock is of slot {clock}, {address} of slot {slot}: too far apart, ask again or another node")]
    Apart { clock: u64, address: Pubkey, slot: u64 },
    #[error("there is no {what} at {address}: check the address and the cluster")]
    Missing { what: &'static str, address: Pubkey },
    #[error("{address} is no {what} of this program: it belongs to {owner}")]
    OtherProgram { what: &'static str, address: Pubkey, owner: Pubkey },
    #[error("{address} is no {what} that this version reads")]
    OtherAccount { what: &'static str, address: Pubkey },
    #[error("the house {house} has no market with risk parameters that is not left out: nobody needs a threshold")]
    NoMarket { house: Pubkey },
    #[error("market {market}: its price stands in no account of its own: say where with --price {market}=ACCOUNT")]
    NoPriceAccount { market: Pubkey },
    #[error("{0}")]
    Feed(#[from] MarketsError),
    #[error("market {market} is stale at {observed_ts}: {reason}; record it again")]
    Stale { market: Pubkey, observed_ts: i64, reason: String },
    #[error("market {market} is not in the risk model: have the house agree on a model with it")]
    NotInModel { market: Pubkey },
    #[error("{error}")]
    Market { error: SnapshotError },
    #[error("{market} is no market of the house: check {option}")]
    UnknownMarket { market: Pubkey, option: &'static str },
    #[error("market {market}: its account has no volatility that the program could use ({error})")]
    Volatility { market: Pubkey, error: MarginError },
}
