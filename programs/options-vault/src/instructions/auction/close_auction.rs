//! Ends a Dutch auction whose time is over or which is sold out. Anyone may call it.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, AuctionClosed},
    instructions::vault::check_books,
};
use anchor_lang::prelude::*;
use vault_types::state::{AuctionMechanism, PremiumAuction, Round, Vault, VaultState};

#[event_cpi]
#[derive(Accounts)]
pub struct CloseAuction<'info> {
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
    /// CHECK: only receives the auction's rent; it is the account that paid it (`has_one` above).
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
}

pub(crate) fn handler(ctx: Context<CloseAuction>) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    let (vault, round, auction) = (&mut accounts.vault, &mut accounts.round, &accounts.auction);
    ensure(vault.state == VaultState::AUCTION, VaultError::NotInAuction)?;
    ensure(auction.mechanism == AuctionMechanism::DUTCH, VaultError::NotADutchAuction)?;
    let unsold_atoms = auction.unsold_atoms();
    let is_over = now_ts()? >= auction.close_ts;
    ensure(is_over || unsold_atoms == 0, VaultError::AuctionRunning)?;

    round.sold_atoms = auction.sold_atoms;
    round.premium_atoms = auction.premium_atoms;
    vault.state = VaultState::LIVE;
    vault.ledger.unlock(unsold_atoms).map_err(VaultError::from)?;

    check_books(vault)?;
    ensure(round.invariant(), VaultError::BrokenInvariant)?;
    let event = AuctionClosed {
        vault: vault.key(),
        round: round.number,
        sold_atoms: round.sold_atoms,
        unsold_atoms,
        premium_atoms: round.premium_atoms,
    };
    record(&event, &ctx.accounts.event_authority)
}
