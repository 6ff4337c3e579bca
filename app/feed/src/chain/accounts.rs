//! Accounts as a node showed them: whose they are and of which kind is checked where they are read.

use super::TakeError;
use crate::{
    live::wire::{self, WireError},
    record::AccountUpdate,
};
use anchor_lang::{solana_program::program_pack::Pack as _, AccountDeserialize, Discriminator};
use spl_token_interface::state::Mint;
use std::collections::BTreeMap;
use vault_types::{Pubkey, ID};

/// Where every cluster keeps its clock.
pub const CLOCK: Pubkey = Pubkey::from_str_const("SysvarC1ock11111111111111111111111111111111");
const SYSVARS: Pubkey = Pubkey::from_str_const("Sysvar1111111111111111111111111111111111111");
const TOKEN_PROGRAMS: [Pubkey; 2] = [
    Pubkey::from_str_const("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"),
    Pubkey::from_str_const("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb"),
];
/// Behind slot, start of the epoch and two numbers of epochs.
const CLOCK_TS_OFFSET: usize = 32;

/// All of the program's, in one slot; and of the same slot or a later one the clock and the mints, whose decimals never change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainAccounts {
    slot: u64,
    accounts: BTreeMap<Pubkey, AccountUpdate>,
}

impl ChainAccounts {
    /// Of one address the last one counts.
    pub fn new(slot: u64, accounts: impl IntoIterator<Item = AccountUpdate>) -> Self {
        let accounts = accounts.into_iter().filter(|account| !account.is_missing());
        Self { slot, accounts: accounts.map(|account| (account.address, account)).collect() }
    }

    /// From a file: an answer to `getProgramAccounts` with its context, to which the accounts of the clock and of the mints were added.
    pub fn read(file: &[u8]) -> Result<Self, WireError> {
        let (slot, accounts) = wire::program_accounts_answer(file, None)?;
        Ok(Self::new(slot, accounts))
    }

    /// Such a file, by rising address.
    pub fn write(&self) -> String {
        wire::program_accounts_file(self.slot, self.accounts.values())
    }

    /// Of the program's accounts.
    pub fn slot(&self) -> u64 {
        self.slot
    }

    /// The program's account of a kind at an address.
    pub(super) fn one<T: AccountDeserialize>(&self, what: &'static str, address: &Pubkey) -> Result<T, TakeError> {
        let account = self.of(what, address, &[ID])?;
        read(what, account)
    }

    /// The same, or `None` where there is no account.
    pub(super) fn maybe<T: AccountDeserialize>(
        &self,
        what: &'static str,
        address: &Pubkey,
    ) -> Result<Option<T>, TakeError> {
        match self.one(what, address) {
            Err(TakeError::Missing { .. }) => Ok(None),
            read => read.map(Some),
        }
    }

    /// All of the program's accounts of a kind, by rising address. One that cannot be read is an error: it may be somebody's.
    pub(super) fn all<T: AccountDeserialize + Discriminator>(
        &self,
        what: &'static str,
    ) -> Result<Vec<(Pubkey, T)>, TakeError> {
        let of_kind = |account: &&AccountUpdate| account.owner == ID && account.data.starts_with(T::DISCRIMINATOR);
        let accounts = self.accounts.values().filter(of_kind);
        accounts.map(|account| Ok((account.address, read(what, account)?))).collect()
    }

    /// Of a mint of either token program.
    pub(super) fn decimals(&self, address: &Pubkey) -> Result<u8, TakeError> {
        let account = self.of("mint", address, &TOKEN_PROGRAMS)?;
        let mint = account.data.get(..Mint::LEN).and_then(|data| Mint::unpack(data).ok());
        Ok(mint.ok_or(TakeError::OtherAccount { what: "mint", address: *address })?.decimals)
    }

    /// The chain's time, unix seconds, in the slot of the clock's account; not before that of the other accounts.
    pub(super) fn clock_ts(&self) -> Result<i64, TakeError> {
        let data = &self.of("clock", &CLOCK, &[SYSVARS])?.data;
        let bytes = data.get(CLOCK_TS_OFFSET..).and_then(|bytes| bytes.first_chunk());
        Ok(i64::from_le_bytes(*bytes.ok_or(TakeError::OtherAccount { what: "clock", address: CLOCK })?))
    }

    fn of(&self, what: &'static str, address: &Pubkey, owners: &[Pubkey]) -> Result<&AccountUpdate, TakeError> {
        let account = self.accounts.get(address).ok_or(TakeError::Missing { what, address: *address })?;
        if !owners.contains(&account.owner) {
            return Err(TakeError::OtherProgram { what, address: *address, owner: account.owner });
        }
        Ok(account)
    }
}

fn read<T: AccountDeserialize>(what: &'static str, account: &AccountUpdate) -> Result<T, TakeError> {
    let read = T::try_deserialize(&mut account.data.as_slice());
    read.map_err(|_| TakeError::OtherAccount { what, address: account.address })
}
