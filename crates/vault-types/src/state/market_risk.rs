//! What a market asks of accounts that are not covered in kind, and how volatile it has been.

use crate::{
    layout::*,
    margin::{MarginError, RealisedVolatility, RiskParameters},
    Pubkey,
};

/// One per market. It begins closed: what opens it waits out the timelock.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct MarketRisk {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub market: Pubkey,
    pub params: RiskParameters,
    pub realised: RealisedVolatility,
    pub reserved: [u8; 64],
}

impl MarketRisk {
    pub fn invariant(&self) -> bool {
        self.params.is_valid()
    }

    /// Below this no volatility is taken.
    pub fn floor_vol_e9(&self) -> Result<u64, MarginError> {
        self.realised.vol_e9(&self.params.realised)
    }
}

account_layout!(MarketRisk, [239, 210, 123, 246, 232, 219, 139, 238]);
