//! What ends rounds: prices, settlements, payoffs.

use super::{
    driver::{narrow, History},
    model::{Series, MAKER},
    step::{Crank, Step},
};
use crate::{
    common::USD,
    history::{
        model::Phase,
        week::{Price, Week},
    },
};
use simulator::PriceUpdate;
use std::cmp::Ordering;

impl History {
    pub fn crank(&mut self, step: Step, crank: Crank) -> bool {
        let (now_ts, number) = (self.scene.world.now(), step.vault);
        let has_begun = self.model.vaults[number].books.round > 0;
        match crank {
            Crank::Roll => return self.roll(step),
            Crank::SettleAccount => return has_begun && self.settle_account(step),
            Crank::LastPrice => return has_begun && self.last_price(step),
            Crank::SettleRound if !has_begun => return false,
            Crank::CloseRound => return self.close_round(step),
            _ => {}
        }
        let chain = self.tried(step, |scene, _| match crank {
            Crank::CloseAuction => scene.close_auction(),
            Crank::SettleRound => scene.settle_on_margin(),
            _ => scene.collect_fees(),
        });
        let model = match crank {
            Crank::CloseAuction => self.model.close_auction(number, now_ts),
            Crank::SettleRound => self.model.settle_round(number, now_ts),
            _ => {
                let fees = std::mem::take(&mut self.model.vaults[number].books.fees);
                self.model.fees_paid += fees;
                (fees > 0).then_some(())
            }
        };
        Self::agree(step, chain, model)
    }

    pub fn post(&mut self, step: Step, permille: u64, late_secs: i64, gap_secs: i64) -> bool {
        let expiry_ts = self.model.vaults[step.vault].series.0;
        expiry_ts > 0 && self.post_for(step, expiry_ts, permille, late_secs, gap_secs)
    }

    pub fn post_for(&mut self, step: Step, expiry_ts: i64, permille: u64, late_secs: i64, gap_secs: i64) -> bool {
        let now_ts = self.scene.world.now();
        let challenge_secs = i64::from(self.scene.market().oracle_limits.settlement_challenge_secs);
        let (price_e8, publish_ts) = ((self.price_e8 * permille / 1_000).max(USD), expiry_ts + late_secs);
        let update = PriceUpdate::new(self.scene.feed_id, price_e8, publish_ts);
        self.scene.post(&PriceUpdate { prev_publish_ts: publish_ts - gap_secs, ..update });
        let chain = self.tried(step, |scene, _| scene.post_expiry_price(expiry_ts));
        let price = u128::from(price_e8);
        let post = |week: &mut Week| week.post(price, publish_ts, gap_secs, now_ts, challenge_secs);
        let posted = self.model.weeks_of(expiry_ts).map(post);
        let posted = posted.reduce(|one, other| {
            assert_eq!(one, other, "{step:?}");
            one
        });
        Self::agree(step, chain, posted.flatten())
    }

    /// What the market knew last, long after anybody could bring a price.
    fn last_price(&mut self, step: Step) -> bool {
        let (now_ts, expiry_ts) = (self.scene.world.now(), self.model.vaults[step.vault].series.0);
        let last_ts = expiry_ts + self.scene.market().oracle_limits.last_settlement_secs();
        let (last_price, _) = self.model.last_price.unwrap();
        let chain = self.tried(step, |scene, _| scene.settle_expiry_at_last_price(expiry_ts));
        let mut settled = None;
        for week in self.model.weeks_of(expiry_ts) {
            if now_ts > last_ts && matches!(week.price, Price::Unknown) {
                (week.price, settled) = (Price::Final(last_price), Some(()));
            }
        }
        Self::agree(step, chain, settled)
    }

    /// Whatever the vault cannot pay, it takes from nobody.
    fn settle_account(&mut self, step: Step) -> bool {
        let (now_ts, number) = (self.scene.world.now(), step.vault);
        let due = self.model.due(number, now_ts).unwrap_or(0);
        let (owes, held) = (self.model.vaults[number].owes, self.model.left_to(number));
        let others = self.belongs_to_others(number);
        let chain = self.tried(step, |scene, _| scene.settle_vault_account());
        let settled = self.model.settle_account(number, now_ts);
        if settled.is_some() {
            assert_eq!(self.belongs_to_others(number), others, "{step:?}");
            if self.model.vaults[number].books.phase == Phase::Auction {
                self.note("settled before the auction is closed");
            }
            let name = match due {
                0 => "nothing to pay",
                _ if due > held && owes > 0 => "ruin",
                _ => "payoff",
            };
            self.note(name);
        }
        Self::agree(step, chain, settled)
    }

    fn close_round(&mut self, step: Step) -> bool {
        let number = step.vault;
        let chain = self.tried(step, |scene, _| scene.close_round());
        let books = &self.model.vaults[number].books;
        let (queued, nav, is_due) = (books.queued, books.nav, books.phase == Phase::Settling);
        let week = books.weeks.get(&books.round).filter(|_| is_due).cloned();
        let closed = self.model.books(number, |books| books.close_round());
        if let Some(week) = week {
            let name = match nav.cmp(&week.start_nav) {
                Ordering::Less => "loss",
                Ordering::Equal => "unsold round",
                Ordering::Greater => "gain",
            };
            self.note(name);
            if nav < week.start_nav && queued > 0 {
                self.note("withdrawal queued in a losing round");
            }
        }
        Self::agree(step, chain, closed)
    }

    pub fn redeem(&mut self, step: Step, place: usize, permille: u64) -> bool {
        let held: Vec<_> = self.model.options.iter().rev().filter(|(_, options)| **options > 0).collect();
        let Some((series, options)) =
            held.get(place % held.len().max(1)).map(|(series, options)| (**series, **options))
        else {
            return false;
        };
        self.redeem_of(step, series, options * u128::from(permille) / 1_000)
    }

    pub fn redeem_of(&mut self, step: Step, series: Series, options: u128) -> bool {
        let contract = self.contract(series);
        let chain =
            self.tried(step, |scene, people| scene.redeem_margin_options(&people[MAKER], &contract, narrow(options)));
        Self::agree(step, chain, self.model.redeem(series, options, self.scene.world.now()))
    }
}
