//! Whose signatures count.

use crate::layout::*;
use crate::signed::SignedError;
use crate::threshold::StrikeRecord;
use crate::Pubkey;

/// The keys that sign for a house, and how many of them it takes.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct SignerSet {
    pub version: u8,
    pub bump: u8,
    /// How many signatures it takes.
    pub quorum: u8,
    /// How many of `keys` are in use, from the first on.
    pub members: u8,
    pub padding: [u8; 4],
    /// The house that they sign for.
    pub config: Pubkey,
    /// Rises with every change, so that what an earlier set has signed means nothing any more.
    pub generation: u64,
    /// ed25519 public keys.
    pub keys: [Pubkey; 8],
    /// How often margin thresholds of theirs turned out too low.
    pub strikes: StrikeRecord,
    pub reserved: [u8; 40],
}

impl SignerSet {
    /// Eight signatures with a small message still fit into one transaction.
    pub const MAX_MEMBERS: usize = 8;

    /// Other keys, another quorum, the next generation. Refuses what [`Self::invariant`] would not hold for, and then changes nothing.
    pub fn replace(&mut self, quorum: u8, keys: &[Pubkey]) -> Result<(), SignedError> {
        let mut next = *self;
        next.keys = [Pubkey::default(); Self::MAX_MEMBERS];
        let slots = next.keys.get_mut(..keys.len()).ok_or(SignedError::InvalidSigners)?;
        slots.copy_from_slice(keys);
        next.members = u8::try_from(keys.len()).map_err(|_| SignedError::InvalidSigners)?;
        next.quorum = quorum;
        next.generation = self.generation.checked_add(1).ok_or(SignedError::InvalidSigners)?;
        if !next.invariant() {
            return Err(SignedError::InvalidSigners);
        }
        *self = next;
        Ok(())
    }

    /// The keys in use.
    pub fn members(&self) -> &[Pubkey] {
        self.keys.get(..usize::from(self.members)).unwrap_or_default()
    }

    /// A quorum from one to all, no key twice, none zero, none behind the last member, and a generation.
    pub fn invariant(&self) -> bool {
        let members = self.members();
        let is_new = |(index, key): (usize, &Pubkey)| !members.iter().take(index).any(|earlier| earlier == key);
        !members.is_empty()
            && (1..=self.members).contains(&self.quorum)
            && members.iter().all(|key| *key != Pubkey::default())
            && members.iter().enumerate().all(is_new)
            && self.keys.iter().skip(members.len()).all(|key| *key == Pubkey::default())
            && self.generation > 0
    }
}

#[cfg(feature = "anchor")]
impl anchor_lang::ZeroCopy for SignerSet {}

account_layout!(SignerSet, [202, 99, 45, 139, 165, 94, 48, 22]);
