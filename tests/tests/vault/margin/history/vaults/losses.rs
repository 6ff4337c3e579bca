//! What a vault has in the bank, after the losses that it bears with all others.

use super::model::{Model, Vault};

impl Model {
    /// A change of it. Coins bear no losses.
    pub fn change_held<R>(
        &mut self,
        number: usize,
        change: impl FnOnce(&mut Vault, &mut dyn FnMut(u128) -> u128) -> R,
    ) -> R {
        let (losses, vault) = (&mut self.losses, &mut self.vaults[number]);
        if !self.kind.is_put() {
            return change(vault, &mut |_| 0);
        }
        vault.held = losses.leave(vault.held, vault.noted_at);
        vault.noted_at = losses.index;
        let changed = change(vault, &mut |loss| losses.take(loss));
        losses.exposed += vault.held;
        changed
    }

    /// What a vault has when its losses have reached it.
    pub fn left_to(&self, number: usize) -> u128 {
        let vault = &self.vaults[number];
        if self.kind.is_put() {
            self.losses.left_of(vault.held, vault.noted_at)
        } else {
            vault.held
        }
    }
}
