//! Why there are no margins, one line each. Accounts and rows are counted from 0.

use crate::portfolio::InputError;

/// What is wrong with the columns of accounts.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AccountsError {
    #[error("{offsets} offsets for {accounts} accounts; there must be one more than accounts")]
    Offsets { offsets: usize, accounts: usize },

    #[error("{amounts} amounts for {instruments} instruments; every row has one of each")]
    Columns { amounts: usize, instruments: usize },

    #[error(
        "account {account}: its rows go from {from} to {until} of {rows}; offsets must not fall, nor leave the rows"
    )]
    Rows { account: usize, from: i32, until: i32, rows: usize },

    #[error("account {account}: cash is {cash}; it must be finite")]
    Cash { account: usize, cash: f64 },

    #[error("account {account}, row {row}: instrument {instrument} is not listed; there are {listed}, from 0")]
    NotListed { account: usize, row: usize, instrument: u32, listed: usize },

    #[error("account {account}, row {row}: instrument {instrument} comes after {before}; sort an account's rows by instrument, and add up what is held of one")]
    Order { account: usize, row: usize, instrument: u32, before: u32 },

    #[error("account {account}, row {row}: the amount is {amount}; it must be finite")]
    Amount { account: usize, row: usize, amount: f64 },

    #[error("account {account}: its margin is not finite; look for amounts that are too large")]
    NotFinite { account: usize },
}

/// What is wrong with a listing.
#[derive(Debug, thiserror::Error)]
pub enum ListingError {
    #[error("{field} has the strike and kind of an option before it; list each once")]
    Twice { field: String },

    #[error("{listed} instruments are listed; there is room for {most}")]
    TooMany { listed: usize, most: usize },

    #[error(transparent)]
    Input(#[from] InputError),
}
