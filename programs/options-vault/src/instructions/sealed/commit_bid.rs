//! Commits a sealed bid: its hash, and a deposit that covers it.
//!
//! The deposit bounds what the bid can cost and is all that others see of it. It is forfeited if the bid is not revealed.

use super::book::check_sealed;
use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, BidCommitted},
    instructions::vault::check_custody,
    pda::NewPda,
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::{Token, TokenAccount};
use vault_types::{
    seeds,
    state::{BidStatus, Halts, PremiumAuction, SealedBid, Vault, VaultState, VERSION},
};

#[event_cpi]
#[derive(Accounts)]
#[instruction(id: u8)]
pub struct CommitBid<'info> {
    /// Pays deposit and rent; both come back to it, less the premium.
    #[account(mut)]
    pub bidder: Signer<'info>,
    #[account(mut, has_one = custody)]
    pub vault: Box<Account<'info, Vault>>,
    #[account(mut, has_one = vault, constraint = auction.round == vault.round)]
    pub auction: Box<Account<'info, PremiumAuction>>,
    /// CHECK: created by the handler.
    #[account(mut, seeds = [seeds::BID, auction.key().as_ref(), bidder.key().as_ref(), &[id]], bump)]
    pub bid: UncheckedAccount<'info>,
    /// Pays the deposit.
    /// CHECK: the token program refuses any other mint or owner in the transfer.
    #[account(mut)]
    pub bidder_assets: UncheckedAccount<'info>,
    #[account(mut)]
    pub custody: Box<Account<'info, TokenAccount>>,
    pub token_program: Program<'info, Token>,
    pub system_program: Program<'info, System>,
}

impl CommitBid<'_> {
    fn validate(&self, deposit_atoms: u64, now_ts: i64) -> Result<()> {
        check_sealed(&self.auction)?;
        ensure(self.vault.state == VaultState::AUCTION, VaultError::NotInAuction)?;
        // A market's halt stops the clearing; then everybody gets everything back.
        ensure(!self.vault.halts.include(Halts::SALES), VaultError::SalesHalted)?;
        ensure(now_ts < self.auction.end_ts, VaultError::CommitmentsOver)?;
        ensure(deposit_atoms > 0, VaultError::ZeroAmount)
    }

    fn apply(&mut self, deposit_atoms: u64) -> Result<()> {
        let auction = &mut self.auction;
        auction.bids = auction.bids.checked_add(1).ok_or(VaultError::Overflow)?;
        auction.committed_atoms = auction.committed_atoms.checked_add(deposit_atoms).ok_or(VaultError::Overflow)?;
        Ok(self.vault.ledger.escrow_bid(deposit_atoms).map_err(VaultError::from)?)
    }

    fn create(&self, bid: &SealedBid) -> Result<()> {
        let auction = self.auction.key();
        let seeds: &[&[u8]] = &[seeds::BID, auction.as_ref(), bid.bidder.as_ref(), &[bid.id], &[bid.bump]];
        NewPda { payer: &self.bidder, account: &self.bid, seeds }.create_state(bid)
    }
}

pub(crate) fn handler(ctx: Context<CommitBid>, id: u8, commitment: [u8; 32], deposit_atoms: u64) -> Result<()> {
    let now_ts = now_ts()?;
    let accounts = &mut *ctx.accounts;
    accounts.validate(deposit_atoms, now_ts)?;
    let bid = SealedBid {
        version: VERSION,
        bump: ctx.bumps.bid,
        id,
        status: BidStatus::COMMITTED,
        sequence: accounts.auction.bids,
        vault: accounts.vault.key(),
        bidder: accounts.bidder.key(),
        round: accounts.auction.round,
        commitment,
        deposit_atoms,
        quantity_atoms: 0,
        price_e9: 0,
        reserved: [0; 32],
    };
    accounts.apply(deposit_atoms)?;
    accounts.create(&bid)?;

    tokens::transfer(
        accounts.bidder_assets.info(),
        accounts.custody.info(),
        accounts.bidder.info(),
        deposit_atoms,
        Signature::User,
    )?;
    check_custody(&accounts.vault, &mut accounts.custody)?;
    ensure(accounts.auction.invariant() && bid.invariant(), VaultError::BrokenInvariant)?;
    let event = BidCommitted {
        vault: bid.vault,
        round: bid.round,
        bidder: bid.bidder,
        id,
        sequence: bid.sequence,
        commitment,
        deposit_atoms,
    };
    record(&event, &ctx.accounts.event_authority)
}
