//! Ends a sealed auction: the best bids buy, all at one price. Anyone may call it in the hour after the reveals.
//!
//! The reserve price is the model's at the oracle's price of this moment, so a market that moved since the bids were committed
//! cannot be sold to at yesterday's price.

use super::book::{check_sealed, close_book, read_book};
use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, SealedAuctionCleared},
    instructions::auction::ending_sale::*,
    oracle,
};
use anchor_lang::prelude::*;
use vault_types::{
    premium::model_price,
    sealed::{clear, reserve_price_e9, Clearing},
    seeds,
    state::{Halts, Market, SealedSale, Series, VaultState, VolSurface},
};

#[event_cpi]
#[derive(Accounts)]
pub struct ClearAuction<'info> {
    /// Keeps the price as its last one.
    #[account(mut, address = sale.vault.market)]
    pub market: Box<Account<'info, Market>>,
    pub sale: EndingSale<'info>,
    /// CHECK: read with its owner and discriminator checked; a Dutch auction has none.
    #[account(mut, seeds = [seeds::BOOK, sale.auction.key().as_ref()], bump)]
    pub book: UncheckedAccount<'info>,
    #[account(mut, address = sale.round.series)]
    pub series: Box<Account<'info, Series>>,
    /// Stale, it stops the sale, and the auction is voided.
    #[account(has_one = market)]
    pub surface: Box<Account<'info, VolSurface>>,
    /// The market's oracle account.
    /// CHECK: owner, address or feed, format, verification or status in [`oracle::read_fresh`], in the adapter of the market's source.
    pub price_update: UncheckedAccount<'info>,
}

impl ClearAuction<'_> {
    fn validate(&self, now_ts: i64) -> Result<()> {
        let (vault, auction) = (&self.sale.vault, &self.sale.auction);
        check_sealed(auction)?;
        ensure(vault.state == VaultState::AUCTION, VaultError::NotInAuction)?;
        // Halted for the whole hour, the auction is voided and everybody gets everything back.
        let halts = self.market.halts.with(vault.halts);
        ensure(!halts.include(Halts::SALES), VaultError::SalesHalted)?;
        ensure(now_ts >= auction.close_ts, VaultError::RevealsOpen)?;
        ensure(now_ts < auction.void_ts(), VaultError::ClearingOver)
    }

    /// Who buys, and at which price.
    fn compute(&self, spot_e8: u64, now_ts: i64) -> Result<(u64, Clearing)> {
        let auction = &self.sale.auction;
        let model = model_price(&self.series.terms(), spot_e8, &self.surface, now_ts).map_err(VaultError::from)?;
        let reserve_e9 =
            reserve_price_e9(&self.series.terms(), &model, auction.end_discount_bps).map_err(VaultError::from)?;
        let book = read_book(&self.book)?;
        let clearing = clear(book.ranked(), auction.size_atoms, reserve_e9).map_err(VaultError::from)?;
        Ok((reserve_e9, clearing))
    }

    fn apply(&mut self, clearing: &Clearing) -> Result<()> {
        let (vault, round, auction) = (&mut self.sale.vault, &mut self.sale.round, &self.sale.auction);
        // Forfeits beyond the round's size are no gain of the round: they would make shares so dear that the deposits which wait for
        // the next round bought next to none.
        let unrevealed_atoms = auction.unrevealed_atoms();
        let forfeited_atoms = unrevealed_atoms.min(auction.size_atoms);
        let excess_atoms = unrevealed_atoms.saturating_sub(forfeited_atoms);
        let premium_atoms = clearing.premium_atoms.checked_add(forfeited_atoms).ok_or(VaultError::Overflow)?;
        round.sale = SealedSale::cleared(clearing, forfeited_atoms);
        round.sold_atoms = clearing.sold_atoms;
        round.premium_atoms = premium_atoms;
        vault.state = VaultState::LIVE;
        self.series.sell(clearing.sold_atoms, clearing.premium_atoms).map_err(VaultError::from)?;
        vault.ledger.accept_bids(premium_atoms).map_err(VaultError::from)?;
        vault.ledger.forfeit_to_fees(excess_atoms).map_err(VaultError::from)?;
        let unsold_atoms = auction.size_atoms.saturating_sub(clearing.sold_atoms);
        Ok(vault.ledger.unlock(unsold_atoms).map_err(VaultError::from)?)
    }
}

pub(crate) fn handler(ctx: Context<ClearAuction>) -> Result<()> {
    let now_ts = now_ts()?;
    let accounts = &mut *ctx.accounts;
    accounts.validate(now_ts)?;
    let spot = oracle::read_fresh(&accounts.price_update, &mut accounts.market, now_ts)?;
    let (reserve_price_e9, clearing) = accounts.compute(spot.price_e8, now_ts)?;
    accounts.apply(&clearing)?;
    let sale = &accounts.sale;
    close_book(&accounts.book, &sale.rent_payer)?;

    sale.check()?;
    ensure(accounts.series.invariant(), VaultError::BrokenInvariant)?;
    let round = &sale.round;
    let event = SealedAuctionCleared {
        vault: round.vault,
        round: round.number,
        spot_e8: spot.price_e8,
        reserve_price_e9,
        clearing_price_e9: clearing.clearing_price_e9,
        sold_atoms: round.sold_atoms,
        premium_atoms: round.premium_atoms,
        forfeited_atoms: round.sale.forfeited_atoms,
    };
    record(&event, &ctx.accounts.event_authority)
}
