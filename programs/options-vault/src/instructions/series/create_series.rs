//! Lists a series. Anyone may list any strike of the grid and any coming expiry of the calendar; a vault only ever uses
//! the one that its own rule picks.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, SeriesCreated},
    instructions::series::{check_expiry_is_listed, check_strike_is_listed},
    pda::NewPda,
};
use anchor_lang::prelude::*;
use anchor_spl::token::{Mint, Token};
use vault_types::{
    seeds,
    state::{Market, OptionKind, Series, Settlement, VERSION},
};

#[event_cpi]
#[derive(Accounts)]
#[instruction(kind: OptionKind, strike_e8: u64, expiry_ts: i64)]
pub struct CreateSeries<'info> {
    /// Pays the rent.
    #[account(mut)]
    pub payer: Signer<'info>,
    pub market: Box<Account<'info, Market>>,
    /// CHECK: created by the handler.
    #[account(
        mut,
        seeds = [
            seeds::SERIES,
            market.key().as_ref(),
            &[kind.code()],
            &strike_e8.to_le_bytes(),
            &expiry_ts.to_le_bytes(),
            settlement_mint.key().as_ref(),
        ],
        bump
    )]
    pub series: UncheckedAccount<'info>,
    /// What the option is collateralised and settled in: the underlying for a call, the quote for a put.
    #[account(address = market.settlement_mint(kind))]
    pub settlement_mint: Box<Account<'info, Mint>>,
    /// Longs: one atom is backed by one atom of `settlement_mint`.
    /// CHECK: created by the handler.
    #[account(mut, seeds = [seeds::OPTION_MINT, series.key().as_ref()], bump)]
    pub option_mint: UncheckedAccount<'info>,
    /// Writers pay in, holders are paid out.
    /// CHECK: created by the handler.
    #[account(mut, seeds = [seeds::POOL, series.key().as_ref()], bump)]
    pub pool: UncheckedAccount<'info>,
    pub token_program: Program<'info, Token>,
    pub system_program: Program<'info, System>,
}

impl<'info> CreateSeries<'info> {
    fn validate(&self, kind: OptionKind, strike_e8: u64, expiry_ts: i64) -> Result<()> {
        ensure(kind.is_known(), VaultError::KindNotListed)?;
        check_strike_is_listed(&self.market, strike_e8)?;
        check_expiry_is_listed(&self.market.calendar, expiry_ts, now_ts()?)
    }

    fn create(&self, series: &Series, bumps: &CreateSeriesBumps) -> Result<()> {
        let key = self.series.key();
        self.new_pda(
            &self.series,
            &[
                seeds::SERIES,
                series.market.as_ref(),
                &[series.kind.code()],
                &series.strike_e8.to_le_bytes(),
                &series.expiry_ts.to_le_bytes(),
                series.settlement_mint.as_ref(),
                &[series.bump],
            ],
        )
        .create_state(series)?;
        self.new_pda(&self.option_mint, &[seeds::OPTION_MINT, key.as_ref(), &[bumps.option_mint]])
            .create_mint(self.settlement_mint.decimals, &key)?;
        self.new_pda(&self.pool, &[seeds::POOL, key.as_ref(), &[bumps.pool]])
            .create_token_account(self.settlement_mint.to_account_info(), &key)
    }

    fn new_pda<'a>(&'a self, account: &'a UncheckedAccount<'info>, seeds: &'a [&'a [u8]]) -> NewPda<'a, 'info> {
        NewPda { payer: &self.payer, account, seeds }
    }
}

pub(crate) fn handler(ctx: Context<CreateSeries>, kind: OptionKind, strike_e8: u64, expiry_ts: i64) -> Result<()> {
    ctx.accounts.validate(kind, strike_e8, expiry_ts)?;
    let series = Series {
        version: VERSION,
        bump: ctx.bumps.series,
        kind,
        padding: [0; 5],
        market: ctx.accounts.market.key(),
        settlement_mint: ctx.accounts.settlement_mint.key(),
        option_mint: ctx.accounts.option_mint.key(),
        pool: ctx.accounts.pool.key(),
        strike_e8,
        expiry_ts,
        settlement: Settlement::UNPRICED,
        outstanding_atoms: 0,
        pool_atoms: 0,
        sold_atoms: 0,
        premium_atoms: 0,
        reserved: [0; 64],
    };
    ctx.accounts.create(&series, &ctx.bumps)?;
    let event = SeriesCreated { series: ctx.accounts.series.key(), kind, strike_e8, expiry_ts };
    record(&event, &ctx.accounts.event_authority)
}
