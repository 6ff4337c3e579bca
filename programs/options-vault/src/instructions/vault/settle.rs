//! Pays the round's options: their payoff moves from custody into the series' pool. Anyone may call it.
//!
//! A round that sold nothing owes nothing and needs no settlement price: a silent oracle cannot hold it up.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, RoundSettled},
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::{Token, TokenAccount};
use vault_types::state::{Round, Series, SettlementStatus, Vault, VaultState};

#[event_cpi]
#[derive(Accounts)]
pub struct Settle<'info> {
    #[account(mut, has_one = custody)]
    pub vault: Box<Account<'info, Vault>>,
    #[account(
        mut,
        has_one = vault,
        has_one = series,
        constraint = round.number == vault.round
    )]
    pub round: Box<Account<'info, Round>>,
    #[account(mut, has_one = pool)]
    pub series: Box<Account<'info, Series>>,
    #[account(mut)]
    pub custody: Box<Account<'info, TokenAccount>>,
    /// CHECK: the series names it (`has_one`) and made it.
    #[account(mut)]
    pub pool: UncheckedAccount<'info>,
    pub token_program: Program<'info, Token>,
}

impl Settle<'_> {
    /// The settlement price and its time, zero without one, and the payoff that the vault owes.
    fn compute(&self, now_ts: i64) -> Result<(u64, i64, u64)> {
        let (settlement_e8, publish_ts) = self.series.settlement.final_price(now_ts).unwrap_or_default();
        if self.round.sold_atoms == 0 {
            return Ok((settlement_e8, publish_ts, 0));
        }
        if self.series.settlement.status == SettlementStatus::UNWOUND {
            return Ok((0, 0, self.round.premium_to_give_back_atoms()));
        }
        let payoff = self.series.final_payoff(now_ts).map_err(VaultError::from)?;
        let payoff = payoff.ok_or(VaultError::NoSettlementPrice)?;
        let payoff_atoms = payoff.from_writer(self.round.sold_atoms).map_err(VaultError::from)?;
        Ok((settlement_e8, publish_ts, payoff_atoms))
    }
}

pub(crate) fn handler(ctx: Context<Settle>) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    ensure(accounts.vault.state == VaultState::LIVE, VaultError::NotLive)?;
    let now_ts = now_ts()?;
    ensure(now_ts >= accounts.round.expiry_ts, VaultError::NotExpired)?;
    let (settlement_e8, publish_ts, payoff_atoms) = accounts.compute(now_ts)?;

    accounts.round.settlement_e8 = settlement_e8;
    accounts.round.settlement_publish_ts = publish_ts;
    accounts.round.payoff_atoms = payoff_atoms;
    accounts.vault.state = VaultState::SETTLING;
    accounts.vault.ledger.pay_options(payoff_atoms).map_err(VaultError::from)?;
    accounts.series.pool_atoms = accounts.series.pool_atoms.checked_add(payoff_atoms).ok_or(VaultError::Overflow)?;

    tokens::transfer(
        accounts.custody.info(),
        accounts.pool.info(),
        accounts.vault.info(),
        payoff_atoms,
        Signature::Vault(&accounts.vault),
    )?;
    super::check_custody(&accounts.vault, &mut accounts.custody)?;
    ensure(accounts.round.invariant() && accounts.series.invariant(), VaultError::BrokenInvariant)?;
    let event = RoundSettled { vault: accounts.vault.key(), round: accounts.round.number, settlement_e8, payoff_atoms };
    record(&event, &ctx.accounts.event_authority)
}
