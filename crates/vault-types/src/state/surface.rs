//! The volatility surface of a market, as its house's signers see it.

use crate::layout::*;
use crate::Pubkey;

/// The smile of one expiry, as it was last signed.
///
/// Its five parameters are the bits of `options_math::Fix` and describe the total variance that was left at `issued_ts`; what is left
/// later is in proportion to the time that is left, so the volatility at a log-strike stays as signed.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct SurfaceSlice {
    /// Zero for a slice that is not in use.
    pub expiry_ts: i64,
    pub a: i64,
    pub b: i64,
    pub rho: i64,
    pub m: i64,
    pub sigma: i64,
    /// When the signers looked at the market.
    pub issued_ts: i64,
    /// When the chain took it.
    pub posted_ts: i64,
    /// Volatilities a year, times 10^9, from which the next post may not jump away, at the log-strikes of
    /// [`crate::surface::JUMP_LOG_STRIKES`].
    pub reference_vols_e9: [u64; 3],
    /// Since when they are the reference.
    pub reference_ts: i64,
}

/// Smiles of the coming expiries, each as it was last signed; anyone may post what the signers have signed.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct VolSurface {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub market: Pubkey,
    /// Of the last message: the next one's is higher.
    pub sequence: u64,
    /// Of the signer set that signed it.
    pub generation: u64,
    /// In no order, each expiry once.
    pub slices: [SurfaceSlice; 8],
    pub reserved: [u8; 64],
}

impl VolSurface {
    /// As many as the market has expiries within the horizon of posts, so there is always room.
    pub const MAX_SLICES: usize = 8;

    /// The number that the next message of these signers must exceed. A new generation starts anew: otherwise a stolen quorum could use
    /// the last number that there is, and no signers after it could ever post.
    pub fn last_sequence(&self, generation: u64) -> u64 {
        if generation == self.generation {
            self.sequence
        } else {
            0
        }
    }

    /// The slice of an expiry.
    pub fn slice(&self, expiry_ts: i64) -> Option<&SurfaceSlice> {
        self.slices.iter().find(|slice| slice.expiry_ts == expiry_ts && slice.is_used())
    }

    /// No expiry twice, unused slices empty, and nothing posted without a message.
    pub fn invariant(&self) -> bool {
        let is_first = |(index, slice): (usize, &SurfaceSlice)| {
            !self.slices.iter().take(index).any(|earlier| earlier.expiry_ts == slice.expiry_ts)
        };
        let mut used = self.slices.iter().enumerate().filter(|(_, slice)| slice.is_used());
        let is_posted = self.slices.iter().any(SurfaceSlice::is_used);
        used.all(is_first)
            && self.slices.iter().all(|slice| slice.is_used() || *slice == SurfaceSlice::default())
            && is_posted == (self.sequence > 0)
            && is_posted == (self.generation > 0)
    }
}

impl SurfaceSlice {
    /// Does it belong to an expiry?
    pub fn is_used(&self) -> bool {
        self.expiry_ts != 0
    }
}

account_layout!(VolSurface, [48, 122, 117, 169, 225, 208, 213, 168]);
