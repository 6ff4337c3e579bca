//! The accounts of every instruction that ends a sale, Dutch or sealed.

use crate::{
    errors::{ensure, VaultError},
    instructions::vault::check_books,
};
use anchor_lang::prelude::*;
use vault_types::state::{PremiumAuction, Round, Vault};

/// A round in auction, as the sale ends: the auction's account is closed.
#[derive(Accounts)]
pub struct EndingSale<'info> {
    #[account(mut)]
    pub vault: Box<Account<'info, Vault>>,
    #[account(mut, has_one = vault, constraint = round.number == vault.round)]
    pub round: Box<Account<'info, Round>>,
    #[account(
        mut,
        has_one = vault,
        has_one = rent_payer,
        constraint = auction.round == vault.round,
        close = rent_payer
    )]
    pub auction: Box<Account<'info, PremiumAuction>>,
    /// CHECK: only receives the rent of the accounts that end; it is the account that paid it (`has_one` above).
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
}

impl EndingSale<'_> {
    /// The last check of the instruction.
    pub(crate) fn check(&self) -> Result<()> {
        check_books(&self.vault)?;
        ensure(self.round.invariant(), VaultError::BrokenInvariant)
    }
}
