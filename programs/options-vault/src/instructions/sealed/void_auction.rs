//! Ends a sealed auction that nobody cleared in time, for want of a price or of a keeper: nothing is sold, every bid gets its
//! whole deposit back. Anyone may call it; neither oracle nor operator can hold the round up.

use super::book::{check_sealed, close_book, read_book};
use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, SealedAuctionVoided},
    instructions::auction::ending_sale::*,
};
use anchor_lang::prelude::*;
use vault_types::{
    seeds,
    state::{SealedSale, VaultState},
};

#[event_cpi]
#[derive(Accounts)]
pub struct VoidAuction<'info> {
    pub sale: EndingSale<'info>,
    /// CHECK: read with its owner and discriminator checked; a Dutch auction has none.
    #[account(mut, seeds = [seeds::BOOK, sale.auction.key().as_ref()], bump)]
    pub book: UncheckedAccount<'info>,
}

pub(crate) fn handler(ctx: Context<VoidAuction>) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    let sale = &mut accounts.sale;
    let (vault, round, auction) = (&mut sale.vault, &mut sale.round, &sale.auction);
    check_sealed(auction)?;
    ensure(vault.state == VaultState::AUCTION, VaultError::NotInAuction)?;
    ensure(now_ts()? >= auction.void_ts(), VaultError::ClearingPossible)?;
    read_book(&accounts.book)?; // of no use any more, but to be sure of what is closed

    round.sale = SealedSale::VOID;
    vault.state = VaultState::LIVE;
    vault.ledger.unlock(auction.size_atoms).map_err(VaultError::from)?;
    close_book(&accounts.book, &sale.rent_payer)?;

    sale.check()?;
    let (round, auction) = (&sale.round, &sale.auction);
    let event =
        SealedAuctionVoided { vault: round.vault, round: round.number, refundable_atoms: auction.committed_atoms };
    record(&event, &ctx.accounts.event_authority)
}
