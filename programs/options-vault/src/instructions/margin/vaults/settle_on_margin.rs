//! Brings the collateral of a vault home after its round: what is left of it when its margin account has been settled. Anyone may call it.

use super::collateral::*;
use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, RoundSettled},
    instructions::vault::check_custody,
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::{Token, TokenAccount};
use vault_types::state::{Expiry, MarginSeries, Round, Vault, VaultState};

#[event_cpi]
#[derive(Accounts)]
pub struct SettleOnMargin<'info> {
    #[account(mut)]
    pub vault: Box<Account<'info, Vault>>,
    #[account(
        mut,
        has_one = vault,
        has_one = series,
        constraint = round.number == vault.round
    )]
    pub round: Box<Account<'info, Round>>,
    pub expiry: Box<Account<'info, Expiry>>,
    #[account(has_one = expiry)]
    pub series: Box<Account<'info, MarginSeries>>,
    #[account(mut, address = vault.custody)]
    pub vault_custody: Box<Account<'info, TokenAccount>>,
    #[account(constraint = collateral.is_of(&vault)?)]
    pub collateral: VaultCollateral<'info>,
    pub token_program: Program<'info, Token>,
}

impl SettleOnMargin<'_> {
    /// The settlement price and its time, zero without one: a round that sold nothing needs none.
    fn validate(&self, now_ts: i64) -> Result<(u64, i64)> {
        ensure(self.vault.state == VaultState::LIVE, VaultError::NotLive)?;
        ensure(now_ts >= self.round.expiry_ts, VaultError::NotExpired)?;
        let price = self.expiry.settlement.final_price(now_ts);
        ensure(self.round.sold_atoms == 0 || price.is_some(), VaultError::NoSettlementPrice)?;
        ensure(!self.collateral.margin_account.load()?.has_options(), VaultError::SettleFirst)?;
        Ok(price.unwrap_or_default())
    }
}

pub(crate) fn handler(ctx: Context<SettleOnMargin>) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    let (settlement_e8, publish_ts) = accounts.validate(now_ts()?)?;
    let returned_atoms = accounts.collateral.go_out()?;
    let returned = accounts.vault.ledger.return_margin(returned_atoms).map_err(VaultError::from)?;
    let payoff_atoms = returned.paid_atoms;
    accounts.round.settlement_e8 = settlement_e8;
    accounts.round.settlement_publish_ts = publish_ts;
    accounts.round.payoff_atoms = payoff_atoms;
    accounts.round.surplus_atoms = returned.surplus_atoms;
    accounts.vault.state = VaultState::SETTLING;

    tokens::transfer(
        accounts.collateral.custody.info(),
        accounts.vault_custody.info(),
        accounts.collateral.bank.info(),
        returned_atoms,
        Signature::Bank(&accounts.collateral.bank),
    )?;
    check_custody(&accounts.vault, &mut accounts.vault_custody)?;
    accounts.collateral.check()?;
    ensure(accounts.round.invariant(), VaultError::BrokenInvariant)?;
    let settled =
        RoundSettled { vault: accounts.vault.key(), round: accounts.round.number, settlement_e8, payoff_atoms };
    record(&accounts.collateral.moved(0, returned_atoms)?, &ctx.accounts.event_authority)?;
    record(&settled, &ctx.accounts.event_authority)
}
