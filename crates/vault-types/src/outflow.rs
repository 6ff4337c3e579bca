//! The outflow breaker: how much may leave a vault within a day.
//!
//! A mistake or a theft that empties a vault needs time, in which people notice. Every payment to depositors counts, and deposits
//! between rounds count against it, so that money going in a circle uses nothing up. At least a tenth of the vault can leave each
//! day, and as long as people wait it is a tenth of what the vault held when they began to: all are out after ten days.

use crate::{layout::*, state::VaultParams};
use options_math::mul_div::mul_div_ceil;

/// What has left the vault in the running window.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outflow {
    /// Start of the window; the next one starts with the first payment a day later.
    pub window_start_ts: i64,
    /// What the share is taken of: what the vault owed its depositors when the window started, or when people began to wait.
    pub base_atoms: u64,
    /// Paid since.
    pub paid_atoms: u64,
    /// When somebody was last paid less than was due.
    pub short_ts: i64,
}

impl Outflow {
    /// One day.
    pub const WINDOW_SECS: i64 = 86_400;

    /// Opens a new window if the old one is over. `owed_atoms` is what the vault owes its depositors.
    pub fn open_window(&mut self, owed_atoms: u64, now_ts: i64) {
        if now_ts.saturating_sub(self.window_start_ts) < Self::WINDOW_SECS {
            return;
        }
        let people_wait = now_ts.saturating_sub(self.short_ts) <= 2 * Self::WINDOW_SECS;
        let base_atoms = if people_wait { owed_atoms.max(self.base_atoms) } else { owed_atoms };
        *self = Self { window_start_ts: now_ts, base_atoms, paid_atoms: 0, short_ts: self.short_ts };
    }

    /// What may still be paid in this window.
    pub fn allowance_atoms(&self, params: &VaultParams) -> u64 {
        if params.max_outflow_bps >= VaultParams::ANY_OUTFLOW_BPS {
            return u64::MAX;
        }
        // A part of the base: it fits.
        let share_atoms = mul_div_ceil(self.base_atoms, u64::from(params.max_outflow_bps), 10_000).unwrap_or(0);
        share_atoms.saturating_sub(self.paid_atoms)
    }

    /// This much has been paid.
    pub fn pay(&mut self, amount_atoms: u64) {
        self.paid_atoms = self.paid_atoms.saturating_add(amount_atoms);
    }

    /// Less was paid than was due.
    pub fn run_short(&mut self, now_ts: i64) {
        self.short_ts = now_ts;
    }

    /// This much has come in.
    pub fn receive(&mut self, amount_atoms: u64) {
        self.paid_atoms = self.paid_atoms.saturating_sub(amount_atoms);
    }
}
