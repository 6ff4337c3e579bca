//! Vaults that sell more than they cover: the NAV of a round lies in the bank, as collateral of a margin account that the vault owns.

pub mod bid_on_margin;
mod collateral;
pub mod open_vault_margin_account;
pub mod roll_on_margin;
pub mod settle_on_margin;

pub use {bid_on_margin::*, collateral::*, open_vault_margin_account::*, roll_on_margin::*, settle_on_margin::*};
