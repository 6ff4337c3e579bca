//! Buys options of the running round at the auction's price of this moment. A late bid keeps the auction open for others.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, OptionsSold},
    instructions::vault::check_custody,
    oracle,
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::{Token, TokenAccount};
use vault_types::{
    premium::{ask_atoms, ask_multiplier_bps, model_price},
    state::{AuctionMechanism, Halts, Market, PremiumAuction, Series, Vault, VaultState, VolSurface},
};

#[event_cpi]
#[derive(Accounts)]
pub struct Bid<'info> {
    pub bidder: Signer<'info>,
    /// Keeps the price as its last one.
    #[account(mut)]
    pub market: Box<Account<'info, Market>>,
    #[account(mut, has_one = market, has_one = custody)]
    pub vault: Box<Account<'info, Vault>>,
    #[account(mut, has_one = vault, has_one = series, constraint = auction.round == vault.round)]
    pub auction: Box<Account<'info, PremiumAuction>>,
    #[account(mut, has_one = option_mint)]
    pub series: Box<Account<'info, Series>>,
    /// CHECK: the series names it (`has_one`) and made it.
    #[account(mut)]
    pub option_mint: UncheckedAccount<'info>,
    /// Pays the premium.
    /// CHECK: the token program refuses any other mint or owner in the transfer.
    #[account(mut)]
    pub bidder_assets: UncheckedAccount<'info>,
    #[account(mut)]
    pub custody: Box<Account<'info, TokenAccount>>,
    /// Receives the options; may belong to anyone the bidder names.
    /// CHECK: the token program refuses any other mint or owner in the transfer.
    #[account(mut)]
    pub bidder_options: UncheckedAccount<'info>,
    /// Stale, it stops the sale: nothing is sold at a volatility that nobody has confirmed for a day, and nothing is lost by it.
    #[account(has_one = market)]
    pub surface: Box<Account<'info, VolSurface>>,
    /// The market's oracle account.
    /// CHECK: owner, address or feed, format, verification or status in [`oracle::read_fresh`], in the adapter of the market's source.
    pub price_update: UncheckedAccount<'info>,
    pub token_program: Program<'info, Token>,
}

impl Bid<'_> {
    fn validate(&self, quantity_atoms: u64, now_ts: i64) -> Result<()> {
        ensure(self.vault.state == VaultState::AUCTION, VaultError::NotInAuction)?;
        let halts = self.market.halts.with(self.vault.halts);
        ensure(!halts.include(Halts::SALES), VaultError::SalesHalted)?;
        let auction = &self.auction;
        ensure(auction.mechanism == AuctionMechanism::DUTCH, VaultError::NotADutchAuction)?;
        ensure(quantity_atoms > 0, VaultError::ZeroAmount)?;
        ensure(now_ts < auction.close_ts, VaultError::AuctionOver)?;
        ensure(quantity_atoms <= auction.unsold_atoms(), VaultError::BidTooLarge)?;
        ensure(quantity_atoms >= auction.smallest_bid_atoms(), VaultError::BidTooSmall)?;
        Ok(())
    }

    /// The asking price: the model at the live spot and the live surface, times the auction's multiplier of this moment.
    fn premium(&self, quantity_atoms: u64, spot_e8: u64, now_ts: i64) -> Result<u64> {
        let model = model_price(&self.series, spot_e8, &self.surface, now_ts).map_err(VaultError::from)?;
        let multiplier_bps = ask_multiplier_bps(&self.auction, now_ts).map_err(VaultError::from)?;
        let asked = ask_atoms(&self.series, quantity_atoms, &model, multiplier_bps);
        Ok(asked.map_err(VaultError::from)?)
    }

    fn apply(&mut self, quantity_atoms: u64, premium_atoms: u64, now_ts: i64) -> Result<()> {
        let auction = &mut self.auction;
        auction.sold_atoms = checked_sum(auction.sold_atoms, quantity_atoms)?;
        auction.premium_atoms = checked_sum(auction.premium_atoms, premium_atoms)?;
        auction.bids = auction.bids.saturating_add(1);
        auction.close_ts = auction.close_after_bid_ts(now_ts);
        self.series.sell(quantity_atoms, premium_atoms).map_err(VaultError::from)?;
        self.series.hand_over(quantity_atoms).map_err(VaultError::from)?;
        self.vault.ledger.receive_premium(premium_atoms).map_err(VaultError::from)?;
        Ok(())
    }
}

pub(crate) fn handler(ctx: Context<Bid>, quantity_atoms: u64, max_premium_atoms: u64) -> Result<()> {
    let now_ts = now_ts()?;
    let accounts = &mut *ctx.accounts;
    accounts.validate(quantity_atoms, now_ts)?;
    let spot = oracle::read_fresh(&accounts.price_update, &mut accounts.market, now_ts)?;
    let premium_atoms = accounts.premium(quantity_atoms, spot.price_e8, now_ts)?;
    ensure(premium_atoms <= max_premium_atoms, VaultError::PremiumAboveLimit)?;
    accounts.apply(quantity_atoms, premium_atoms, now_ts)?;

    tokens::transfer(
        accounts.bidder_assets.info(),
        accounts.custody.info(),
        accounts.bidder.info(),
        premium_atoms,
        Signature::User,
    )?;
    tokens::mint(
        accounts.option_mint.info(),
        accounts.bidder_options.info(),
        accounts.series.info(),
        quantity_atoms,
        Signature::Series(&accounts.series),
    )?;
    check_custody(&accounts.vault, &mut accounts.custody)?;
    ensure(accounts.auction.invariant(), VaultError::BrokenInvariant)?;
    let event = OptionsSold {
        vault: accounts.vault.key(),
        round: accounts.auction.round,
        bidder: accounts.bidder.key(),
        quantity_atoms,
        premium_atoms,
        spot_e8: spot.price_e8,
        close_ts: accounts.auction.close_ts,
    };
    record(&event, &ctx.accounts.event_authority)
}

fn checked_sum(a: u64, b: u64) -> Result<u64> {
    Ok(a.checked_add(b).ok_or(VaultError::Overflow)?)
}
