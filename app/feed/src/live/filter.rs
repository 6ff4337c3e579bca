//! Which of the accounts that a node shows are news.

use crate::record::AccountUpdate;
use std::collections::BTreeMap;
use vault_types::Pubkey;

/// The newest of each account. What is older comes from a node, or one of several behind one address, that has fallen behind.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    newest: BTreeMap<Pubkey, AccountUpdate>,
    older: u64,
}

impl Filter {
    /// Is it another account than before, in no earlier slot?
    pub fn admits(&mut self, update: &AccountUpdate) -> bool {
        let Some(newest) = self.newest.get_mut(&update.address) else {
            self.newest.insert(update.address, update.clone());
            return true;
        };
        if update.slot < newest.slot {
            self.older += 1;
            return false;
        }
        newest.slot = update.slot;
        let is_new = (newest.owner, &newest.data) != (update.owner, &update.data);
        if is_new {
            newest.clone_from(update);
        }
        is_new
    }

    /// How many were in an earlier slot.
    pub fn older(&self) -> u64 {
        self.older
    }
}
