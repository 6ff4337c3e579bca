//! The last batch of thresholds that a house's signers have signed.

use crate::{layout::*, threshold::batch, Pubkey};

/// One per house.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct ThresholdBatch {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub config: Pubkey,
    /// The message with the root, as it was signed; all zero before the first.
    pub message: [u8; batch::MESSAGE_LEN],
    pub reserved: [u8; 64],
}

impl ThresholdBatch {
    /// Header and body of the message.
    pub fn batch(&self) -> batch::StoredBatch {
        bytemuck::pod_read_unaligned(&self.message)
    }
}

#[cfg(feature = "anchor")]
impl anchor_lang::ZeroCopy for ThresholdBatch {}

account_layout!(ThresholdBatch, [63, 54, 138, 96, 44, 124, 198, 69]);
