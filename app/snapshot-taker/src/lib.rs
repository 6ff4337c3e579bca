//! From the program's accounts and a recording of prices to what stands in a snapshot file. docs/SNAPSHOT.md says what it is for.
//!
//! ```text
//! ask       all accounts from a node, at nearly one time
//! accounts  accounts as they were shown, each read as what it must be
//! prices    a price for each market, fresh at the chain's time
//! take      all of it together
//! ```

mod accounts;
mod ask;
mod error;
mod prices;
mod take;

pub use accounts::ChainAccounts;
pub use ask::Question;
pub use error::TakeError;
pub use take::{take, NotTaken, Obstacle, OldSmiles, Taken, Wanted};

use vault_types::{Pubkey, ID};

/// Where the program keeps what belongs to another account of its own.
fn derived(seed: &[u8], of: &Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[seed, of.as_ref()], &ID).0
}
