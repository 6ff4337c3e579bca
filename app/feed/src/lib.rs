//! Prices of the markets: from a recorded stream of accounts.
//!
//! ```text
//! record   the format of a recording: one line of JSON for each account that a node showed
//! ```

pub mod record;
