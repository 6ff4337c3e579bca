//! What depositors do: in and out of the vault.

mod admission;
pub mod cancel_deposit;
pub mod cancel_withdrawal;
pub mod claim_shares;
pub mod claim_withdrawal;
pub mod deposit;
pub mod deposit_now;
mod payee;
pub mod request_withdrawal;

pub(crate) use payee::is_associated;
pub use {
    cancel_deposit::*, cancel_withdrawal::*, claim_shares::*, claim_withdrawal::*, deposit::*, deposit_now::*,
    request_withdrawal::*,
};
