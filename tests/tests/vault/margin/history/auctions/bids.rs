//! What a bid on an account should do.

use super::{
    auction::Phase,
    health::{penalty, up, Health, ONE},
    insurance::Covered,
    model::{Model, Signed},
    prices::Prices,
};
use options_vault::errors::VaultError;

/// Somebody's bid, as it reaches the chain.
#[derive(Clone, Copy, Debug)]
pub struct Bid {
    pub whom: usize,
    pub taker: usize,
    pub step_id: u32,
    pub most_part: i128,
    pub least_part: i128,
    pub limit: i128,
}

/// What went from whom to whom.
#[derive(Clone, Copy, Debug)]
pub struct Sold {
    pub phase: Phase,
    pub part: i128,
    /// What the account kept back.
    pub reserved: i128,
    /// Of the taker, to the account and to the fund; below zero what the taker receives.
    pub price: i128,
    pub penalty: i128,
    pub covered: Covered,
    pub is_over: bool,
}

impl Model {
    /// Looks at an account, and its auction follows.
    pub fn judge(&mut self, who: usize, prices: &Prices<'_>, now_ts: i64) -> Result<(), VaultError> {
        self.leave(who);
        let health = prices.judge(self, who)?;
        let (cash, before) = (self.people[who].account.cash, self.people[who].auction.claim);
        let judged =
            health.map(|health| (health.judge(&self.people[who].auction, prices.vega_limit_bps(), now_ts), health));
        self.people[who].auction.follow(judged, prices.pace(), cash, now_ts);
        self.note_claim(before, self.people[who].auction.claim);
        self.join(who);
        Ok(())
    }

    fn note_claim(&mut self, before: i128, after: i128) {
        self.book.claims = (self.book.claims as i128 - before + after) as u128;
    }

    pub(super) fn end_auction(&mut self, who: usize) {
        self.note_claim(self.people[who].auction.claim, 0);
        self.people[who].auction.end();
    }

    /// What a bid must find: the step that it was made for, and an account that still stands where its auction says.
    pub fn judge_again(
        &mut self,
        who: usize,
        step_id: u32,
        prices: &Prices<'_>,
        now_ts: i64,
    ) -> Result<Health, VaultError> {
        let auction = self.people[who].auction;
        if !auction.is_running() {
            return Err(VaultError::NoAuctionRuns);
        }
        if auction.step_id != step_id {
            return Err(VaultError::WrongStep);
        }
        let health = prices.judge(self, who)?.ok_or(VaultError::AccountHealthy)?;
        let judgement = health.judge(&auction, prices.vega_limit_bps(), now_ts);
        let person = &mut self.people[who];
        let kept_back = auction.reserved.min(person.account.cash);
        // What bids have paid is kept back as long as the rest is worth something.
        person.auction.reserved = if health.value() > kept_back { kept_back } else { 0 };
        match judgement.phase {
            Phase::None => Err(VaultError::AccountHealthy),
            phase if phase != auction.phase => Err(VaultError::NoAuctionRuns),
            _ => {
                person.auction.is_full = judgement.is_full;
                Ok(health)
            }
        }
    }

    pub fn bid(&mut self, bid: &Bid, prices: &Prices<'_>, now_ts: i64) -> Result<Sold, VaultError> {
        if bid.whom == bid.taker {
            return Err(VaultError::OwnAccount);
        }
        if self.people[bid.taker].auction.is_running() {
            return Err(VaultError::InAuction);
        }
        self.leave(bid.whom);
        let health = self.judge_again(bid.whom, bid.step_id, prices, now_ts)?;
        let sold = match self.people[bid.whom].auction.phase {
            Phase::Solvent => self.sell(bid, &health, now_ts)?,
            Phase::Insolvent => self.give_away(bid, &health, now_ts)?,
            _ => return Err(VaultError::NoAuctionRuns),
        };
        self.join(bid.whom);
        self.join(bid.taker);
        prices.check_taker(self, bid.taker)?;
        Ok(sold)
    }

    fn sell(&mut self, bid: &Bid, health: &Health, now_ts: i64) -> Result<Sold, VaultError> {
        let auction = self.people[bid.whom].auction;
        let sale = health.sale(&auction, auction.asked(now_ts));
        let part = sale.most_part.min(bid.most_part);
        if part == 0 || part < bid.least_part || part < sale.most_part.min(ONE / 100) {
            return Err(VaultError::PartTooSmall);
        }
        let price = up(sale.whole_price, part, ONE);
        if price > bid.limit {
            return Err(VaultError::BeyondLimit);
        }
        let (to_fund, paid) = (penalty(price), price - penalty(price));
        self.leave(bid.taker);
        self.hand_over(bid.whom, bid.taker, part, auction.reserved);
        let cash = &mut self.people[bid.taker].account.cash;
        if *cash < price {
            return Err(VaultError::NotHeld);
        }
        *cash -= price;
        self.people[bid.whom].account.cash += paid;
        self.book.fund += to_fund as u128;
        self.keep_part(bid.whom, ONE - part);
        self.people[bid.taker].signed = None;
        let after = health.after_sale(part, auction.reserved, paid);
        let is_over = part == ONE || (after.buffer_balance() >= 0 && !after.owes_token);
        if is_over {
            self.end_auction(bid.whom);
        } else {
            let auction = &mut self.people[bid.whom].auction;
            auction.reserved += paid;
            auction.look(now_ts);
            auction.step_id += 1;
        }
        Ok(Sold {
            phase: Phase::Solvent,
            part,
            reserved: auction.reserved,
            price,
            penalty: to_fund,
            covered: Covered::default(),
            is_over,
        })
    }

    /// The taker bears its share of the loss too, with all others.
    fn give_away(&mut self, bid: &Bid, health: &Health, now_ts: i64) -> Result<Sold, VaultError> {
        if bid.most_part < ONE {
            return Err(VaultError::PartTooSmall);
        }
        let offer = health.missing() * self.people[bid.whom].auction.offered(now_ts) / ONE;
        let covered = self.book.cover(offer as u128);
        if -covered.atoms() > bid.limit {
            return Err(VaultError::BeyondLimit);
        }
        self.leave(bid.taker);
        self.hand_over(bid.whom, bid.taker, ONE, 0);
        self.people[bid.taker].account.cash += covered.atoms();
        (self.people[bid.whom].signed, self.people[bid.taker].signed) = (None, None);
        self.end_auction(bid.whom);
        let price = -covered.atoms();
        Ok(Sold { phase: Phase::Insolvent, part: ONE, reserved: 0, price, penalty: 0, covered, is_over: true })
    }

    /// A part of everything but what is kept back: no more of what is owned, and no less of what is owed.
    fn hand_over(&mut self, from: usize, to: usize, part: i128, reserved: i128) {
        let account = &mut self.people[from].account;
        let cash = (account.cash - reserved).max(0) * part / ONE;
        let coin = account.coin * part / ONE;
        (account.cash, account.coin) = (account.cash - cash, account.coin - coin);
        let options: Vec<_> = account.options.iter().map(|(series, quantity)| (*series, *quantity)).collect();
        for (series, quantity) in options {
            let handed = if quantity < 0 { -up(-quantity, part, ONE) } else { quantity * part / ONE };
            if handed != 0 {
                self.people[from].account.add(series, -handed);
                self.people[to].account.add(series, handed);
            }
        }
        let account = &mut self.people[to].account;
        (account.cash, account.coin) = (account.cash + cash, account.coin + coin);
    }

    /// What was signed holds for what is left.
    fn keep_part(&mut self, who: usize, kept: i128) {
        if let Some(Signed { levels, vega }) = &mut self.people[who].signed {
            *levels = levels.map(|level| up(level, kept, ONE));
            *vega = up(vega.abs(), kept, ONE) * vega.signum();
        }
    }
}
