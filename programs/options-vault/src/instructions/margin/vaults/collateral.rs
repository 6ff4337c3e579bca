//! The accounts of every instruction that moves the collateral of a vault.

use crate::{
    errors::VaultError,
    events::CollateralMoved,
    instructions::margin::books::{change, check_bank, check_version},
};
use anchor_lang::prelude::*;
use vault_types::{
    margin::{MarginMode, NetPayment},
    state::{AccountHolder, CollateralBank, MarginAccount, Vault},
};

/// What a vault sells against.
#[derive(Accounts)]
pub struct VaultCollateral<'info> {
    /// Of the vault itself.
    #[account(mut)]
    pub margin_account: AccountLoader<'info, MarginAccount>,
    /// Of the vault's asset.
    #[account(mut, has_one = custody)]
    pub bank: Box<Account<'info, CollateralBank>>,
    /// CHECK: the bank names it (`has_one`) and made it.
    #[account(mut)]
    pub custody: UncheckedAccount<'info>,
}

impl VaultCollateral<'_> {
    /// Does the account belong to the vault, and the bank to both?
    pub(crate) fn is_of(&self, vault: &Account<Vault>) -> Result<bool> {
        let account = self.margin_account.load()?;
        check_version(&account)?;
        Ok(account.holder == AccountHolder::VAULT
            && account.owner == vault.key()
            && account.config == vault.config
            && self.bank.config == vault.config
            && self.bank.mint == vault.asset_mint)
    }

    /// The vault's assets enter the account's and the bank's books, the tokens follow.
    pub(super) fn come_in(&mut self, amount_atoms: u64) -> Result<()> {
        change(&mut *self.margin_account.load_mut()?, &mut self.bank, |account, bank| {
            account.deposit(bank.mint, amount_atoms).map_err(VaultError::from)?;
            let payment = NetPayment { to_account_atoms: amount_atoms, from_account_atoms: 0 };
            Ok(bank.settle(AccountHolder::VAULT, &payment).map_err(VaultError::from)?)
        })
    }

    /// The account is judged as the vault says from now on.
    pub(super) fn set_mode(&mut self, mode: MarginMode) -> Result<()> {
        change(&mut *self.margin_account.load_mut()?, &mut self.bank, |account, _| {
            account.mode = mode;
            Ok(())
        })
    }

    /// All of them leave the books, back into the vault's custody, and an auction that still runs is over if this is the bank that keeps its claim.
    /// Returns how much.
    pub(super) fn go_out(&mut self) -> Result<u64> {
        change(&mut *self.margin_account.load_mut()?, &mut self.bank, |account, bank| {
            let amount_atoms = account.amount_of(&bank.mint);
            if amount_atoms > 0 {
                account.withdraw(&bank.mint, amount_atoms).map_err(VaultError::from)?;
            }
            account.note_change();
            account.end_auction_of_nothing(bank);
            let payment = NetPayment { to_account_atoms: 0, from_account_atoms: amount_atoms };
            bank.settle(AccountHolder::VAULT, &payment).map_err(VaultError::from)?;
            Ok(amount_atoms)
        })
    }

    /// After all transfers the bank's custody covers its books.
    pub(super) fn check(&self) -> Result<()> {
        check_bank(&self.bank, &self.custody)
    }

    /// For whoever follows the account.
    pub(super) fn moved(&self, came_atoms: u64, went_atoms: u64) -> Result<CollateralMoved> {
        Ok(CollateralMoved {
            margin_account: self.margin_account.key(),
            mint: self.bank.mint,
            came_atoms,
            went_atoms,
            total_atoms: self.margin_account.load()?.amount_of(&self.bank.mint),
        })
    }
}
