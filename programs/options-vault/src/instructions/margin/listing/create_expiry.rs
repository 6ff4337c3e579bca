//! Lists an expiry of a market for margin accounts. Anyone may list any coming one of the calendar.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, ExpiryCreated},
    instructions::series::check_expiry_is_listed,
    pda::NewPda,
};
use anchor_lang::prelude::*;
use anchor_spl::token::{Mint, Token};
use vault_types::{
    seeds,
    state::{CollateralBank, Expiry, Market, Settlement, SettlementAsset, VERSION},
};

#[event_cpi]
#[derive(Accounts)]
#[instruction(expiry_ts: i64)]
pub struct CreateExpiry<'info> {
    /// Pays the rent.
    #[account(mut)]
    pub payer: Signer<'info>,
    pub market: Box<Account<'info, Market>>,
    /// CHECK: created by the handler.
    #[account(mut, seeds = [seeds::EXPIRY, market.key().as_ref(), &expiry_ts.to_le_bytes()], bump)]
    pub expiry: UncheckedAccount<'info>,
    #[account(address = market.underlying_mint)]
    pub underlying_mint: Box<Account<'info, Mint>>,
    #[account(address = market.quote_mint)]
    pub quote_mint: Box<Account<'info, Mint>>,
    /// Where accounts of the house keep the one token.
    #[account(constraint = underlying_bank.config == market.config && underlying_bank.mint == market.underlying_mint)]
    pub underlying_bank: Box<Account<'info, CollateralBank>>,
    /// And the other.
    #[account(constraint = quote_bank.config == market.config && quote_bank.mint == market.quote_mint)]
    pub quote_bank: Box<Account<'info, CollateralBank>>,
    /// CHECK: created by the handler.
    #[account(mut, seeds = [seeds::POOL, expiry.key().as_ref(), &[SettlementAsset::UNDERLYING.code()]], bump)]
    pub underlying_pool: UncheckedAccount<'info>,
    /// CHECK: created by the handler.
    #[account(mut, seeds = [seeds::POOL, expiry.key().as_ref(), &[SettlementAsset::QUOTE.code()]], bump)]
    pub quote_pool: UncheckedAccount<'info>,
    pub token_program: Program<'info, Token>,
    pub system_program: Program<'info, System>,
}

impl CreateExpiry<'_> {
    fn new_expiry(&self, expiry_ts: i64, bump: u8) -> Expiry {
        Expiry {
            version: VERSION,
            bump,
            underlying_decimals: self.underlying_mint.decimals,
            quote_decimals: self.quote_mint.decimals,
            padding: [0; 4],
            market: self.market.key(),
            underlying_mint: self.market.underlying_mint,
            quote_mint: self.market.quote_mint,
            underlying_pool: self.underlying_pool.key(),
            quote_pool: self.quote_pool.key(),
            expiry_ts,
            settlement: Settlement::UNPRICED,
            underlying_pool_atoms: 0,
            quote_pool_atoms: 0,
            reserved: [0; 64],
        }
    }

    fn create_pools(&self, bumps: &CreateExpiryBumps) -> Result<()> {
        let key = self.expiry.key();
        let pools = [
            (&self.underlying_pool, &self.underlying_mint, SettlementAsset::UNDERLYING, bumps.underlying_pool),
            (&self.quote_pool, &self.quote_mint, SettlementAsset::QUOTE, bumps.quote_pool),
        ];
        for (account, mint, asset, bump) in pools {
            let seeds: &[&[u8]] = &[seeds::POOL, key.as_ref(), &[asset.code()], &[bump]];
            NewPda { payer: &self.payer, account, seeds }.create_token_account(mint.to_account_info(), &key)?;
        }
        Ok(())
    }
}

pub(crate) fn handler(ctx: Context<CreateExpiry>, expiry_ts: i64) -> Result<()> {
    let accounts = &*ctx.accounts;
    check_expiry_is_listed(&accounts.market.calendar, expiry_ts, now_ts()?)?;
    // The price of last resort is there from the start: every expiry can be settled.
    ensure(accounts.market.last_price_e8 > 0, VaultError::PriceNeverObserved)?;
    let expiry = accounts.new_expiry(expiry_ts, ctx.bumps.expiry);
    ensure(expiry.invariant(), VaultError::InvalidParameters)?;
    let seeds: &[&[u8]] = &[seeds::EXPIRY, expiry.market.as_ref(), &expiry_ts.to_le_bytes(), &[expiry.bump]];
    NewPda { payer: &accounts.payer, account: &accounts.expiry, seeds }.create_state(&expiry)?;
    accounts.create_pools(&ctx.bumps)?;
    let event = ExpiryCreated { expiry: accounts.expiry.key(), market: expiry.market, expiry_ts };
    record(&event, &ctx.accounts.event_authority)
}
