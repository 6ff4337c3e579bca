//! Who may change what, for all the markets and vaults of one house.

use crate::layout::*;
use crate::liquidation::LiquidationParameters;
use crate::threshold::ThresholdParameters;
use crate::Pubkey;

/// The authorities of a house. Anyone can open one; its creator is the first admin.
///
/// The admin proposes changes, which wait out the timelock; the guardian can cancel them and tighten at once. Neither can move
/// money, choose a price, or keep anybody from leaving.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct Config {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 2],
    /// How long every change that loosens something waits.
    pub timelock_secs: u32,
    /// Names this account for ever; need not be the admin any more.
    pub creator: Pubkey,
    pub admin: Pubkey,
    pub guardian: Pubkey,
    /// Genesis hash of the cluster: messages signed for another cluster mean nothing here.
    pub cluster_genesis_hash: [u8; 32],
    /// Proposals made so far: the number of the next one.
    pub proposals: u64,
    /// How far signed margin thresholds are trusted.
    pub thresholds: ThresholdParameters,
    /// How accounts that fall short are auctioned.
    pub liquidation: LiquidationParameters,
    pub reserved: [u8; 64],
}

impl Config {
    /// A day at least, so that whoever watches can leave or object; 30 days at most, so that mistakes can be mended.
    pub fn is_valid_timelock(timelock_secs: u32) -> bool {
        (86_400..=30 * 86_400).contains(&timelock_secs)
    }

    /// May this key cancel proposals and tighten?
    pub fn is_authority(&self, key: &Pubkey) -> bool {
        *key == self.admin || *key == self.guardian
    }

    /// Everything within its bounds, and two different keys: one stolen key must not be both.
    pub fn invariant(&self) -> bool {
        Self::is_valid_timelock(self.timelock_secs)
            && self.admin != self.guardian
            && self.thresholds.is_valid()
            && self.liquidation.is_valid()
    }
}

#[cfg(feature = "anchor")]
impl anchor_lang::ZeroCopy for Config {}

account_layout!(Config, [155, 12, 170, 224, 30, 250, 204, 130]);
