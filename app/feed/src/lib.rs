//! Prices of the markets: from a node or from a recorded stream of accounts, and when not to trust them. docs/FEED.md says what counts.
//!
//! ```text
//! record   the format of a recording: one line of JSON for each account that a node showed
//! market   what is followed: a price account, and what the program asks of it
//! price    the program's own reading of a price account
//! state    folds a recording into the price of each market, and the times in which it was stale
//! live     what a node shows, as entries of a recording
//! ```

pub mod live;
pub mod market;
pub mod price;
pub mod record;
pub mod state;
