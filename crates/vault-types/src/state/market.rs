//! One underlying against one quote.

use super::{ExpiryCalendar, OptionKind, OracleLimits};
use crate::layout::*;
use crate::Pubkey;

/// An underlying/quote pair: where its price comes from, when its series expire, which strikes are listed.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct Market {
    pub version: u8,
    pub bump: u8,
    /// Tells the house's markets apart.
    pub id: u16,
    pub padding: [u8; 4],
    /// The house that this market belongs to.
    pub config: Pubkey,
    pub underlying_mint: Pubkey,
    pub quote_mint: Pubkey,
    /// Pyth feed of the underlying in the quote currency.
    pub price_feed_id: [u8; 32],
    pub oracle_limits: OracleLimits,
    pub calendar: ExpiryCalendar,
    /// Strikes are multiples of this, USD times 10^8.
    pub strike_step_e8: u64,
    pub reserved: [u8; 144],
}

impl Market {
    /// What an option of this kind is collateralised and settled in; the underlying for an unknown kind, which no series has.
    pub fn settlement_mint(&self, kind: OptionKind) -> Pubkey {
        match kind {
            OptionKind::PUT => self.quote_mint,
            _ => self.underlying_mint,
        }
    }
}

account_layout!(Market, [219, 190, 213, 55, 0, 227, 198, 154]);
