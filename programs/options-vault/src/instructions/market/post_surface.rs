//! Brings a message of the signers about a market's volatilities. Anyone may: what counts is their signatures, which are in the
//! ed25519 instruction directly before this one, together with the message.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, SurfacePosted},
    signed,
};
use anchor_lang::prelude::*;
use solana_instructions_sysvar as instructions_sysvar;
use vault_types::{
    signed::{message::Expected, precompile::signed_message},
    state::{Config, Market, SignerSet, VolSurface},
    surface::message,
};

#[event_cpi]
#[derive(Accounts)]
pub struct PostSurface<'info> {
    pub config: Box<Account<'info, Config>>,
    #[account(has_one = config)]
    pub market: Box<Account<'info, Market>>,
    #[account(has_one = config)]
    pub signer_set: Box<Account<'info, SignerSet>>,
    #[account(mut, has_one = market)]
    pub surface: Box<Account<'info, VolSurface>>,
    /// CHECK: the genuine one by its address; the runtime writes it.
    #[account(address = instructions_sysvar::ID)]
    pub instructions: UncheckedAccount<'info>,
}

pub(crate) fn handler(ctx: Context<PostSurface>, signed_by: u8) -> Result<()> {
    let now_ts = now_ts()?;
    let accounts = &mut *ctx.accounts;
    let data = signed::precompile_data(&accounts.instructions)?;
    let message = signed_message(&data, &accounts.signer_set, signed_by).map_err(VaultError::from)?;
    let (header, slices) = message::decode(message).map_err(VaultError::from)?;
    let expected = Expected {
        domain: message::DOMAIN,
        cluster_genesis_hash: &accounts.config.cluster_genesis_hash,
        config: &accounts.config.key(),
        target: &accounts.surface.key(),
        generation: accounts.signer_set.generation,
        last_sequence: accounts.surface.last_sequence(accounts.signer_set.generation),
    };
    header.check(&expected, now_ts).map_err(VaultError::from)?;

    let calendar = &accounts.market.calendar;
    accounts.surface.post(&header, &slices, calendar, now_ts).map_err(VaultError::from)?;

    ensure(accounts.surface.invariant(), VaultError::BrokenInvariant)?;
    let event = SurfacePosted {
        market: accounts.market.key(),
        sequence: header.sequence,
        generation: header.generation,
        signed_by,
        expiries_ts: slices.iter().map(|slice| slice.expiry_ts).collect(),
    };
    record(&event, &ctx.accounts.event_authority)
}
