//! A change that waits out the timelock.

use crate::change::Change;
use crate::layout::*;
use crate::Pubkey;

/// A proposed change. It can be executed from `ready_ts` until `expires_ts`, if its settings are still what they were.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct Proposal {
    pub version: u8,
    pub bump: u8,
    /// Bytes of `change` in use.
    pub change_length: u16,
    pub padding: [u8; 4],
    pub config: Pubkey,
    /// The vault, market, signer set or house that it changes.
    pub target: Pubkey,
    pub number: u64,
    /// See [`crate::change::settings_hash`].
    pub settings_hash: [u8; 32],
    pub ready_ts: i64,
    pub expires_ts: i64,
    /// Who paid for this account and gets its rent back.
    pub rent_payer: Pubkey,
    /// The [`Change`] in Borsh.
    pub change: [u8; 320],
    pub reserved: [u8; 64],
}

impl Proposal {
    /// How long a proposal can be executed once it is ready.
    pub const LIFE_SECS: i64 = 7 * 86_400;

    /// A change as this account holds it, and its length; `None` if it is too long.
    pub fn encode(change: &Change) -> Option<([u8; 320], u16)> {
        let bytes = borsh::to_vec(change).ok()?;
        let mut held = [0; 320];
        held.get_mut(..bytes.len())?.copy_from_slice(&bytes);
        Some((held, u16::try_from(bytes.len()).ok()?))
    }

    /// The change; `None` if the bytes are not one.
    pub fn decode(&self) -> Option<Change> {
        let bytes = self.change.get(..usize::from(self.change_length))?;
        borsh::from_slice(bytes).ok()
    }
}

account_layout!(Proposal, [26, 94, 189, 187, 116, 136, 53, 33]);
