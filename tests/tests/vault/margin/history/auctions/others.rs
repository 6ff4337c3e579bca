//! What anybody does: judges, bids, hedges, settles; and prices and time.

use super::{
    super::{driver::part, model::Series, step::Asset},
    auction::Phase,
    bids::{Bid, Sold},
    driver::Auctions,
    health::{Health, ONE},
    hedges::Offer,
    model::PEOPLE,
    step::{Limit, Step},
};
use vault_client::{AccountBid, HedgeOffer};

const NO_LIMIT: i128 = i64::MAX as i128;

impl Limit {
    /// Of what the price is compared with: below zero it is stricter.
    fn slack(self) -> i128 {
        match self {
            Self::Exact => 0,
            Self::Generous => 1,
            Self::Short => -1,
        }
    }
}

impl Auctions {
    /// One of the accounts that are auctioned; anybody's where none is.
    pub fn auctioned(&self, place: usize) -> usize {
        let running: Vec<_> = (0..PEOPLE).filter(|who| self.model.people[*who].auction.is_running()).collect();
        running.get(place % running.len().max(1)).copied().unwrap_or(place)
    }

    fn is_any_auctioned(&self) -> bool {
        self.model.people.iter().any(|person| person.auction.is_running())
    }

    pub fn attempt_of_others(&mut self, step: Step) {
        match step {
            Step::Judge { who } => self.judge_one(step, who),
            Step::JudgeAll => (0..PEOPLE).for_each(|who| self.judge_one(step, who)),
            Step::Bid { place, .. } | Step::Hedge { place, .. } if place > 0 && !self.is_any_auctioned() => {}
            Step::Bid { taker, place, permille, limit, is_stale, beyond } => {
                let whom = self.auctioned(place);
                let step_id = self.model.people[whom].auction.step_id.wrapping_sub(is_stale.into());
                let part = i128::from(permille) * 1_000_000;
                let bid = Bid { whom, taker, step_id, most_part: part, least_part: 0, limit: NO_LIMIT };
                self.bid(step, bid, limit, beyond);
            }
            Step::Hedge { taker, place, contract, permille, limit, is_stale } => {
                let whom = self.auctioned(place);
                let step_id = self.model.people[whom].auction.step_id.wrapping_sub(is_stale.into());
                let series = self.owed_by(whom, contract);
                let owed = -self.model.people[whom].account.options.get(&series).copied().unwrap_or(0).min(0);
                let atoms = part(owed, permille).into();
                let offer = Offer { whom, taker, step_id, series, atoms, least: 0 };
                self.hedge(step, offer, limit);
            }
            Step::Settle { who, asset, weeks_ago, for_less } => self.settle(step, who, asset, weeks_ago, for_less),
            Step::SettleAll { weeks_ago } => {
                for _ in 0..2 {
                    for (asset, who) in both().flat_map(|asset| (0..PEOPLE).map(move |who| (asset, who))) {
                        self.settle(step, who, asset, weeks_ago, false);
                    }
                }
            }
            Step::Redeem { who, contract, weeks_ago, permille } => {
                self.redeem(step, who, contract, weeks_ago, permille)
            }
            Step::Post { weeks_ago } => self.post(step, weeks_ago),
            _ => self.pass(step),
        }
    }

    fn judge_one(&mut self, step: Step, who: usize) {
        let (address, before) = (self.address(who), self.model.people[who].auction);
        let mut after = self.model.clone();
        let expected = after.judge(who, &self.prices(), self.now_ts());
        let seen = self.prices().judge(&self.model, who).ok().flatten();
        if !self.tried("Judge", step, expected, |scene, _| scene.judge_account(&address)) {
            return;
        }
        self.model = after;
        let (from, to) = (before.phase, self.model.people[who].auction.phase);
        if from != to {
            self.note(format!("{from:?} to {to:?}"));
        }
        self.note_seen(seen);
        if to == Phase::None && std::mem::take(&mut self.topped_up[who]) && from != Phase::None {
            self.note("ended by a top-up");
        }
    }

    fn note_seen(&mut self, seen: Option<Health>) {
        let Some(health) = seen else { return };
        if health.owes_token {
            let is_rich = health.buffer_balance() >= 0;
            self.note(if is_rich { "a rich account owes a token" } else { "a poor account owes a token" });
        }
        if self.now_ts() - self.shown.publish_ts > 60 {
            self.note("judged at the last price");
        }
    }

    fn bid(&mut self, step: Step, bid: Bid, limit: Limit, beyond: u64) {
        let now_ts = self.now_ts();
        let bid = match self.model.clone().bid(&bid, &self.prices(), now_ts) {
            Ok(sold) => {
                let least_part = if beyond > 0 { sold.part + i128::from(beyond) } else { 0 };
                Bid { limit: sold.price + limit.slack(), least_part, ..bid }
            }
            Err(_) => bid,
        };
        let mut after = self.model.clone();
        let expected = after.bid(&bid, &self.prices(), now_ts);
        let (taker, address) = (bid.taker, self.address(bid.whom));
        let on_chain = AccountBid {
            step_id: bid.step_id,
            most_part_e9: narrow(bid.most_part),
            least_part_e9: narrow(bid.least_part),
            limit_atoms: i64::try_from(bid.limit).unwrap(),
        };
        let bid_on_account = |scene: &mut simulator::Scene, people: &[solana_keypair::Keypair]| {
            scene.bid_on_account(&people[taker], &address, on_chain)
        };
        if !self.tried("Bid", step, expected.map(drop), bid_on_account) {
            return;
        }
        let sold = expected.unwrap();
        let before = std::mem::replace(&mut self.model, after);
        self.is_fair(step, &before, &bid, &sold);
        self.note_sold(&sold);
    }

    fn note_sold(&mut self, sold: &Sold) {
        match (sold.phase, sold.part == ONE, sold.is_over) {
            (Phase::Insolvent, ..) => self.note("given away"),
            (_, true, _) => self.note("sold whole"),
            (_, false, true) => self.note("sold in part, and back at the buffer"),
            _ => self.note("sold in part, and goes on"),
        }
        if sold.covered.by_fund > 0 {
            self.note("the fund pays a taker");
        }
        if sold.covered.by_accounts > 0 {
            self.somebody_was_ruined = true;
            self.note("everybody pays a taker");
        }
    }

    /// One of the options that an account owes, or any of the running week.
    fn owed_by(&self, who: usize, place: usize) -> Series {
        let options = &self.model.people[who].account.options;
        let owed: Vec<_> = options.iter().filter(|(_, quantity)| **quantity < 0).map(|(series, _)| *series).collect();
        owed.get(place % owed.len().max(1)).copied().unwrap_or((self.week, place))
    }

    fn hedge(&mut self, step: Step, offer: Offer, limit: Limit) {
        let now_ts = self.now_ts();
        let offer = match self.model.clone().hedge(&offer, &self.prices(), now_ts) {
            Ok(paid) => Offer { least: (paid - limit.slack()).max(0), ..offer },
            Err(_) => offer,
        };
        let mut after = self.model.clone();
        let expected = after.hedge(&offer, &self.prices(), now_ts);
        let (taker, address) = (offer.taker, self.address(offer.whom));
        let on_chain = HedgeOffer {
            step_id: offer.step_id,
            series: self.contracts[&offer.series].series,
            quantity_atoms: narrow(offer.atoms),
            least_atoms: narrow(offer.least),
        };
        let hedged = self.tried("Hedge", step, expected.map(drop), |scene, people| {
            scene.hedge_account(&people[taker], &address, on_chain)
        });
        if hedged {
            let before = std::mem::replace(&mut self.model, after);
            self.hedge_is_fair(step, &before, &offer, expected.unwrap());
        }
    }
}

fn both() -> impl Iterator<Item = Asset> {
    [Asset::Coin, Asset::Cash].into_iter()
}

pub fn narrow(atoms: i128) -> u64 {
    u64::try_from(atoms).expect("an amount of tokens")
}
