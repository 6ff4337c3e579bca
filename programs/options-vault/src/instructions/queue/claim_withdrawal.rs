//! Pays a withdrawal whose round has ended. Anyone may do it for the owner, who gets the ticket's rent.
//!
//! Where the vault's outflow limit allows only a part today, that part is paid and the ticket stays for the rest.

use super::payee::check_payee;
use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, WithdrawalClaimed},
    instructions::vault::check_custody,
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::{Token, TokenAccount};
use vault_types::{
    shares,
    state::{Round, RoundStatus, Vault, WithdrawalTicket},
};

#[event_cpi]
#[derive(Accounts)]
pub struct ClaimWithdrawal<'info> {
    /// The owner, or anyone who claims for the owner's wallet.
    pub claimer: Signer<'info>,
    /// Gets the ticket's rent.
    /// CHECK: the ticket names it (`has_one`).
    #[account(mut)]
    pub owner: UncheckedAccount<'info>,
    #[account(mut, has_one = custody)]
    pub vault: Box<Account<'info, Vault>>,
    #[account(mut, has_one = owner, has_one = vault)]
    pub ticket: Box<Account<'info, WithdrawalTicket>>,
    /// The round whose closing price the withdrawal is paid at.
    #[account(has_one = vault, constraint = round.number == ticket.round)]
    pub round: Box<Account<'info, Round>>,
    /// CHECK: [`check_payee`]; the token program refuses any other mint in the transfer.
    #[account(mut)]
    pub owner_assets: UncheckedAccount<'info>,
    #[account(mut)]
    pub custody: Box<Account<'info, TokenAccount>>,
    pub token_program: Program<'info, Token>,
}

/// What is paid for how many of the ticket's shares.
struct Payment {
    shares: u64,
    amount_atoms: u64,
}

impl ClaimWithdrawal<'_> {
    /// All of the ticket, or as much as may leave the vault now.
    fn payment_now(&mut self, now_ts: i64) -> Result<Payment> {
        let (shares, pps_e9) = (self.ticket.shares, self.round.withdrawal_pps_e9);
        let amount_atoms = shares::atoms_for_shares(shares, pps_e9).map_err(VaultError::from)?;
        let vault = &mut self.vault;
        let owed_atoms = vault.ledger.owed_atoms();
        vault.outflow.open_window(owed_atoms, now_ts);
        let allowance_atoms = vault.outflow.allowance_atoms(vault.params.max_outflow_bps);
        if amount_atoms <= allowance_atoms {
            return Ok(Payment { shares, amount_atoms });
        }
        // Fewer shares than the ticket has: the allowance is smaller than what those are worth.
        let affordable = shares::shares_for_deposit(allowance_atoms, pps_e9).map_err(VaultError::from)?;
        // One share a day can leave, however dear: the smallest vault empties in the end.
        let shares = affordable.max(u64::from(vault.outflow.paid_atoms == 0));
        let amount_atoms = shares::atoms_for_shares(shares, pps_e9).map_err(VaultError::from)?;
        ensure(shares > 0, VaultError::OutflowLimit)?;
        Ok(Payment { shares, amount_atoms })
    }
}

pub(crate) fn handler(ctx: Context<ClaimWithdrawal>) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    check_payee(&accounts.claimer, accounts.owner.key, accounts.owner_assets.info(), &accounts.vault.asset_mint)?;
    ensure(accounts.round.status == RoundStatus::CLOSED, VaultError::WithdrawalNotReady)?;
    let now_ts = now_ts()?;
    let Payment { shares, amount_atoms } = accounts.payment_now(now_ts)?;
    let vault: &mut Vault = &mut accounts.vault;
    vault.ledger.pay_withdrawal(amount_atoms).map_err(VaultError::from)?;
    vault.outflow.pay(amount_atoms, vault.params.max_outflow_bps, now_ts);
    accounts.ticket.shares = accounts.ticket.shares.checked_sub(shares).ok_or(VaultError::BrokenInvariant)?;
    let left_shares = accounts.ticket.shares;

    tokens::transfer(
        accounts.custody.info(),
        accounts.owner_assets.info(),
        accounts.vault.info(),
        amount_atoms,
        Signature::Vault(&accounts.vault),
    )?;
    check_custody(&accounts.vault, &mut accounts.custody)?;
    if left_shares == 0 {
        accounts.ticket.close(accounts.owner.to_account_info())?;
    }
    let event = WithdrawalClaimed {
        vault: accounts.vault.key(),
        owner: accounts.owner.key(),
        round: accounts.round.number,
        amount_atoms,
        left_shares,
    };
    record(&event, &ctx.accounts.event_authority)
}
