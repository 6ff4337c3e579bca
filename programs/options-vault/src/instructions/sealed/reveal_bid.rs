//! Opens a committed bid and ranks it. Anyone who knows the opening may send it, so that a keeper can do it for a bidder.

use super::book::read_book;
use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, BidRevealed},
    pda::write_state,
};
use anchor_lang::prelude::*;
use vault_types::{
    sealed::{BidOpening, PRICE_ONE_E9},
    seeds,
    state::{BidStatus, PremiumAuction, SealedBid},
};

#[event_cpi]
#[derive(Accounts)]
pub struct RevealBid<'info> {
    #[account(mut)]
    pub auction: Box<Account<'info, PremiumAuction>>,
    #[account(mut, constraint = bid.vault == auction.vault && bid.round == auction.round)]
    pub bid: Box<Account<'info, SealedBid>>,
    /// CHECK: read with its owner and discriminator checked. It exists: only a sealed auction has bids.
    #[account(mut, seeds = [seeds::BOOK, auction.key().as_ref()], bump)]
    pub book: UncheckedAccount<'info>,
}

impl RevealBid<'_> {
    fn validate(&self, opening: &BidOpening, now_ts: i64) -> Result<()> {
        let (auction, bid) = (&self.auction, &self.bid);
        ensure(now_ts >= auction.end_ts, VaultError::CommitmentsOpen)?;
        ensure(now_ts < auction.close_ts, VaultError::RevealsOver)?;
        ensure(bid.status == BidStatus::COMMITTED, VaultError::AlreadyRevealed)?;
        ensure(bid.commitment == opening.commitment(&auction.key(), &bid.bidder), VaultError::WrongOpening)?;
        ensure((1..=PRICE_ONE_E9).contains(&opening.price_e9), VaultError::PriceNotBiddable)?;
        ensure(opening.quantity_atoms >= auction.smallest_sealed_bid_atoms(), VaultError::BidTooSmall)?;
        ensure(opening.quantity_atoms <= auction.size_atoms, VaultError::BidTooLarge)?;
        let cost_atoms = opening.cost_atoms().map_err(VaultError::from)?;
        ensure(cost_atoms <= bid.deposit_atoms, VaultError::DepositBelowBid)
    }

    fn apply(&mut self, opening: &BidOpening) -> Result<()> {
        let (auction, bid) = (&mut self.auction, &mut self.bid);
        bid.status = BidStatus::REVEALED;
        bid.quantity_atoms = opening.quantity_atoms;
        bid.price_e9 = opening.price_e9;
        auction.revealed_atoms = auction.revealed_atoms.checked_add(bid.deposit_atoms).ok_or(VaultError::Overflow)?;
        let mut book = read_book(&self.book)?;
        book.insert(bid.ranked());
        ensure(book.invariant(), VaultError::BrokenInvariant)?;
        write_state(&self.book, &*book)
    }
}

pub(crate) fn handler(ctx: Context<RevealBid>, quantity_atoms: u64, price_e9: u64, salt: [u8; 32]) -> Result<()> {
    let opening = BidOpening { quantity_atoms, price_e9, salt };
    let accounts = &mut *ctx.accounts;
    accounts.validate(&opening, now_ts()?)?;
    accounts.apply(&opening)?;

    ensure(accounts.auction.invariant() && accounts.bid.invariant(), VaultError::BrokenInvariant)?;
    let bid = &accounts.bid;
    let event =
        BidRevealed { vault: bid.vault, round: bid.round, bidder: bid.bidder, id: bid.id, quantity_atoms, price_e9 };
    record(&event, &ctx.accounts.event_authority)
}
