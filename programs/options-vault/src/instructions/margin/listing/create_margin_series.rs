//! Lists a series for margin accounts. Anyone may list any strike of the market's grid.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, MarginSeriesCreated},
    instructions::series::check_strike_is_listed,
    pda::NewPda,
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use vault_types::{
    seeds,
    state::{Expiry, MarginSeries, Market, OptionKind, SettlementAsset, VERSION},
};

#[event_cpi]
#[derive(Accounts)]
#[instruction(kind: OptionKind, settlement: SettlementAsset, strike_e8: u64)]
pub struct CreateMarginSeries<'info> {
    /// Pays the rent.
    #[account(mut)]
    pub payer: Signer<'info>,
    pub market: Box<Account<'info, Market>>,
    #[account(has_one = market)]
    pub expiry: Box<Account<'info, Expiry>>,
    /// CHECK: created by the handler.
    #[account(
        mut,
        seeds = [
            seeds::MARGIN_SERIES,
            expiry.key().as_ref(),
            &[kind.code()],
            &[settlement.code()],
            &strike_e8.to_le_bytes(),
        ],
        bump
    )]
    pub series: UncheckedAccount<'info>,
    /// Longs in wallets: one atom is the right on one atom of the underlying.
    /// CHECK: created by the handler.
    #[account(mut, seeds = [seeds::OPTION_MINT, series.key().as_ref()], bump)]
    pub option_mint: UncheckedAccount<'info>,
    pub token_program: Program<'info, Token>,
    pub system_program: Program<'info, System>,
}

pub(crate) fn handler(
    ctx: Context<CreateMarginSeries>,
    kind: OptionKind,
    settlement: SettlementAsset,
    strike_e8: u64,
) -> Result<()> {
    let accounts = &*ctx.accounts;
    ensure(MarginSeries::is_listed(kind, settlement), VaultError::KindNotListed)?;
    check_strike_is_listed(&accounts.market, strike_e8)?;
    ensure(now_ts()? < accounts.expiry.expiry_ts, VaultError::ExpiryNotListed)?;
    let series = MarginSeries {
        version: VERSION,
        bump: ctx.bumps.series,
        kind,
        settlement,
        padding: [0; 4],
        market: accounts.expiry.market,
        expiry: accounts.expiry.key(),
        option_mint: accounts.option_mint.key(),
        strike_e8,
        expiry_ts: accounts.expiry.expiry_ts,
        outstanding_atoms: 0,
        redeemed_atoms: 0,
        reserved: [0; 80],
    };
    let key = accounts.series.key();
    let seeds: &[&[u8]] = &[
        seeds::MARGIN_SERIES,
        series.expiry.as_ref(),
        &[kind.code()],
        &[settlement.code()],
        &strike_e8.to_le_bytes(),
        &[series.bump],
    ];
    NewPda { payer: &accounts.payer, account: &accounts.series, seeds }.create_state(&series)?;
    let seeds: &[&[u8]] = &[seeds::OPTION_MINT, key.as_ref(), &[ctx.bumps.option_mint]];
    NewPda { payer: &accounts.payer, account: &accounts.option_mint, seeds }
        .create_mint(accounts.expiry.underlying_decimals, &key)?;
    let event = MarginSeriesCreated {
        series: key,
        expiry: series.expiry,
        kind,
        settlement,
        strike_e8,
        expiry_ts: series.expiry_ts,
    };
    record(&event, &ctx.accounts.event_authority)
}
