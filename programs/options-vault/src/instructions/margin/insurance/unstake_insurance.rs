//! Pays for the shares of the insurance fund that asked to leave, when they have waited. What running auctions may still need stays, and may
//! leave for two days more.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, InsuranceUnstaked},
    instructions::margin::books::check_bank,
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use vault_types::{
    liquidation::Left,
    state::{CollateralBank, Config, InsuranceStake, VERSION},
};

#[event_cpi]
#[derive(Accounts)]
pub struct UnstakeInsurance<'info> {
    pub owner: Signer<'info>,
    #[account(constraint = config.load()?.version == VERSION)]
    pub config: AccountLoader<'info, Config>,
    #[account(mut, has_one = config, has_one = custody, has_one = token_program)]
    pub bank: Box<Account<'info, CollateralBank>>,
    /// CHECK: the bank names it (`has_one`) and made it.
    #[account(mut)]
    pub custody: UncheckedAccount<'info>,
    #[account(mut, has_one = owner, has_one = bank)]
    pub stake: Box<Account<'info, InsuranceStake>>,
    /// Receives the tokens; may belong to anyone the owner names.
    /// CHECK: the token program refuses any other mint in the transfer.
    #[account(mut)]
    pub destination: UncheckedAccount<'info>,
    /// CHECK: the bank names it (`has_one`).
    pub token_program: UncheckedAccount<'info>,
}

pub(crate) fn handler(ctx: Context<UnstakeInsurance>) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    let parameters = accounts.config.load()?.liquidation;
    let left = accounts.stake.leave(&mut accounts.bank.losses, &parameters, now_ts()?);
    let Left { shares, paid_atoms } = left.map_err(VaultError::from)?;
    ensure(accounts.stake.invariant(), VaultError::BrokenInvariant)?;

    tokens::transfer_by(
        &accounts.bank.token_program,
        accounts.custody.info(),
        accounts.destination.info(),
        accounts.bank.info(),
        paid_atoms,
        Signature::Bank(&accounts.bank),
    )?;
    check_bank(&accounts.bank, &accounts.custody)?;
    let event = InsuranceUnstaked {
        bank: accounts.bank.key(),
        owner: accounts.owner.key(),
        shares,
        paid_atoms,
        leaving_shares: accounts.stake.leaving_shares,
        asked_ts: accounts.stake.asked_ts,
        fund_atoms: accounts.bank.losses.fund_atoms,
        fund_shares: accounts.bank.losses.fund_shares,
        fund_number: accounts.bank.losses.fund_number,
    };
    record(&event, &ctx.accounts.event_authority)
}
