//! An expiry of a market, in which margin accounts have options: one settlement price for all of its series, and the pools that pay them.

use super::{OracleLimits, Settlement, SettlementAsset, SettlementStatus};
use crate::layout::*;
use crate::margin::{holding::MAX_DECIMALS, NetPayment, Units};
use crate::Pubkey;

/// One per market and moment.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct Expiry {
    pub version: u8,
    pub bump: u8,
    pub underlying_decimals: u8,
    pub quote_decimals: u8,
    pub padding: [u8; 4],
    pub market: Pubkey,
    pub underlying_mint: Pubkey,
    pub quote_mint: Pubkey,
    /// Token accounts that whoever owes pays into, and whoever owns is paid from: one for each token.
    pub underlying_pool: Pubkey,
    pub quote_pool: Pubkey,
    pub expiry_ts: i64,
    pub settlement: Settlement,
    /// Assets in the pools, as the program counts them.
    pub underlying_pool_atoms: u64,
    pub quote_pool_atoms: u64,
    pub reserved: [u8; 64],
}

impl Expiry {
    /// A price exactly where one is known, and nothing in the pools before it is.
    pub fn invariant(&self) -> bool {
        let settlement = &self.settlement;
        let is_priced = matches!(settlement.status, SettlementStatus::CANDIDATE | SettlementStatus::FINAL);
        settlement.status.is_known()
            && settlement.status != SettlementStatus::UNWOUND
            && is_priced == (settlement.price_e8 > 0)
            && (is_priced || (self.underlying_pool_atoms == 0 && self.quote_pool_atoms == 0))
            && self.underlying_decimals <= MAX_DECIMALS
            && self.quote_decimals <= MAX_DECIMALS
    }

    /// What an atom is.
    pub fn units(&self) -> Units {
        Units { underlying_decimals: self.underlying_decimals, quote_decimals: self.quote_decimals }
    }

    /// The token that options are paid in.
    pub fn mint(&self, settlement: SettlementAsset) -> Pubkey {
        match settlement {
            SettlementAsset::QUOTE => self.quote_mint,
            _ => self.underlying_mint,
        }
    }

    /// Where it is paid from.
    pub fn pool(&self, settlement: SettlementAsset) -> Pubkey {
        match settlement {
            SettlementAsset::QUOTE => self.quote_pool,
            _ => self.underlying_pool,
        }
    }

    /// What is there, as the program counts it.
    pub fn pool_atoms(&self, settlement: SettlementAsset) -> u64 {
        match settlement {
            SettlementAsset::QUOTE => self.quote_pool_atoms,
            _ => self.underlying_pool_atoms,
        }
    }

    /// Takes a payment from an account into a pool, or one to it out of the pool. `None` where the pool has less: others have not paid yet.
    #[must_use]
    pub fn fund(&mut self, settlement: SettlementAsset, payment: &NetPayment) -> Option<()> {
        let pool_atoms = match settlement {
            SettlementAsset::QUOTE => &mut self.quote_pool_atoms,
            _ => &mut self.underlying_pool_atoms,
        };
        let funded_atoms = pool_atoms.checked_add(payment.from_account_atoms)?;
        *pool_atoms = funded_atoms.checked_sub(payment.to_account_atoms)?;
        Some(())
    }

    /// When the market's last price settles, if nobody has brought a better one until then.
    pub fn last_resort_ts(&self, limits: &OracleLimits) -> i64 {
        self.expiry_ts.saturating_add(limits.last_settlement_secs())
    }

    /// Settles at a price of last resort.
    pub fn settle_at(&mut self, price_e8: u64, publish_ts: i64) {
        let status = SettlementStatus::FINAL;
        self.settlement = Settlement { price_e8, publish_ts, challenge_end_ts: 0, status, padding: [0; 7] };
    }
}

account_layout!(Expiry, [7, 101, 83, 210, 236, 185, 37, 84]);
