//! What a hedge should do: somebody takes over options that an account owes, for their price and a part of their vega.

use super::{
    super::model::{Series, CASH_UNIT},
    auction::Phase,
    health::{up, Health, ONE},
    model::Model,
    prices::Prices,
};
use options_vault::errors::VaultError;

#[derive(Clone, Copy, Debug)]
pub struct Offer {
    pub whom: usize,
    pub taker: usize,
    pub step_id: u32,
    pub series: Series,
    pub atoms: i128,
    pub least: i128,
}

/// A price times 10^12 of so many options, in atoms of the cash, rounded down.
fn in_atoms(price_e12: i128, options: i128) -> i128 {
    price_e12 * options / 10_000 / CASH_UNIT
}

impl Model {
    /// Returns what the account pays.
    pub fn hedge(&mut self, offer: &Offer, prices: &Prices<'_>, now_ts: i64) -> Result<i128, VaultError> {
        if offer.whom == offer.taker {
            return Err(VaultError::OwnAccount);
        }
        if self.people[offer.taker].auction.is_running() {
            return Err(VaultError::InAuction);
        }
        self.leave(offer.whom);
        self.leave(offer.taker);
        let health = self.judge_again(offer.whom, offer.step_id, prices, now_ts)?;
        if self.people[offer.whom].auction.phase != Phase::Hedge {
            return Err(VaultError::NoAuctionRuns);
        }
        let paid = self.hedge_price(offer, &health, prices, now_ts)?;
        if paid < offer.least {
            return Err(VaultError::BeyondLimit);
        }
        if offer.atoms == 0 || paid > self.people[offer.whom].account.cash {
            return Err(VaultError::NotHeld);
        }
        self.people[offer.whom].account.add(offer.series, offer.atoms);
        self.people[offer.taker].account.add(offer.series, -offer.atoms);
        self.people[offer.whom].account.cash -= paid;
        self.people[offer.taker].account.cash += paid;
        (self.people[offer.whom].signed, self.people[offer.taker].signed) = (None, None);
        let auction = &mut self.people[offer.whom].auction;
        auction.look(now_ts);
        auction.step_id += 1;
        self.join(offer.whom);
        self.join(offer.taker);
        prices.check_taker(self, offer.taker)?;
        Ok(paid)
    }

    fn hedge_price(
        &self,
        offer: &Offer,
        health: &Health,
        prices: &Prices<'_>,
        now_ts: i64,
    ) -> Result<i128, VaultError> {
        let account = &self.people[offer.whom].account;
        let owed = -account.options.get(&offer.series).copied().unwrap_or(0).min(0);
        let week = &self.weeks[&offer.series.0];
        if owed == 0 || offer.atoms > owed || (week.expiry_ts <= now_ts && week.price.is_some()) {
            return Err(VaultError::NotOwed);
        }
        let price = prices.option(self, offer.whom, offer.series);
        let vega = i128::from(price.vega_e12());
        let limit_bps = prices.vega_limit_bps();
        let most = match in_atoms(vega, owed) {
            0 => 0,
            of_all => up(owed, health.vega_excess(limit_bps), of_all).min(owed),
        };
        // As of a bid, one in a hundred.
        if offer.atoms < up(most, 1, 100) {
            return Err(VaultError::PartTooSmall);
        }
        if offer.atoms > most {
            return Err(VaultError::HedgeTooLarge);
        }
        let of_vega = vega * self.people[offer.whom].auction.of_vega(now_ts) / ONE;
        let paid = in_atoms(i128::from(price.today_e12) + of_vega, offer.atoms);
        let after = Health {
            counted: (health.counted - paid).max(0),
            vega_loss: (health.vega_loss - in_atoms(vega, offer.atoms)).max(0),
            ..*health
        };
        let helps = after.vega_excess(limit_bps) < health.vega_excess(limit_bps);
        helps.then_some(paid).ok_or(VaultError::HedgeOfNoHelp)
    }
}
