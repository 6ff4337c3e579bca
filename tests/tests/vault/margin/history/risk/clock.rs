//! Time, prices, and the end.

use super::{
    super::{
        settling::A_WEEK,
        step::{Asset, Step, PEOPLE},
    },
    driver::AtRisk,
    judge::Shown,
};
use crate::common::USD;
use options_vault::errors::VaultError;

const TWO_DAYS: i64 = 2 * 86_400;

impl AtRisk {
    /// Writes a price of now into the price account.
    pub fn show(&mut self, price_e8: u64) {
        self.history.scene.set_price(price_e8);
        self.shown = Shown { price_e8, publish_ts: self.history.scene.world.now() };
    }

    /// Everybody is shown another price.
    pub fn move_price(&mut self, permille: u64) {
        self.history.price_e8 = (self.history.price_e8 * permille / 1_000).clamp(60 * USD, 400 * USD);
        self.show(self.history.price_e8);
        let coin = self.history.scene.underlying_mint;
        self.history.scene.observe_price().unwrap();
        if let Err(refusal) = self.history.scene.observe_volatility() {
            assert!(refusal.is(VaultError::ObservedTooSoon), "{refusal}");
        }
        self.history.scene.observe_collateral_price(&coin).unwrap();
    }

    /// Nobody forgets the average: somebody shows the price every other day.
    fn watch_until(&mut self, ts: i64) {
        while self.history.scene.world.now() + TWO_DAYS < ts {
            self.history.live(Step::Wait { secs: TWO_DAYS });
            self.move_price(1_000);
        }
    }

    /// A week after the last expiry.
    pub fn abandon(&mut self) {
        let Some(last) = self.history.week.checked_sub(1) else { return };
        let abandoned_ts = self.history.model.weeks[&last].expiry_ts + A_WEEK;
        self.watch_until(abandoned_ts);
        let left_secs = abandoned_ts - self.history.scene.world.now();
        if left_secs >= 60 {
            self.history.live(Step::Wait { secs: left_secs });
            self.move_price(1_000);
        }
    }

    pub fn expire(&mut self, permille: u64) {
        let expiry_ts = self.history.model.weeks[&self.history.week].expiry_ts;
        self.watch_until(expiry_ts);
        // Longer than prices are kept from jumping.
        let wait_ts = expiry_ts.max(self.history.scene.world.now() + 3_600);
        self.history.live(Step::Wait { secs: wait_ts - self.history.scene.world.now() });
        self.move_price(permille);
        self.history.scene.renew_surface().unwrap();
    }

    /// Whoever could not pay brings what is missing; then everybody is out.
    pub fn everyone_leaves(&mut self) {
        self.expire(1_000);
        for weeks_ago in 0..=self.history.week {
            self.history.live(Step::Post { weeks_ago });
        }
        for who in 0..PEOPLE {
            for asset in [Asset::Coin, Asset::Cash] {
                let missing = self.history.model.missing(who, asset);
                if missing > 0 {
                    let atoms = u64::try_from(missing).unwrap();
                    assert!(self.history.live(Step::Deposit { who, asset, atoms }), "{atoms} of {asset:?} by {who}");
                }
            }
        }
        self.history.everyone_leaves();
    }
}
