//! What depositors do: in and out of the vault.

pub mod cancel_deposit;
pub mod cancel_withdrawal;
pub mod claim_shares;
pub mod claim_withdrawal;
pub mod deposit;
pub mod request_withdrawal;

pub use {
    cancel_deposit::*, cancel_withdrawal::*, claim_shares::*, claim_withdrawal::*, deposit::*, request_withdrawal::*,
};
