//! Where a claim is paid when somebody else makes it.

use crate::{
    errors::{ensure, VaultError},
    tokens,
};
use anchor_lang::prelude::*;
use anchor_spl::token::ID as TOKEN_ID;

/// The program that keeps everybody's associated token accounts.
const ASSOCIATED_TOKEN_ID: Pubkey = Pubkey::from_str_const("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");

/// The owner of a ticket may be paid into any token account. Anyone else who makes the claim, such as a keeper, pays into the
/// owner's associated account, if it is still the owner's: such an account can be given away.
pub(super) fn check_payee(claimer: &Signer, owner: &Pubkey, wallet: &AccountInfo, mint: &Pubkey) -> Result<()> {
    if claimer.key() == *owner {
        return Ok(());
    }
    ensure(is_associated(wallet.key, owner, mint), VaultError::NotTheOwnersWallet)?;
    ensure(tokens::owner(wallet)? == *owner, VaultError::NotTheOwnersWallet)
}

/// Is it the address of the owner's associated token account?
pub(crate) fn is_associated(wallet: &Pubkey, owner: &Pubkey, mint: &Pubkey) -> bool {
    let seeds = [owner.as_ref(), TOKEN_ID.as_ref(), mint.as_ref()];
    *wallet == Pubkey::find_program_address(&seeds, &ASSOCIATED_TOKEN_ID).0
}
