//! Sets the market's flat volatility.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, VolatilitySet},
};
use anchor_lang::prelude::*;
use vault_types::state::{Config, Market};

#[event_cpi]
#[derive(Accounts)]
pub struct SetVolatility<'info> {
    pub admin: Signer<'info>,
    #[account(has_one = admin)]
    pub config: Box<Account<'info, Config>>,
    /// A running round keeps the volatility it started with.
    #[account(mut, has_one = config)]
    pub market: Box<Account<'info, Market>>,
}

pub(crate) fn handler(ctx: Context<SetVolatility>, volatility_e9: u64) -> Result<()> {
    ensure(Market::is_valid_volatility(volatility_e9), VaultError::InvalidVolatility)?;
    let market = &mut ctx.accounts.market;
    market.volatility_e9 = volatility_e9;
    market.volatility_ts = now_ts()?;
    let event = VolatilitySet { market: market.key(), volatility_e9 };
    record(&event, &ctx.accounts.event_authority)
}
