//! Makes room for a market's volatility surface, empty. Anyone may, once.

use crate::{
    events::{record, SurfaceCreated},
    pda::NewPda,
};
use anchor_lang::prelude::*;
use vault_types::{
    seeds,
    state::{Market, SurfaceSlice, VolSurface, VERSION},
};

#[event_cpi]
#[derive(Accounts)]
pub struct CreateSurface<'info> {
    /// Pays the rent.
    #[account(mut)]
    pub payer: Signer<'info>,
    pub market: Box<Account<'info, Market>>,
    /// CHECK: created by the handler.
    #[account(mut, seeds = [seeds::SURFACE, market.key().as_ref()], bump)]
    pub surface: UncheckedAccount<'info>,
    pub system_program: Program<'info, System>,
}

pub(crate) fn handler(ctx: Context<CreateSurface>) -> Result<()> {
    let market = ctx.accounts.market.key();
    let surface = Box::new(VolSurface {
        version: VERSION,
        bump: ctx.bumps.surface,
        padding: [0; 6],
        market,
        sequence: 0,
        generation: 0,
        slices: [SurfaceSlice::default(); VolSurface::MAX_SLICES],
        reserved: [0; 64],
    });
    NewPda {
        payer: &ctx.accounts.payer,
        account: &ctx.accounts.surface,
        seeds: &[seeds::SURFACE, market.as_ref(), &[surface.bump]],
    }
    .create_state(&*surface)?;
    let event = SurfaceCreated { market, surface: ctx.accounts.surface.key() };
    record(&event, &ctx.accounts.event_authority)
}
