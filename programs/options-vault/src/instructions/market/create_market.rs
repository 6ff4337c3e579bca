//! Opens a market.

use crate::{
    errors::{ensure, VaultError},
    events::{record, MarketCreated},
    pda::NewPda,
};
use anchor_lang::prelude::*;
use anchor_spl::token::Mint;
use vault_types::{
    seeds,
    state::{Config, ExpiryCalendar, Halts, Market, OracleLimits, PriceSource, VERSION},
};

#[derive(AnchorSerialize, AnchorDeserialize, Clone)]
pub struct CreateMarketArgs {
    /// Tells the house's markets apart.
    pub id: u16,
    pub price_source: PriceSource,
    /// The oracle program that owns the price account of `PYTH_PUSH`; zero for `PYTH_PULL`.
    pub price_program: Pubkey,
    /// The underlying in the quote currency: Pyth's feed id for `PYTH_PULL`, the price account's address for `PYTH_PUSH`.
    pub price_feed_id: [u8; 32],
    pub oracle_limits: OracleLimits,
    pub calendar: ExpiryCalendar,
    /// USD times 10^8.
    pub strike_step_e8: u64,
}

#[event_cpi]
#[derive(Accounts)]
#[instruction(args: CreateMarketArgs)]
pub struct CreateMarket<'info> {
    /// Pays the rent.
    #[account(mut)]
    pub admin: Signer<'info>,
    #[account(has_one = admin)]
    pub config: Box<Account<'info, Config>>,
    /// CHECK: created by the handler.
    #[account(mut, seeds = [seeds::MARKET, config.key().as_ref(), &args.id.to_le_bytes()], bump)]
    pub market: UncheckedAccount<'info>,
    pub underlying_mint: Box<Account<'info, Mint>>,
    pub quote_mint: Box<Account<'info, Mint>>,
    pub system_program: Program<'info, System>,
}

impl CreateMarket<'_> {
    fn validate(&self, args: &CreateMarketArgs) -> Result<()> {
        ensure(self.underlying_mint.key() != self.quote_mint.key(), VaultError::SameMint)?;
        ensure(
            args.oracle_limits.is_valid() && args.calendar.is_valid() && args.strike_step_e8 > 0,
            VaultError::InvalidParameters,
        )?;
        ensure(Market::is_valid_price_source(args.price_source, &args.price_program), VaultError::InvalidParameters)?;
        Ok(())
    }
}

pub(crate) fn handler(ctx: Context<CreateMarket>, args: CreateMarketArgs) -> Result<()> {
    ctx.accounts.validate(&args)?;
    let underlying_mint = ctx.accounts.underlying_mint.key();
    let quote_mint = ctx.accounts.quote_mint.key();
    let config = ctx.accounts.config.key();
    let id = args.id.to_le_bytes();
    let market = Market {
        version: VERSION,
        bump: ctx.bumps.market,
        id: args.id,
        halts: Halts::NONE,
        price_source: args.price_source,
        padding: [0; 2],
        config,
        underlying_mint,
        quote_mint,
        price_feed_id: args.price_feed_id,
        oracle_limits: args.oracle_limits,
        calendar: args.calendar,
        strike_step_e8: args.strike_step_e8,
        price_program: args.price_program,
        last_price_e8: 0,
        last_price_ts: 0,
        reserved: [0; 88],
    };
    let seeds: &[&[u8]] = &[seeds::MARKET, config.as_ref(), &id, &[market.bump]];
    NewPda { payer: &ctx.accounts.admin, account: &ctx.accounts.market, seeds }.create_state(&market)?;
    let event = MarketCreated { market: ctx.accounts.market.key(), config, underlying_mint, quote_mint };
    record(&event, &ctx.accounts.event_authority)
}
