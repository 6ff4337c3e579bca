//! Accounts, and collateral going in and out.

pub mod close_margin_account;
pub mod deposit_collateral;
pub mod open_margin_account;
pub mod set_margin_mode;
pub mod withdraw_collateral;

pub use {
    close_margin_account::*, deposit_collateral::*, open_margin_account::*, set_margin_mode::*, withdraw_collateral::*,
};
