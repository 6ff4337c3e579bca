//! What the end of a week pays: its price, settlements, payoffs.

use super::{
    super::{driver::part, settling::A_WEEK, step::Asset},
    driver::Auctions,
    step::Step,
};
use options_vault::errors::VaultError;
use simulator::PriceUpdate;

impl Auctions {
    pub fn settle(&mut self, step: Step, who: usize, asset: Asset, weeks_ago: u64, for_less: bool) {
        let Some(week) = self.week.checked_sub(weeks_ago) else { return };
        let mut after = self.model.clone();
        let expected = after.settle(who, asset, week, for_less, self.now_ts());
        let (expiry_ts, settlement, key) = (self.model.weeks[&week].expiry_ts, asset.settlement(), self.key(who));
        let settled = self.tried("Settle", step, expected.map(drop), |scene, people| match for_less {
            true => scene.settle_for_less(scene.account_ref(&key), &people[who], expiry_ts, settlement),
            false => scene.settle_margin_account(&key, expiry_ts, settlement),
        });
        if !settled {
            let is_abandoned = self.now_ts() >= expiry_ts + A_WEEK;
            if is_abandoned && matches!(expected, Err(VaultError::ShortOfToken)) {
                self.note("short of a token after a week, with something beside");
            }
            return;
        }
        let (unpaid, covered) = expected.unwrap();
        self.model = after;
        if unpaid > 0 {
            self.somebody_was_ruined = true;
            self.note(format!("a ruin in {asset:?}"));
        }
        if covered.by_fund > 0 {
            self.note("the fund pays a pool");
        }
        if covered.by_accounts > 0 {
            self.note("everybody pays a pool");
        }
    }

    pub fn redeem(&mut self, step: Step, who: usize, contract: usize, weeks_ago: u64, permille: u64) {
        let Some(week) = self.week.checked_sub(weeks_ago) else { return };
        let series = (week, contract);
        let atoms = part(self.model.people[who].options(series), permille);
        let goes = self.model.redeem(who, series, atoms.into());
        let contract = self.contract(series);
        self.tried_plainly("Redeem", step, goes, |scene, people| {
            scene.redeem_margin_options(&people[who], &contract, atoms)
        });
    }

    /// The price of now as that of the expiry; when none can come any more, the last one that the market knows.
    pub fn post(&mut self, step: Step, weeks_ago: u64) {
        let Some(week) = self.week.checked_sub(weeks_ago) else { return };
        let (now_ts, expiry_ts) = (self.now_ts(), self.model.weeks[&week].expiry_ts);
        if now_ts > expiry_ts + self.scene.market().oracle_limits.last_settlement_secs() {
            let last_e8 = self.scene.market().last_price_e8;
            let goes = self.model.post(week, last_e8.into(), now_ts);
            self.tried_plainly("LastPrice", step, goes, |scene, _| scene.settle_expiry_at_last_price(expiry_ts));
            return;
        }
        let feed_id = self.scene.feed_id;
        self.scene.post(&PriceUpdate::new(feed_id, self.price_e8, expiry_ts.min(now_ts)));
        let goes = self.model.post(week, self.price_e8.into(), now_ts);
        self.tried_plainly("Post", step, goes, |scene, _| scene.post_expiry_price(expiry_ts));
        self.scene.post(&PriceUpdate::new(feed_id, self.shown.price_e8, self.shown.publish_ts));
    }
}
