//! What every bid in a Dutch auction has in common, whatever the vault sells out of.

use crate::errors::{ensure, VaultError};
use anchor_lang::prelude::*;
use vault_types::{
    premium::{ask_atoms, ask_multiplier_bps, model_price, OptionTerms},
    state::{AuctionMechanism, Halts, Market, PremiumAuction, Vault, VaultState, VolSurface},
};

/// Options to be sold now, counted by what covers them.
pub(crate) struct Sale {
    pub cover_atoms: u64,
    /// The fewest that may be bought now.
    pub smallest_atoms: u64,
    pub now_ts: i64,
}

impl Sale {
    pub fn validate(&self, vault: &Vault, market: &Market, auction: &PremiumAuction) -> Result<()> {
        ensure(vault.state == VaultState::AUCTION, VaultError::NotInAuction)?;
        ensure(!market.halts.with(vault.halts).include(Halts::SALES), VaultError::SalesHalted)?;
        ensure(auction.mechanism == AuctionMechanism::DUTCH, VaultError::NotADutchAuction)?;
        ensure(self.cover_atoms > 0, VaultError::ZeroAmount)?;
        ensure(self.now_ts < auction.close_ts, VaultError::AuctionOver)?;
        ensure(self.cover_atoms <= auction.unsold_atoms(), VaultError::BidTooLarge)?;
        ensure(self.cover_atoms >= self.smallest_atoms, VaultError::BidTooSmall)
    }

    /// The asking price: the model at the live spot and the live surface, times the auction's multiplier of this moment.
    pub fn premium(
        &self,
        auction: &PremiumAuction,
        option: &OptionTerms,
        spot_e8: u64,
        surface: &VolSurface,
    ) -> Result<u64> {
        let model = model_price(option, spot_e8, surface, self.now_ts).map_err(VaultError::from)?;
        let multiplier_bps = ask_multiplier_bps(auction, self.now_ts).map_err(VaultError::from)?;
        let asked = ask_atoms(option, self.cover_atoms, &model, multiplier_bps);
        Ok(asked.map_err(VaultError::from)?)
    }

    /// The auction's books.
    pub fn note(&self, auction: &mut PremiumAuction, premium_atoms: u64) -> Result<()> {
        auction.sold_atoms = checked_sum(auction.sold_atoms, self.cover_atoms)?;
        auction.premium_atoms = checked_sum(auction.premium_atoms, premium_atoms)?;
        auction.bids = auction.bids.saturating_add(1);
        auction.close_ts = auction.close_after_bid_ts(self.now_ts);
        Ok(())
    }
}

fn checked_sum(a: u64, b: u64) -> Result<u64> {
    Ok(a.checked_add(b).ok_or(VaultError::Overflow)?)
}
