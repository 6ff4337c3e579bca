//! The outflow breaker: how much may leave a vault within a day.
//!
//! A mistake or a theft that empties a vault needs time, in which people notice. Every payment of a withdrawal counts. What somebody
//! deposits between rounds may leave again on top, in the same window or the next: money going in a circle uses up nothing that others
//! wait for, and brings nothing out. At least a tenth of the vault can leave each day, and as long as people wait it is a tenth of what
//! the vault held when they began to: all are out after ten days.

use crate::{layout::*, state::VaultParams, BPS};
use options_math::mul_div::mul_div_ceil;

/// What has left the vault in the running window.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outflow {
    /// Start of the window; the next one starts with the first payment or deposit a day later.
    pub window_start_ts: i64,
    /// What the share is taken of: what the vault owed its depositors when the window started, or when people began to wait.
    pub base_atoms: u64,
    /// Paid since out of the share.
    pub paid_atoms: u64,
    /// Left of the deposits between rounds since.
    pub received_atoms: u64,
    /// Left of the deposits of the window before. They are not part of the base.
    pub carried_atoms: u64,
    /// When a payment last left less than half of a window's share: people may be waiting.
    pub strained_ts: i64,
}

impl Outflow {
    /// One day.
    pub const WINDOW_SECS: i64 = 86_400;

    /// Opens a new window if the old one is over. `owed_atoms` is what the vault owes its depositors, before this movement.
    pub fn open_window(&mut self, owed_atoms: u64, now_ts: i64) {
        let elapsed_secs = now_ts.saturating_sub(self.window_start_ts);
        if elapsed_secs < Self::WINDOW_SECS {
            return;
        }
        // Whoever deposits in a window's last second and leaves in the next one's first must not use up others' share either.
        let is_next_day = elapsed_secs < 2 * Self::WINDOW_SECS;
        let carried_atoms = if is_next_day { self.received_atoms } else { 0 };
        let people_wait = now_ts.saturating_sub(self.strained_ts) <= 2 * Self::WINDOW_SECS;
        let least_base_atoms = if people_wait { self.base_atoms } else { 0 };
        *self = Self {
            window_start_ts: now_ts,
            base_atoms: owed_atoms.saturating_sub(carried_atoms).max(least_base_atoms),
            paid_atoms: 0,
            received_atoms: 0,
            carried_atoms,
            strained_ts: self.strained_ts,
        };
    }

    /// What may still be paid in this window.
    pub fn allowance_atoms(&self, max_outflow_bps: u16) -> u64 {
        if max_outflow_bps >= VaultParams::ANY_OUTFLOW_BPS {
            return u64::MAX;
        }
        let left_atoms = self.share_atoms(max_outflow_bps).saturating_sub(self.paid_atoms);
        left_atoms.saturating_add(self.carried_atoms).saturating_add(self.received_atoms)
    }

    /// This much has been paid: deposits leave first, the older ones before the newer, then the share is used.
    pub fn pay(&mut self, amount_atoms: u64, max_outflow_bps: u16, now_ts: i64) {
        let after_carried_atoms = take(&mut self.carried_atoms, amount_atoms);
        let after_received_atoms = take(&mut self.received_atoms, after_carried_atoms);
        self.paid_atoms = self.paid_atoms.saturating_add(after_received_atoms);
        if self.allowance_atoms(max_outflow_bps) < self.share_atoms(max_outflow_bps).div_ceil(2) {
            self.strained_ts = now_ts;
        }
    }

    /// This much has come in.
    pub fn receive(&mut self, amount_atoms: u64) {
        self.received_atoms = self.received_atoms.saturating_add(amount_atoms);
    }

    /// The part of the base that may leave in a window.
    fn share_atoms(&self, max_outflow_bps: u16) -> u64 {
        // A part of the base: it fits.
        mul_div_ceil(self.base_atoms, u64::from(max_outflow_bps), BPS).unwrap_or(0)
    }
}

/// Takes what a bucket has of the amount. Returns the rest.
fn take(bucket_atoms: &mut u64, amount_atoms: u64) -> u64 {
    let rest_atoms = amount_atoms.saturating_sub(*bucket_atoms);
    *bucket_atoms = bucket_atoms.saturating_sub(amount_atoms);
    rest_atoms
}
