//! The reference: what a vault of covered calls or cash-secured puts is, in plain arithmetic, written without a look at the program's own.
//! It predicts whether each step goes through and every balance after it.

use super::{
    outflow::Outflow,
    step::{Terms, PEOPLE},
    week::Week,
};
use std::collections::BTreeMap;

const E9: u128 = 1_000_000_000;
const MIN_DEPOSIT: u128 = 1_000_000;
const MIN_BID: u128 = 1_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Open,
    Auction,
    Live,
    Settling,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Person {
    pub coins: u128,
    pub shares: u128,
    /// Round that it joins, atoms.
    pub deposit: Option<(u64, u128)>,
    /// Round at whose end it is paid, shares.
    pub withdrawal: Option<(u64, u128)>,
}

#[derive(Clone, Debug)]
pub struct Model {
    pub phase: Phase,
    pub round: u64,
    pub weeks: BTreeMap<u64, Week>,
    pub people: [Person; PEOPLE],
    pub nav: u128,
    pub pending: u128,
    pub payable: u128,
    pub fees: u128,
    pub supply: u128,
    pub queued: u128,
    pub pps: u128,
    pub mark: u128,
    /// The last price that was traded at or observed, and when.
    pub last_price: Option<(u128, i64)>,
    /// The price per share less the withdrawal fee, between rounds.
    pub paid_pps: u128,
    pub withdrawal_fee_bps: u128,
    pub outflow: Outflow,
    /// Payments and burns so far: each may have left an atom behind.
    pub roundings: u128,
}

impl Model {
    pub fn new(coins: u64, terms: &Terms) -> Self {
        let person = Person { coins: coins.into(), ..Person::default() };
        Self {
            phase: Phase::Open,
            round: 0,
            weeks: BTreeMap::new(),
            people: [person; PEOPLE],
            nav: 0,
            pending: 0,
            payable: 0,
            fees: 0,
            supply: 0,
            queued: 0,
            pps: E9,
            mark: E9,
            last_price: None,
            paid_pps: E9,
            withdrawal_fee_bps: terms.withdrawal_fee_bps.into(),
            outflow: Outflow::new(terms.max_outflow_bps),
            roundings: 0,
        }
    }

    pub fn week(&mut self) -> Option<&mut Week> {
        self.weeks.get_mut(&self.round)
    }

    // Every step returns `None` if it is refused; then nothing has changed.

    pub fn deposit(&mut self, who: usize, atoms: u64) -> Option<()> {
        let (atoms, next) = (u128::from(atoms), self.round + 1);
        let person = &mut self.people[who];
        let queued = person.deposit.map_or(Some(0), |(round, queued)| (round == next).then_some(queued))?;
        let buys_enough = self.pps > 0 && atoms * E9 / self.pps >= 1_000;
        if atoms < MIN_DEPOSIT || atoms > person.coins || !buys_enough {
            return None;
        }
        person.coins -= atoms;
        person.deposit = Some((next, queued + atoms));
        self.pending += atoms;
        Some(())
    }

    pub fn deposit_now(&mut self, who: usize, atoms: u64, now_ts: i64) -> Option<()> {
        let atoms = u128::from(atoms);
        let shares = (atoms * E9).checked_div(self.pps)?;
        let is_between_rounds = self.phase == Phase::Open && self.round > 0;
        if !is_between_rounds || atoms < MIN_DEPOSIT || atoms > self.people[who].coins || shares < 1_000 {
            return None;
        }
        self.outflow.look_at_the_clock(self.nav + self.payable, now_ts);
        self.outflow.came(atoms);
        self.people[who].coins -= atoms;
        self.people[who].shares += shares;
        self.nav += atoms;
        self.supply += shares;
        Some(())
    }

    pub fn cancel_deposit(&mut self, who: usize) -> Option<()> {
        let next = self.round + 1;
        let (_, atoms) = self.people[who].deposit.filter(|(round, _)| *round == next)?;
        self.people[who].deposit = None;
        self.people[who].coins += atoms;
        self.pending -= atoms;
        Some(())
    }

    pub fn claim_shares(&mut self, who: usize) -> Option<()> {
        let (round, atoms) = self.people[who].deposit?;
        let pps = self.weeks.get(&round)?.start_pps;
        self.people[who].deposit = None;
        self.people[who].shares += atoms * E9 / pps;
        Some(())
    }

    pub fn request(&mut self, who: usize, shares: u128) -> Option<()> {
        let person = &mut self.people[who];
        let is_running = self.phase != Phase::Open;
        let queued = match person.withdrawal {
            None => 0,
            Some((round, queued)) if is_running && round == self.round => queued,
            Some(_) => return None,
        };
        if self.round == 0 || shares * self.paid_pps / E9 == 0 || shares > person.shares {
            return None;
        }
        person.shares -= shares;
        person.withdrawal = Some((self.round, queued + shares));
        self.queued += shares;
        if !is_running {
            self.burn_queued();
        }
        Some(())
    }

    pub fn cancel_withdrawal(&mut self, who: usize) -> Option<()> {
        let (round, shares) = self.people[who].withdrawal?;
        if self.phase == Phase::Open || round != self.round {
            return None;
        }
        self.people[who].withdrawal = None;
        self.people[who].shares += shares;
        self.queued -= shares;
        Some(())
    }

    /// All of it, or as many whole shares as may leave today: at least one, if nothing has left yet.
    pub fn claim_withdrawal(&mut self, who: usize, now_ts: i64) -> Option<()> {
        let (round, shares) = self.people[who].withdrawal?;
        let pps = self.weeks.get(&round)?.paid_pps?;
        let mut outflow = self.outflow.clone();
        outflow.look_at_the_clock(self.nav + self.payable, now_ts);
        let paid_shares = match outflow.left() {
            Some(left) if shares * pps / E9 > left => (left * E9 / pps).max(u128::from(outflow.is_untouched())),
            _ => shares,
        };
        if paid_shares == 0 {
            return None;
        }
        let atoms = paid_shares * pps / E9;
        outflow.went(atoms, now_ts);
        self.outflow = outflow;
        let left = shares - paid_shares;
        self.people[who].withdrawal = (left > 0).then_some((round, left));
        self.people[who].coins += atoms;
        self.payable -= atoms;
        self.roundings += 1;
        Some(())
    }

    /// Within ten per cent of the last price of the last ten minutes, or the first since.
    pub fn accepts_price(&self, price: u128, now_ts: i64) -> bool {
        let recent = self.last_price.filter(|(_, ts)| now_ts < ts + 600);
        recent.is_none_or(|(last, _)| 9 * last <= 10 * price && 10 * price <= 11 * last)
    }

    /// Trading at a price of now, or observing it. `None` if there is nothing new in it.
    pub fn take_price(&mut self, price: u128, now_ts: i64) -> Option<()> {
        let is_newer = self.last_price.is_none_or(|(_, ts)| ts < now_ts);
        is_newer.then(|| self.last_price = Some((price, now_ts)))
    }

    /// `week` comes with its times and strike.
    pub fn roll(&mut self, mut week: Week) -> Option<()> {
        let minted = (self.pending * E9).checked_div(self.pps).unwrap_or(0);
        let worthless = self.pending > 0 && minted == 0;
        if self.phase != Phase::Open || self.nav + self.pending == 0 || worthless {
            return None;
        }
        self.nav += self.pending;
        self.pending = 0;
        self.supply += minted;
        self.round += 1;
        self.phase = Phase::Auction;
        (week.start_pps, week.start_nav) = (self.pps, self.nav);
        self.weeks.insert(self.round, week);
        Some(())
    }

    /// Could this bid go through, if the bidder can pay?
    pub fn accepts_bid(&mut self, atoms: u128, now_ts: i64) -> bool {
        let is_auction = self.phase == Phase::Auction;
        let Some(week) = self.week() else { return false };
        let left = week.start_nav - week.sold;
        is_auction && now_ts < week.auction_close_ts && atoms > 0 && atoms <= left && atoms >= MIN_BID.min(left)
    }

    pub fn bid(&mut self, who: usize, atoms: u128, premium: u128, open_until_ts: i64) {
        self.people[who].coins -= premium;
        self.nav += premium;
        let week = self.week().expect("an auction");
        week.sold += atoms;
        week.options[who] += atoms;
        week.auction_close_ts = week.auction_close_ts.max(open_until_ts).min(week.auction_last_ts);
    }

    pub fn close_auction(&mut self, now_ts: i64) -> Option<()> {
        let is_auction = self.phase == Phase::Auction;
        let week =
            self.week().filter(|week| is_auction && (now_ts >= week.auction_close_ts || week.sold == week.start_nav));
        week?;
        self.phase = Phase::Live;
        Some(())
    }

    pub fn settle(&mut self, now_ts: i64) -> Option<()> {
        let is_live = self.phase == Phase::Live;
        let week = self.week().filter(|week| is_live && now_ts >= week.expiry_ts)?;
        let payoff = match week.final_price(now_ts) {
            _ if week.sold == 0 => 0,
            price => {
                let (paid, of) = week.payoff(price?);
                (week.sold * paid).div_ceil(of)
            }
        };
        week.pool += payoff;
        self.nav -= payoff;
        self.phase = Phase::Settling;
        Some(())
    }

    /// A tenth of the gain above the mark, then two per cent a year, never more than the round's gain.
    pub fn close_round(&mut self) -> Option<()> {
        if self.phase != Phase::Settling {
            return None;
        }
        let (nav, supply, mark) = (self.nav, self.supply, self.mark);
        let week = self.week()?;
        let gain = nav.saturating_sub(week.start_nav);
        let performance = (nav.saturating_sub((supply * mark).div_ceil(E9)) / 10).min(gain);
        let rate_e8 = 2_000_000 * u128::from((week.expiry_ts - week.start_ts).unsigned_abs()) / (365 * 86_400);
        let fee = performance + (nav * rate_e8 / 100_000_000).min(gain - performance);
        let pps = ((nav - fee) * E9).checked_div(supply).unwrap_or(E9);
        let paid_pps = (pps * (10_000 - self.withdrawal_fee_bps)).div_ceil(10_000);
        self.week()?.paid_pps = Some(paid_pps);
        self.nav -= fee;
        self.fees += fee;
        self.pps = pps;
        self.paid_pps = paid_pps;
        self.mark = if supply == 0 { pps } else { mark.max(pps) };
        self.phase = Phase::Open;
        self.burn_queued();
        Some(())
    }

    fn burn_queued(&mut self) {
        let (worth, owed) = (self.queued * self.pps / E9, self.queued * self.paid_pps / E9);
        self.supply -= self.queued;
        self.queued = 0;
        self.nav -= worth;
        self.payable += owed;
        self.fees += worth - owed;
        self.roundings += 1;
    }

    pub fn redeem(&mut self, who: usize, round: u64, atoms: u128, now_ts: i64) -> Option<()> {
        let week = self.weeks.get_mut(&round)?;
        let (paid, of) = week.payoff(week.final_price(now_ts)?);
        let payoff = atoms * paid / of;
        if payoff == 0 || payoff > week.pool || atoms > week.options[who] {
            return None;
        }
        week.options[who] -= atoms;
        week.pool -= payoff;
        self.people[who].coins += payoff;
        Some(())
    }
}
