//! Places in a vault's queues, one per owner and vault.

use crate::layout::*;
use crate::Pubkey;

/// Assets that join the vault when `round` starts.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct DepositTicket {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub vault: Pubkey,
    pub owner: Pubkey,
    pub round: u64,
    pub amount_atoms: u64,
    pub reserved: [u8; 32],
}

/// Shares that are paid at the price per share of the end of `round`.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct WithdrawalTicket {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub vault: Pubkey,
    pub owner: Pubkey,
    pub round: u64,
    pub shares: u64,
    pub reserved: [u8; 32],
}

account_layout!(DepositTicket, [147, 140, 28, 139, 216, 92, 230, 198]);
account_layout!(WithdrawalTicket, [92, 140, 181, 69, 244, 220, 233, 156]);
