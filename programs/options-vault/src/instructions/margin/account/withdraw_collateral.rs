//! Takes collateral out of a margin account, as much as its options leave free.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, CollateralMoved},
    instructions::margin::{
        books::{change, check_bank, check_collateral, check_version},
        evidence::*,
        named::Purpose,
    },
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use vault_types::{
    state::{CollateralBank, MarginAccount},
    threshold::Form,
};

#[event_cpi]
#[derive(Accounts)]
pub struct WithdrawCollateral<'info> {
    pub owner: Signer<'info>,
    #[account(mut, has_one = owner, constraint = margin_account.load()?.config == evidence.config.key())]
    pub margin_account: AccountLoader<'info, MarginAccount>,
    pub evidence: Evidence<'info>,
    #[account(mut, has_one = custody, has_one = token_program, constraint = bank.config == evidence.config.key())]
    pub bank: Box<Account<'info, CollateralBank>>,
    /// CHECK: the bank names it (`has_one`) and made it.
    #[account(mut)]
    pub custody: UncheckedAccount<'info>,
    /// Receives the tokens; may belong to anyone the owner names.
    /// CHECK: the token program refuses any other mint in the transfer.
    #[account(mut)]
    pub destination: UncheckedAccount<'info>,
    /// CHECK: the bank names it (`has_one`).
    pub token_program: UncheckedAccount<'info>,
}

impl WithdrawCollateral<'_> {
    /// Returns what the account has left of it.
    fn apply(&mut self, amount_atoms: u64, signed_by: u8, named: &[AccountInfo<'_>], now_ts: i64) -> Result<u64> {
        let address = self.margin_account.key();
        let account = &mut *self.margin_account.load_mut()?;
        check_version(account)?;
        let evidence = &self.evidence;
        let total_atoms = change(account, &mut self.bank, |account, bank| {
            account.withdraw(&bank.mint, amount_atoms).map_err(VaultError::from)?;
            account.note_change();
            if signed_by != 0 {
                evidence.take_threshold(account, &address, Form::AfterTrade, signed_by, now_ts)?;
            }
            evidence.check_margin(account, Purpose::Leave, named, now_ts)?;
            check_collateral(account)?;
            bank.withdraw(amount_atoms, now_ts).map_err(VaultError::from)?;
            Ok(account.amount_of(&bank.mint))
        })?;
        // What has left bears nothing: the rest must still be able to bear what may come.
        let has_borne = account.bears_losses() && self.bank.mint == account.quote_mint;
        ensure(!has_borne || !self.bank.losses.is_exhausted(), VaultError::InsuranceExhausted)?;
        Ok(total_atoms)
    }
}

pub(crate) fn handler(ctx: Context<WithdrawCollateral>, amount_atoms: u64, signed_by: u8) -> Result<()> {
    ensure(amount_atoms > 0, VaultError::ZeroAmount)?;
    let accounts = &mut *ctx.accounts;
    let total_atoms = accounts.apply(amount_atoms, signed_by, ctx.remaining_accounts, now_ts()?)?;
    let bank = &accounts.bank;

    tokens::transfer_by(
        &bank.token_program,
        accounts.custody.info(),
        accounts.destination.info(),
        bank.info(),
        amount_atoms,
        Signature::Bank(bank),
    )?;
    check_bank(&accounts.bank, &accounts.custody)?;
    let event = CollateralMoved {
        margin_account: accounts.margin_account.key(),
        mint: accounts.bank.mint,
        came_atoms: 0,
        went_atoms: amount_atoms,
        total_atoms,
    };
    record(&event, &ctx.accounts.event_authority)
}
