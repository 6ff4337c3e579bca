//! Accounts of this program among those that an instruction names at its end: read where they lie, not copied.

use crate::errors::{ensure, refuse, VaultError};
use anchor_lang::{prelude::*, Discriminator, Owner};
use bytemuck::Pod;
use core::{cell::Ref, mem::size_of};
use vault_types::state::VERSION;

/// The state in an account, if it is one of this type and of a layout that this program knows.
pub(crate) fn read_in_place<'a, T: Pod + Discriminator + Owner>(account: &'a AccountInfo) -> Result<Ref<'a, T>> {
    ensure(*account.owner == T::owner(), VaultError::NotOurs)?;
    let data: Ref<'a, [u8]> = Ref::map(account.try_borrow_data()?, |data| &**data);
    Ref::filter_map(data, |data| state_of::<T>(data)).map_err(|_| refuse(VaultError::WrongAccountType))
}

fn state_of<T: Pod + Discriminator>(data: &[u8]) -> Option<&T> {
    let state = data.strip_prefix(T::DISCRIMINATOR)?;
    let is_known = *state.first()? == VERSION && state.len() == size_of::<T>();
    is_known.then(|| bytemuck::try_from_bytes(state).ok()).flatten()
}
