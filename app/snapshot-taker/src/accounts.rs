//! Accounts as a node showed them: whose they are and of which kind is checked where they are read.

use crate::TakeError;
use anchor_lang::{solana_program::program_pack::Pack as _, AccountDeserialize, Discriminator};
use feed::record::{AccountUpdate, Entry, RecordError};
use spl_token_interface::state::Mint;
use std::collections::BTreeMap;
use vault_types::{Pubkey, ID};

/// Where every cluster keeps its clock.
pub(crate) const CLOCK: Pubkey = Pubkey::from_str_const("SysvarC1ock11111111111111111111111111111111");
const SYSVARS: Pubkey = Pubkey::from_str_const("Sysvar1111111111111111111111111111111111111");
const TOKEN_PROGRAMS: [Pubkey; 2] = [
    Pubkey::from_str_const("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"),
    Pubkey::from_str_const("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb"),
];
/// Behind slot, start of the epoch and two numbers of epochs.
const CLOCK_TS_OFFSET: usize = 32;
/// No account is of a slot further from the clock's, before it or after it: 20 seconds.
const MAX_SLOTS_APART: u64 = 50;

/// The program's accounts, mints and the clock, at nearly one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainAccounts {
    /// By address; nothing stands for an account that is not there.
    accounts: BTreeMap<Pubkey, AccountUpdate>,
    slot: u64,
    clock_ts: i64,
}

impl ChainAccounts {
    /// Of one address the last one counts. Errors: no clock, an account of an earlier slot than asked for, or one of a slot too far from the clock's.
    pub fn new(accounts: impl IntoIterator<Item = AccountUpdate>, slot_at_least: u64) -> Result<Self, TakeError> {
        let mut accounts: BTreeMap<_, _> = accounts.into_iter().map(|account| (account.address, account)).collect();
        accounts.retain(|_, account| !account.is_missing());
        let mut taken = Self { accounts, slot: 0, clock_ts: 0 };
        let clock = taken.of("clock", &CLOCK, &[SYSVARS])?;
        (taken.slot, taken.clock_ts) = (clock.slot, read_clock(&clock.data)?);
        taken.accounts.values().try_for_each(|account| taken.check_slot(account, slot_at_least))?;
        Ok(taken)
    }

    fn check_slot(&self, account: &AccountUpdate, least: u64) -> Result<(), TakeError> {
        let AccountUpdate { slot, address, .. } = *account;
        if slot < least {
            return Err(TakeError::OldSlot { slot, least });
        }
        if slot.abs_diff(self.slot) > MAX_SLOTS_APART {
            return Err(TakeError::Apart { clock: self.slot, address, slot });
        }
        Ok(())
    }

    /// From a recording, which has them as [`Self::entries`] gives them.
    pub fn read(
        recording: impl IntoIterator<Item = Result<Entry, RecordError>>,
        slot_at_least: u64,
    ) -> Result<Self, TakeError> {
        let entries = recording.into_iter().collect::<Result<Vec<_>, _>>()?;
        Self::new(entries.into_iter().filter_map(|entry| entry.update), slot_at_least)
    }

    /// As a recording has them, by rising address: each with its own slot, and as if received at the chain's time.
    pub fn entries(&self) -> impl Iterator<Item = Entry> + '_ {
        let received_ms = self.clock_ts.saturating_mul(1_000);
        self.accounts.values().map(move |account| Entry { received_ms, update: Some(account.clone()) })
    }

    /// Of the clock.
    pub fn slot(&self) -> u64 {
        self.slot
    }

    /// The chain's time in that slot, unix seconds.
    pub fn clock_ts(&self) -> i64 {
        self.clock_ts
    }

    /// The program's account of a kind at an address.
    pub(crate) fn one<T: AccountDeserialize>(&self, what: &'static str, address: &Pubkey) -> Result<T, TakeError> {
        let account = self.of(what, address, &[ID])?;
        read(what, account)
    }

    /// The same, or `None` where there is no account.
    pub(crate) fn maybe<T: AccountDeserialize>(
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
    pub(crate) fn all<T: AccountDeserialize + Discriminator>(
        &self,
        what: &'static str,
    ) -> Result<Vec<(Pubkey, T)>, TakeError> {
        let of_kind = |account: &&AccountUpdate| account.owner == ID && account.data.starts_with(T::DISCRIMINATOR);
        let accounts = self.accounts.values().filter(of_kind);
        accounts.map(|account| Ok((account.address, read(what, account)?))).collect()
    }

    /// Of a mint of either token program.
    pub(crate) fn decimals(&self, address: &Pubkey) -> Result<u8, TakeError> {
        let account = self.of("mint", address, &TOKEN_PROGRAMS)?;
        let mint = account.data.get(..Mint::LEN).and_then(|data| Mint::unpack(data).ok());
        Ok(mint.ok_or(TakeError::OtherAccount { what: "mint", address: *address })?.decimals)
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

fn read_clock(data: &[u8]) -> Result<i64, TakeError> {
    let bytes = data.get(CLOCK_TS_OFFSET..).and_then(|bytes| bytes.first_chunk());
    Ok(i64::from_le_bytes(*bytes.ok_or(TakeError::OtherAccount { what: "clock", address: CLOCK })?))
}
