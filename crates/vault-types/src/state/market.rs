//! One underlying against one quote.

use super::{ExpiryCalendar, Halts, OptionKind, OracleLimits};
use crate::layout::*;
use crate::price::{PriceError, ValidatedPrice};
use crate::Pubkey;

code! {
    /// Which kind of account a market takes its price from.
    PriceSource {
        /// An update that anyone posts into a `PriceUpdateV2` account of Pyth's receiver program, signed by the guardians.
        PYTH_PULL = 0,
        /// The one account that an older Pyth oracle program keeps for the feed.
        PYTH_PUSH = 1,
    }
}

/// An underlying/quote pair: where its price comes from, when its series expire, which strikes are listed.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct Market {
    pub version: u8,
    pub bump: u8,
    /// Tells the house's markets apart.
    pub id: u16,
    pub halts: Halts,
    pub price_source: PriceSource,
    pub padding: [u8; 2],
    /// The house that this market belongs to.
    pub config: Pubkey,
    pub underlying_mint: Pubkey,
    pub quote_mint: Pubkey,
    /// The underlying in the quote currency: Pyth's feed id for `PYTH_PULL`, the price account's address for `PYTH_PUSH`.
    pub price_feed_id: [u8; 32],
    pub oracle_limits: OracleLimits,
    pub calendar: ExpiryCalendar,
    /// Strikes are multiples of this, USD times 10^8.
    pub strike_step_e8: u64,
    /// The oracle program that owns the price account of `PYTH_PUSH`: every chain has its own. Zero for `PYTH_PULL`, which
    /// is always Pyth's receiver program.
    pub price_program: Pubkey,
    /// The newest price that was traded at or observed, USD times 10^8; zero before the first.
    pub last_price_e8: u64,
    /// When the oracle published it.
    pub last_price_ts: i64,
    pub reserved: [u8; 88],
}

impl Market {
    /// What an option of this kind is collateralised and settled in; the underlying for an unknown kind, which no series has.
    pub fn settlement_mint(&self, kind: OptionKind) -> Pubkey {
        match kind {
            OptionKind::PUT => self.quote_mint,
            _ => self.underlying_mint,
        }
    }

    /// Refuses a price that is too far from the last one while that one is in its window.
    pub fn check_jump(&self, price: &ValidatedPrice, now_ts: i64) -> Result<(), PriceError> {
        let age_secs = now_ts.saturating_sub(self.last_price_ts);
        let limits = &self.oracle_limits;
        if age_secs < i64::from(limits.jump_window_secs) && price.jumps_from(self.last_price_e8, limits.max_jump_bps) {
            return Err(PriceError::Jump);
        }
        Ok(())
    }

    /// A price for a liquidation, which must not wait until a fall is over: one that jumps counts as far as a price may go. Where it is right, observers
    /// bring it, and the next one may go farther.
    pub fn without_jump(&self, price: &ValidatedPrice, now_ts: i64) -> ValidatedPrice {
        match self.check_jump(price, now_ts) {
            Ok(()) => *price,
            Err(_) => price.within(self.last_price_e8, self.oracle_limits.max_jump_bps),
        }
    }

    /// The last price that anybody observed, if that was an hour ago: a liquidation takes it where nobody brings one.
    pub fn last_seen(&self, now_ts: i64) -> Option<ValidatedPrice> {
        ValidatedPrice::last_seen(self.last_price_e8, self.last_price_ts, now_ts)
    }

    /// Takes a fresh price to trade at, unless it jumps. Only a newer price takes the last one's place, so nobody can set it back to an older
    /// price or shorten its window.
    pub fn accept_price(&mut self, price: &ValidatedPrice, now_ts: i64) -> Result<(), PriceError> {
        self.check_jump(price, now_ts)?;
        if price.publish_ts > self.last_price_ts {
            (self.last_price_e8, self.last_price_ts) = (price.price_e8, price.publish_ts);
        }
        Ok(())
    }

    /// Is this a source, and does it say which program to trust?
    pub fn is_valid_price_source(price_source: PriceSource, price_program: &Pubkey) -> bool {
        let names_program = *price_program != Pubkey::default();
        price_source.is_known() && names_program == (price_source == PriceSource::PYTH_PUSH)
    }
}

account_layout!(Market, [219, 190, 213, 55, 0, 227, 198, 154]);
