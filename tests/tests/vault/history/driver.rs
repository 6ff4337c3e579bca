//! Does each step on the chain and in the model, and compares.

use super::{
    model::Model,
    step::{Gift, Step, Terms, PEOPLE},
    week::{Price, Week},
};
use crate::common::{ANY_PREMIUM, COIN, SPOT, TOKEN_INSUFFICIENT_FUNDS, USD};
use simulator::{PriceUpdate, Refusal, Scene, SceneParams};
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::collections::BTreeMap;
use vault_client::{address, Pubkey};

/// What everyone starts with.
pub const COINS: u64 = 1_000 * COIN;

/// By which late bids extend the auction.
const EXTENSION_SECS: u16 = 3_600;
/// Ten at a tenth of the vault, one more if the day began before the round ended, and one for the last atoms.
const MOST_DAYS_TO_LEAVE: usize = 12;

pub struct History {
    pub scene: Scene,
    pub people: [Keypair; PEOPLE],
    pub model: Model,
    pub price_e8: u64,
    /// Tokens that were sent to the vault's accounts past the program.
    pub gifts: BTreeMap<Pubkey, u64>,
}

impl History {
    pub fn new(terms: &Terms) -> Self {
        let mut params = SceneParams { kind: terms.kind, ..SceneParams::default() };
        params.vault.fees.withdrawal_fee_bps = terms.withdrawal_fee_bps;
        params.vault.max_outflow_bps = terms.max_outflow_bps;
        params.vault.auction.extension_secs = EXTENSION_SECS;
        let mut scene = Scene::new(&params).unwrap();
        let people = [1, 2, 3].map(|seed| scene.person(seed, COINS));
        Self { scene, people, model: Model::new(COINS, terms), price_e8: SPOT, gifts: BTreeMap::new() }
    }

    /// Tries a step. Returns whether it went through.
    pub fn live(&mut self, step: Step) -> bool {
        let done = self.attempt(step);
        self.check(step);
        done
    }

    /// Chain and model must agree about whether it goes through.
    fn agree<T>(step: Step, chain: Result<T, Refusal>, model: Option<()>) -> bool {
        match (&chain, model) {
            (Ok(_), None) => panic!("{step:?} went through, the model refuses it"),
            (Err(refusal), Some(())) => panic!("{step:?}: the model accepts it, but {refusal}"),
            _ => chain.is_ok(),
        }
    }

    fn attempt(&mut self, step: Step) -> bool {
        let now_ts = self.scene.world.now();
        let (scene, model, people) = (&mut self.scene, &mut self.model, &self.people);
        match step {
            Step::Deposit { who, atoms } => {
                Self::agree(step, scene.deposit(&people[who], atoms), model.deposit(who, atoms))
            }
            Step::DepositNow { who, atoms } => {
                Self::agree(step, scene.deposit_now(&people[who], atoms), model.deposit_now(who, atoms, now_ts))
            }
            Step::CancelDeposit { who } => {
                Self::agree(step, scene.cancel_deposit(&people[who]), model.cancel_deposit(who))
            }
            Step::ClaimShares { who, by } => {
                let claim = scene.claim_shares_for(&people[by], &people[who].pubkey());
                Self::agree(step, claim, model.claim_shares(who))
            }
            Step::Request { who, permille } => {
                let shares = model.people[who].shares * u128::from(permille) / 1_000;
                let request = scene.request_withdrawal(&people[who], narrow(shares));
                Self::agree(step, request, model.request(who, shares))
            }
            Step::CancelWithdrawal { who } => {
                Self::agree(step, scene.cancel_withdrawal(&people[who]), model.cancel_withdrawal(who))
            }
            Step::ClaimWithdrawal { who, by } => {
                let claim = scene.claim_withdrawal_for(&people[by], &people[who].pubkey());
                Self::agree(step, claim, model.claim_withdrawal(who, now_ts))
            }
            Step::Roll => self.roll(step),
            Step::Bid { who, permille } => self.bid(step, who, permille),
            Step::CloseAuction => Self::agree(step, scene.close_auction(), model.close_auction(now_ts)),
            Step::Post { late_secs, gap_secs } => self.post(step, late_secs, gap_secs),
            Step::Settle => model.round > 0 && Self::agree(step, scene.settle(), model.settle(now_ts)),
            Step::CloseRound => Self::agree(step, scene.close_round(), model.close_round()),
            Step::CollectFees => {
                let due = (model.fees > 0).then(|| model.fees = 0);
                Self::agree(step, scene.collect_fees(), due)
            }
            Step::Redeem { who, rounds_ago, permille } => self.redeem(step, who, rounds_ago, permille),
            Step::Donate { who, to, atoms } => self.donate(who, to, atoms),
            Step::Wait { secs } => self.wait_until(now_ts + secs),
            Step::WaitForAuctionEnd => {
                model.week().map(|week| week.auction_close_ts).is_some_and(|ts| self.wait_until(ts))
            }
            Step::WaitForExpiry => model.week().map(|week| week.expiry_ts).is_some_and(|ts| self.wait_until(ts)),
            Step::MovePrice { permille } => {
                self.price_e8 = (self.price_e8 * permille / 1_000).clamp(20 * USD, 5_000 * USD);
                true
            }
            Step::Observe => self.observe(step),
            Step::StalePrice { who } => self.stale_price(who),
        }
    }

    fn wait_until(&mut self, ts: i64) -> bool {
        let is_ahead = ts > self.scene.world.now();
        if is_ahead {
            self.scene.world.set_time(ts);
        }
        is_ahead
    }

    fn roll(&mut self, step: Step) -> bool {
        self.scene.renew_surface().expect("the signers sign");
        let (strike_e8, expiry_ts) = self.scene.next_strike(self.price_e8).expect("a listed strike at every price");
        let start_ts = self.scene.world.now();
        let week = Week {
            start_ts,
            auction_close_ts: start_ts + 6 * 3_600,
            auction_last_ts: start_ts + 12 * 3_600,
            expiry_ts,
            kind: self.scene.kind,
            strike: strike_e8.into(),
            start_pps: 0,
            paid_pps: None,
            start_nav: 0,
            sold: 0,
            price: Price::Unknown,
            pool: 0,
            options: [0; PEOPLE],
        };
        let roll = crate::common::refusal(self.scene.roll(self.price_e8));
        let price = u128::from(self.price_e8);
        let rolled = self.model.accepts_price(price, start_ts).then(|| self.model.roll(week)).flatten();
        rolled.and_then(|()| self.model.take_price(price, start_ts));
        Self::agree(step, roll, rolled)
    }

    fn observe(&mut self, step: Step) -> bool {
        let (price, now_ts) = (u128::from(self.price_e8), self.scene.world.now());
        self.scene.set_price(self.price_e8);
        let is_near = self.model.accepts_price(price, now_ts);
        let observed = is_near.then(|| self.model.take_price(price, now_ts)).flatten();
        Self::agree(step, self.scene.observe_price(), observed)
    }

    fn bid(&mut self, step: Step, who: usize, permille: u64) -> bool {
        let now_ts = self.scene.world.now();
        let Some(week) = self.model.week() else { return false };
        let atoms = (week.start_nav - week.sold) * u128::from(permille) / 1_000;
        let price = u128::from(self.price_e8);
        let accepts = self.model.accepts_bid(atoms, now_ts) && self.model.accepts_price(price, now_ts);
        let bidder = &self.people[who];
        let before = self.scene.coins(&bidder.pubkey());
        self.scene.set_price(self.price_e8);
        let bid = self.scene.bid(bidder, narrow(atoms), ANY_PREMIUM);
        let is_poor = bid.as_ref().is_err_and(|refusal| refusal.code() == Some(TOKEN_INSUFFICIENT_FUNDS));
        if is_poor && accepts && u128::from(before) < 2 * atoms {
            return false;
        }
        if !Self::agree(step, bid, accepts.then_some(())) {
            return false;
        }
        let premium = u128::from(before - self.scene.coins(&bidder.pubkey()));
        assert!(premium >= 1 && premium <= 2 * atoms + 2, "{atoms} options for {premium}");
        self.model.bid(who, atoms, premium, now_ts + i64::from(EXTENSION_SECS));
        self.model.take_price(price, now_ts);
        true
    }

    fn post(&mut self, step: Step, late_secs: i64, gap_secs: i64) -> bool {
        let now_ts = self.scene.world.now();
        let challenge_secs = i64::from(self.scene.market().oracle_limits.settlement_challenge_secs);
        let price_e8 = self.price_e8;
        let Some(week) = self.model.week() else { return false };
        let publish_ts = week.expiry_ts + late_secs;
        let update = PriceUpdate::new(self.scene.feed_id, price_e8, publish_ts);
        self.scene.post(&PriceUpdate { prev_publish_ts: publish_ts - gap_secs, ..update });
        let posted = week.post(price_e8.into(), publish_ts, gap_secs, now_ts, challenge_secs);
        Self::agree(step, self.scene.post_settlement_price(), posted)
    }

    fn redeem(&mut self, step: Step, who: usize, rounds_ago: u64, permille: u64) -> bool {
        let now_ts = self.scene.world.now();
        let round = self.model.round.saturating_sub(rounds_ago);
        let Some(week) = self.model.weeks.get(&round) else { return false };
        let atoms = week.options[who] * u128::from(permille) / 1_000;
        let series = self.scene.round(round).expect("a round of the model").series;
        let redeem = self.scene.redeem(&self.people[who], series, narrow(atoms));
        Self::agree(step, redeem, self.model.redeem(who, round, atoms, now_ts))
    }

    fn donate(&mut self, who: usize, to: Gift, atoms: u64) -> bool {
        let (vault, donor) = (self.scene.vault(), &self.people[who]);
        let pool = self.scene.series().map(|(_, series)| series.pool);
        let person = &mut self.model.people[who];
        let (mint, to, held) = match (to, pool) {
            (Gift::Custody, _) => (vault.asset_mint, vault.custody, &mut person.coins),
            (Gift::Pool, Some(pool)) => (vault.asset_mint, pool, &mut person.coins),
            (Gift::Escrow, _) => (vault.share_mint, vault.share_escrow, &mut person.shares),
            (Gift::Pool, None) => return false,
        };
        if *held < u128::from(atoms) {
            return false;
        }
        *held -= u128::from(atoms);
        *self.gifts.entry(to).or_default() += atoms;
        let from = address::wallet(&donor.pubkey(), &mint);
        self.scene.world.transfer(&from, &to, donor, atoms).expect("the donor owns it");
        true
    }

    fn stale_price(&mut self, who: usize) -> bool {
        let stale = PriceUpdate::new(self.scene.feed_id, self.price_e8, self.scene.world.now() - 61);
        self.scene.post(&stale);
        if self.model.round > 0 {
            self.scene.bid(&self.people[who], COIN, ANY_PREMIUM).expect_err("a bid at a stale price");
        }
        self.scene.renew_surface().expect("the signers sign");
        let (strike_e8, expiry_ts) = self.scene.next_strike(self.price_e8).expect("a listed strike at every price");
        self.scene.roll_into(strike_e8, expiry_ts).expect_err("a round at a stale price");
        false
    }

    /// Ends the running round and pays everyone out: no order of events can strand anybody.
    pub fn everyone_leaves(&mut self) {
        self.live(Step::WaitForAuctionEnd);
        self.live(Step::CloseAuction);
        self.live(Step::WaitForExpiry);
        self.live(Step::Post { late_secs: 0, gap_secs: 1 });
        self.live(Step::Wait { secs: 86_400 });
        self.live(Step::Settle);
        self.live(Step::CloseRound);
        for who in 0..PEOPLE {
            self.live(Step::CancelDeposit { who });
            self.live(Step::ClaimShares { who, by: who });
            for rounds_ago in 0..self.model.round {
                self.live(Step::Redeem { who, rounds_ago, permille: 1_000 });
            }
        }
        for _ in 0..MOST_DAYS_TO_LEAVE {
            for who in 0..PEOPLE {
                self.live(Step::ClaimWithdrawal { who, by: (who + 1) % PEOPLE });
                if self.live(Step::Request { who, permille: 1_000 }) {
                    self.live(Step::ClaimWithdrawal { who, by: who });
                }
            }
            if self.model.people.iter().all(|person| person.withdrawal.is_none()) {
                break;
            }
            self.live(Step::Wait { secs: 86_400 });
        }
        self.live(Step::CollectFees);
        self.nobody_is_left();
    }
}

fn narrow(amount: u128) -> u64 {
    u64::try_from(amount).expect("an amount of tokens")
}
