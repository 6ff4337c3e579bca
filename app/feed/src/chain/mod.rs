//! From the program's accounts and a recording of prices to what stands in a snapshot file. docs/SNAPSHOT.md says what it is for.
//!
//! ```text
//! ask       all accounts from a node, in one slot
//! accounts  accounts as they were shown, each read as what it must be
//! prices    a price for each market, fresh at the chain's time
//! take      all of it together
//! ```

mod accounts;
mod ask;
mod error;
mod prices;
mod take;

pub use accounts::{ChainAccounts, CLOCK};
pub use ask::Question;
pub use error::TakeError;
pub use take::{take, NotTaken, Obstacle, OldSmiles, Taken, Wanted};
