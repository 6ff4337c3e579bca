//! Creates the program's accounts.
//!
//! Anchor's `init` is not used: on an address that already holds lamports it needs a system instruction that not every
//! cluster has, so anyone could block a round by sending one lamport to its address. Here such lamports count towards the
//! rent. It also keeps the program small: `init` writes its code out at each use.

mod in_place;
mod system;

pub(crate) use in_place::read_in_place;

use crate::errors::{ensure, VaultError};
use anchor_lang::{prelude::*, solana_program::program::invoke_signed, system_program, Discriminator, ZeroCopy};
use anchor_spl::token::{self, spl_token};

/// An account to be created at a PDA, whose address the caller's `seeds` constraint has checked.
pub(crate) struct NewPda<'a, 'info> {
    pub payer: &'a Signer<'info>,
    pub account: &'a UncheckedAccount<'info>,
    /// The PDA's seeds with its bump.
    pub seeds: &'a [&'a [u8]],
}

impl<'info> NewPda<'_, 'info> {
    /// Creates an account of this program and writes its first state.
    pub fn create_state<T: AccountSerialize + Discriminator>(&self, state: &T) -> Result<()> {
        let space = T::DISCRIMINATOR.len().saturating_add(size_of::<T>());
        self.create(space, &crate::ID)?;
        write_state(self.account, state)
    }

    /// Creates an account of this program that is read in place, and writes its first state.
    pub fn create_zeroed<T: ZeroCopy>(&self, write: impl FnOnce(&mut T) -> Result<()>) -> Result<()> {
        let start = T::DISCRIMINATOR.len();
        self.create(start.saturating_add(size_of::<T>()), &crate::ID)?;
        let mut data = self.account.try_borrow_mut_data()?;
        let (discriminator, state) = data.split_at_mut_checked(start).ok_or(ErrorCode::AccountDidNotDeserialize)?;
        discriminator.copy_from_slice(T::DISCRIMINATOR);
        let state = bytemuck::try_from_bytes_mut(state).map_err(|_| ErrorCode::AccountDidNotDeserialize)?;
        write(state)
    }

    /// Creates a mint of the classic token program without freeze authority.
    pub fn create_mint(&self, decimals: u8, authority: &Pubkey) -> Result<()> {
        self.create(token::Mint::LEN, &token::ID)?;
        let mint = self.account.to_account_info();
        let instruction = spl_token::instruction::initialize_mint2(&token::ID, mint.key, authority, None, decimals)?;
        Ok(invoke_signed(&instruction, &[mint], &[])?)
    }

    /// Creates a token account of the classic token program.
    pub fn create_token_account(&self, mint: AccountInfo<'info>, owner: &Pubkey) -> Result<()> {
        self.create_token_account_of(&token::ID, mint, owner)
    }

    /// Creates a token account of either token program. What extensions collateral may have need no room in it.
    pub fn create_token_account_of(&self, program: &Pubkey, mint: AccountInfo<'info>, owner: &Pubkey) -> Result<()> {
        self.create(token::TokenAccount::LEN, program)?;
        let account = self.account.to_account_info();
        let mut call = spl_token::instruction::initialize_account3(&token::ID, account.key, mint.key, owner)?;
        call.program_id = *program; // the instruction is the same in both
        Ok(invoke_signed(&call, &[account, mint.to_account_info()], &[])?)
    }

    /// Allocates the account; lamports that somebody has already sent there count towards its rent.
    #[inline(never)]
    fn create(&self, space: usize, owner: &Pubkey) -> Result<()> {
        let account = self.account.to_account_info();
        ensure(is_vacant(&account), VaultError::AlreadyExists)?;
        let space = space as u64; // usize is 64 bits wide here
        let rent_lamports = system::rent_lamports(&Rent::get()?, space)?;
        let missing_lamports = rent_lamports.saturating_sub(account.lamports());
        let infos = [self.payer.to_account_info(), account];
        let (payer, account) = (infos[0].key, infos[1].key);
        if missing_lamports == rent_lamports {
            let create = system::create_account(payer, account, rent_lamports, space, owner);
            return Ok(invoke_signed(&create, &infos, &[self.seeds])?);
        }
        if missing_lamports > 0 {
            let transfer = system::transfer(payer, account, missing_lamports);
            invoke_signed(&transfer, &infos, &[])?;
        }
        for step in [system::allocate(account, space), system::assign(account, owner)] {
            invoke_signed(&step, &infos, &[self.seeds])?;
        }
        Ok(())
    }
}

/// The state at an address of this program; `None` where no account has been created yet.
pub(crate) fn read_state<T: AccountDeserialize>(account: &UncheckedAccount) -> Result<Option<T>> {
    if is_vacant(account) {
        return Ok(None);
    }
    ensure(*account.owner == crate::ID, VaultError::NotOurs)?;
    let data = account.try_borrow_data()?;
    Ok(Some(T::try_deserialize(&mut &data[..])?))
}

/// Overwrites the state of an existing account of this program.
pub(crate) fn write_state<T: AccountSerialize>(account: &UncheckedAccount, state: &T) -> Result<()> {
    let mut data = account.try_borrow_mut_data()?;
    state.try_serialize(&mut &mut data[..])
}

fn is_vacant(account: &AccountInfo) -> bool {
    *account.owner == system_program::ID && account.data_is_empty()
}
