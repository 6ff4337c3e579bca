//! Margin accounts: banks of collateral, expiries and series, books, requirements, thresholds, settlement.

mod account;
mod books;
mod evidence;
mod insurance;
mod liquidation;
mod listing;
mod named;
mod options;
mod risk;
mod settlement;
mod threshold;
mod vaults;

pub use {
    account::*, evidence::*, insurance::*, liquidation::*, listing::*, options::*, risk::*, settlement::*,
    threshold::*, vaults::*,
};
