//! Says what a market asks of accounts that are not covered in kind. It begins closed; what opens it waits out the timelock.

use crate::{
    errors::{ensure, VaultError},
    events::{record, MarketRiskCreated},
    pda::NewPda,
};
use anchor_lang::prelude::*;
use vault_types::{
    margin::{RealisedVolatility, RiskParameters},
    seeds,
    state::{CollateralBank, Config, Market, MarketRisk, VERSION},
};

#[event_cpi]
#[derive(Accounts)]
pub struct CreateMarketRisk<'info> {
    /// Pays the rent.
    #[account(mut)]
    pub admin: Signer<'info>,
    #[account(has_one = admin)]
    pub config: Box<Account<'info, Config>>,
    #[account(has_one = config)]
    pub market: Box<Account<'info, Market>>,
    /// Says that the market's quote is a dollar: that is what a unit of it counts as.
    #[account(
        has_one = config,
        constraint = quote_bank.mint == market.quote_mint,
        constraint = quote_bank.class.is_a_dollar() @ VaultError::QuoteIsNoDollar
    )]
    pub quote_bank: Box<Account<'info, CollateralBank>>,
    /// CHECK: created by the handler.
    #[account(mut, seeds = [seeds::RISK, market.key().as_ref()], bump)]
    pub risk: UncheckedAccount<'info>,
    pub system_program: Program<'info, System>,
}

pub(crate) fn handler(ctx: Context<CreateMarketRisk>, params: RiskParameters) -> Result<()> {
    ensure(params.is_open == 0, VaultError::Loosens)?;
    let market = ctx.accounts.market.key();
    let risk = MarketRisk {
        version: VERSION,
        bump: ctx.bumps.risk,
        padding: [0; 6],
        market,
        params,
        realised: RealisedVolatility::default(),
        reserved: [0; 64],
    };
    ensure(risk.invariant(), VaultError::InvalidParameters)?;
    let seeds: &[&[u8]] = &[seeds::RISK, market.as_ref(), &[risk.bump]];
    NewPda { payer: &ctx.accounts.admin, account: &ctx.accounts.risk, seeds }.create_state(&risk)?;
    let event = MarketRiskCreated { market, risk: ctx.accounts.risk.key() };
    record(&event, &ctx.accounts.event_authority)
}
