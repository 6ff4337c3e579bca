//! Margin accounts: banks of collateral, expiries and series, books, requirements, thresholds, settlement.

mod account;
mod books;
mod evidence;
mod listing;
mod named;
mod options;
mod risk;
mod settlement;
mod threshold;
mod vaults;

pub use {account::*, evidence::*, listing::*, options::*, risk::*, settlement::*, threshold::*, vaults::*};
