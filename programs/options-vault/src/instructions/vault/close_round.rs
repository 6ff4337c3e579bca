//! Ends a settled round: fees are charged, the price per share is fixed, queued withdrawals are burned at it. Anyone may
//! call it.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, RoundClosed},
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use vault_types::{
    round_close::{close_round, RoundClose, RoundResult},
    shares::withdrawal_pps_e9,
    state::{Round, RoundStatus, Vault, VaultState},
};

#[event_cpi]
#[derive(Accounts)]
pub struct CloseRound<'info> {
    #[account(mut, has_one = share_mint, has_one = share_escrow)]
    pub vault: Box<Account<'info, Vault>>,
    #[account(mut, has_one = vault, constraint = round.number == vault.round)]
    pub round: Box<Account<'info, Round>>,
    /// CHECK: the vault names it (`has_one`) and made it.
    #[account(mut)]
    pub share_mint: UncheckedAccount<'info>,
    /// CHECK: the vault names it (`has_one`) and made it.
    #[account(mut)]
    pub share_escrow: UncheckedAccount<'info>,
    pub token_program: Program<'info, Token>,
}

impl CloseRound<'_> {
    fn compute(&self) -> Result<RoundClose> {
        let (vault, round) = (&self.vault, &self.round);
        let result = RoundResult {
            start_nav_atoms: round.start_nav_atoms,
            end_nav_atoms: vault.ledger.nav_atoms,
            share_supply: vault.ledger.share_supply,
            high_water_mark_e9: vault.high_water_mark_e9,
            elapsed_secs: round.expiry_ts.saturating_sub(round.started_ts).unsigned_abs(),
        };
        Ok(close_round(&result, &self.round.fees).map_err(VaultError::from)?)
    }

    /// Writes the result into vault and round.
    fn apply(&mut self, close: &RoundClose, now_ts: i64) -> Result<()> {
        let (vault, round) = (&mut self.vault, &mut self.round);
        let fee_atoms =
            close.performance_fee_atoms.checked_add(close.management_fee_atoms).ok_or(VaultError::Overflow)?;
        vault.ledger.charge_fees(fee_atoms).map_err(VaultError::from)?;
        let withdrawal_pps_e9 = withdrawal_pps_e9(close.pps_e9, round.fees.withdrawal_fee_bps);
        let burned = vault.ledger.burn_queued(close.pps_e9, withdrawal_pps_e9).map_err(VaultError::from)?;
        vault.pps_e9 = close.pps_e9;
        vault.withdrawal_pps_e9 = withdrawal_pps_e9;
        vault.high_water_mark_e9 = close.high_water_mark_e9;
        vault.state = VaultState::OPEN;

        round.status = RoundStatus::CLOSED;
        round.closed_ts = now_ts;
        round.performance_fee_atoms = close.performance_fee_atoms;
        round.management_fee_atoms = close.management_fee_atoms;
        round.end_pps_e9 = close.pps_e9;
        round.withdrawal_pps_e9 = withdrawal_pps_e9;
        round.withdrawn_shares = burned.shares;
        round.withdrawn_atoms = burned.owed_atoms;
        round.withdrawal_fee_atoms = burned.fee_atoms;
        round.end_nav_atoms = vault.ledger.nav_atoms;
        Ok(())
    }
}

pub(crate) fn handler(ctx: Context<CloseRound>) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    ensure(accounts.vault.state == VaultState::SETTLING, VaultError::NotSettling)?;
    let close = accounts.compute()?;
    accounts.apply(&close, now_ts()?)?;

    tokens::burn(
        accounts.share_mint.info(),
        accounts.share_escrow.info(),
        accounts.vault.info(),
        accounts.round.withdrawn_shares,
        Signature::Vault(&accounts.vault),
    )?;
    super::check_books(&accounts.vault)?;
    ensure(accounts.round.invariant(), VaultError::BrokenInvariant)?;
    let round = &accounts.round;
    let event = RoundClosed {
        vault: round.vault,
        round: round.number,
        pps_e9: round.end_pps_e9,
        nav_atoms: round.end_nav_atoms,
        performance_fee_atoms: round.performance_fee_atoms,
        management_fee_atoms: round.management_fee_atoms,
        withdrawn_shares: round.withdrawn_shares,
        withdrawn_atoms: round.withdrawn_atoms,
        withdrawal_fee_atoms: round.withdrawal_fee_atoms,
    };
    record(&event, &ctx.accounts.event_authority)
}
