//! Ends a sealed auction that nobody cleared in time, for want of a price or of a keeper: nothing is sold, every bid gets its
//! whole deposit back. Anyone may call it; neither oracle nor operator can hold the round up.

use super::book::{check_sealed, close_book, read_book};
use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, SealedAuctionVoided},
    instructions::vault::check_books,
};
use anchor_lang::prelude::*;
use vault_types::{
    seeds,
    state::{PremiumAuction, Round, SealedSale, Vault, VaultState},
};

#[event_cpi]
#[derive(Accounts)]
pub struct VoidAuction<'info> {
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
    /// CHECK: read with its owner and discriminator checked; a Dutch auction has none.
    #[account(mut, seeds = [seeds::BOOK, auction.key().as_ref()], bump)]
    pub book: UncheckedAccount<'info>,
    /// CHECK: only receives the rent of auction and book; it is the account that paid it (`has_one` above).
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
}

pub(crate) fn handler(ctx: Context<VoidAuction>) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    let (vault, round, auction) = (&mut accounts.vault, &mut accounts.round, &accounts.auction);
    check_sealed(auction)?;
    ensure(vault.state == VaultState::AUCTION, VaultError::NotInAuction)?;
    ensure(now_ts()? >= auction.void_ts(), VaultError::ClearingPossible)?;
    read_book(&accounts.book)?; // of no use any more, but to be sure of what is closed

    round.sale = SealedSale::VOID;
    vault.state = VaultState::LIVE;
    vault.ledger.unlock(auction.size_atoms).map_err(VaultError::from)?;
    close_book(&accounts.book, &accounts.rent_payer)?;

    check_books(vault)?;
    ensure(round.invariant(), VaultError::BrokenInvariant)?;
    let event =
        SealedAuctionVoided { vault: round.vault, round: round.number, refundable_atoms: auction.committed_atoms };
    record(&event, &ctx.accounts.event_authority)
}
