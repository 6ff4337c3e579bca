//! Time and prices.

use super::{
    super::{
        risk::judge::Shown,
        settling::{A_WEEK, TWO_DAYS},
    },
    driver::Auctions,
    step::Step,
};
use crate::common::USD;
use options_vault::errors::VaultError;

const MINUTE: i64 = 60;

impl Auctions {
    pub fn pass(&mut self, step: Step) {
        match step {
            Step::Move { permille, secs } => {
                self.wait_until(self.now_ts() + secs);
                self.move_price(permille);
                self.scene.renew_surface().unwrap();
            }
            Step::Jump { permille } => self.jump(permille),
            Step::Print { permille } => self.show(self.price_e8 * permille / 1_000),
            Step::Volatility { permille } => {
                let is_taken = self.scene.set_volatility(800_000 * permille).is_ok();
                self.note(if is_taken { "Volatility" } else { "Volatility refused" });
            }
            Step::Wait { secs, is_shown } => {
                self.wait_watched(self.now_ts() + secs);
                if is_shown {
                    self.observe();
                }
            }
            Step::Expire { permille } => self.expire(permille),
            Step::Abandon => self.abandon(),
            _ => unreachable!("{step:?}"),
        }
    }

    /// Writes a price of now into the price account.
    fn show(&mut self, price_e8: u64) {
        self.scene.set_price(price_e8);
        self.shown = Shown { price_e8, publish_ts: self.now_ts() };
    }

    /// Everybody is shown the price of now.
    fn observe(&mut self) {
        let market = self.scene.market();
        let (coin, last_ts, last_e8) = (self.scene.underlying_mint, market.last_price_ts, market.last_price_e8);
        // Somebody may have traded at a price that was only printed: the market must forget it first.
        if self.price_e8.abs_diff(last_e8) * 10 > last_e8 {
            self.wait_until(self.now_ts().max(last_ts + 600));
        }
        self.show(self.price_e8);
        if self.now_ts() < last_ts + MINUTE {
            return;
        }
        self.scene.observe_price().unwrap();
        self.scene.observe_collateral_price(&coin).unwrap();
        if let Err(refusal) = self.scene.observe_volatility() {
            assert!(refusal.is(VaultError::ObservedTooSoon), "{refusal}");
        }
    }

    fn move_price(&mut self, permille: u64) {
        self.price_e8 = within(self.price_e8 * permille / 1_000);
        self.observe();
    }

    /// Observers bring a tenth of it each minute.
    fn jump(&mut self, permille: u64) {
        let target_e8 = within(self.price_e8 * permille / 1_000);
        loop {
            let most_e8 = self.price_e8 / 1_000 * 90;
            self.price_e8 = target_e8.clamp(self.price_e8 - most_e8, self.price_e8 + most_e8);
            self.wait_until(self.now_ts() + MINUTE);
            self.observe();
            if self.price_e8 == target_e8 {
                break;
            }
        }
        self.scene.renew_surface().unwrap();
    }

    /// Nobody forgets the average: somebody shows the price every other day.
    fn wait_watched(&mut self, ts: i64) {
        while self.now_ts() + TWO_DAYS < ts {
            self.wait_until(self.now_ts() + TWO_DAYS);
            self.observe();
        }
        self.wait_until(ts);
    }

    /// The price of the end is no jump: it comes an hour later.
    pub fn expire(&mut self, permille: u64) {
        let expiry_ts = self.model.weeks[&self.week].expiry_ts;
        self.wait_watched(expiry_ts.max(self.now_ts() + 3_600));
        self.move_price(permille);
        self.scene.renew_surface().unwrap();
    }

    pub fn abandon(&mut self) {
        let Some(last) = self.week.checked_sub(1) else { return };
        let abandoned_ts = self.model.weeks[&last].expiry_ts + A_WEEK;
        if self.now_ts() < abandoned_ts {
            self.wait_watched(abandoned_ts.max(self.now_ts() + MINUTE));
            self.observe();
            self.scene.renew_surface().unwrap();
        }
    }
}

fn within(price_e8: u64) -> u64 {
    price_e8.clamp(50 * USD, 500 * USD)
}
