//! Buys options of the running round at the auction's price of this moment. A late bid keeps the auction open for others.

use super::sale::*;
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
use vault_types::state::{Market, PremiumAuction, Series, Vault, VolSurface};

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
    fn apply(&mut self, sale: &Sale, premium_atoms: u64) -> Result<()> {
        sale.note(&mut self.auction, premium_atoms)?;
        self.series.sell(sale.cover_atoms, premium_atoms).map_err(VaultError::from)?;
        self.series.hand_over(sale.cover_atoms).map_err(VaultError::from)?;
        self.vault.ledger.receive_premium(premium_atoms).map_err(VaultError::from)?;
        Ok(())
    }
}

pub(crate) fn handler(ctx: Context<Bid>, quantity_atoms: u64, max_premium_atoms: u64) -> Result<()> {
    let now_ts = now_ts()?;
    let accounts = &mut *ctx.accounts;
    let smallest_atoms = accounts.auction.smallest_bid_atoms();
    let sale = Sale { cover_atoms: quantity_atoms, smallest_atoms, now_ts };
    sale.validate(&accounts.vault, &accounts.market, &accounts.auction)?;
    let spot = oracle::read_fresh(&accounts.price_update, &mut accounts.market, now_ts)?;
    let option = accounts.series.terms();
    let premium_atoms = sale.premium(&accounts.auction, &option, spot.price_e8, &accounts.surface)?;
    ensure(premium_atoms <= max_premium_atoms, VaultError::PremiumAboveLimit)?;
    accounts.apply(&sale, premium_atoms)?;

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
