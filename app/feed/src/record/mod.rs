//! A recorded stream: a file of JSON lines in the order of receipt. A line is an account as a node showed it, or nothing but a time:
//! a sign of life of whoever records, so that a silent feed can be told from a recording that has ended.
//!
//! ```text
//! {"received_ms":1700000000000,"slot":5,"address":"<base 58>","owner":"<base 58>","data":"<base 64>"}
//! {"received_ms":1700000001000}
//! ```
//!
//! There is one way to write an entry, and reading it gives the entry back.

mod error;
mod line;
mod order;
mod reader;
mod writer;

pub use error::{LineProblem, RecordError};
pub use order::Order;
pub use reader::Reader;
pub use writer::Writer;

use vault_types::Pubkey;

/// What stands in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When it was received, unix milliseconds by the clock of whoever recorded it; never falls within a recording.
    pub received_ms: i64,
    /// `None`: nothing more had come until then.
    pub update: Option<AccountUpdate>,
}

/// An account as it was on chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountUpdate {
    /// Of the block in which a node saw it so; never falls for one address.
    pub slot: u64,
    pub address: Pubkey,
    pub owner: Pubkey,
    pub data: Vec<u8>,
}

impl AccountUpdate {
    /// Where there is no account: for the chain that is an empty one of the system program, whose address is all zeros.
    pub fn missing(slot: u64, address: Pubkey) -> Self {
        Self { slot, address, owner: Pubkey::default(), data: Vec::new() }
    }

    pub fn is_missing(&self) -> bool {
        self.owner == Pubkey::default() && self.data.is_empty()
    }
}
