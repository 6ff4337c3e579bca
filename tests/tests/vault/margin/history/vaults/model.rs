//! What should happen to vaults on margin, in whole numbers: who holds what in wallets, vaults, the bank and the pools. Shares, fees and queues
//! are those of the model of covered vaults.

use super::{super::losses::Losses, kind::Kind, step::Terms, trader::Trader};
use crate::history::{
    model::{Model as Books, Phase},
    step::{Terms as BookTerms, PEOPLE},
    week::Week,
};
use std::collections::{BTreeMap, BTreeSet};

/// Who buys; the others deposit.
pub const MAKER: usize = 2;
pub const MIN_BID: u128 = 1_000_000;
/// How long an account that is short waits for help.
pub const A_WEEK: i64 = 7 * 86_400;

/// An expiry and a strike: all vaults of a history sell the same kind.
pub type Series = (i64, u128);

pub struct Vault {
    pub books: Books,
    pub leverage_bps: u128,
    /// In the bank, in the vault's account, as noted there.
    pub held: u128,
    /// What was left of one when it was noted.
    pub noted_at: u128,
    /// Options that the vault's account owes.
    pub owes: u128,
    /// What the round offers, counted by what covers it.
    pub offered: u128,
    pub series: Series,
}

impl Vault {
    pub fn new(terms: &Terms, coins: u64, leverage_bps: u16) -> Self {
        let Terms { kind, withdrawal_fee_bps, max_outflow_bps, .. } = *terms;
        let books = Books::new(coins, &BookTerms { kind, withdrawal_fee_bps, max_outflow_bps });
        Self { books, leverage_bps: leverage_bps.into(), held: 0, noted_at: 0, owes: 0, offered: 0, series: (0, 1) }
    }

    pub fn is_running(&self) -> bool {
        matches!(self.books.phase, Phase::Auction | Phase::Live)
    }

    /// All of the NAV is in the bank while a round runs.
    pub fn margined(&self) -> u128 {
        if self.is_running() {
            self.books.nav
        } else {
            0
        }
    }

    fn sold(&self) -> u128 {
        self.books.weeks.get(&self.books.round).map_or(0, |week| week.sold)
    }

    pub fn unsold(&self) -> u128 {
        self.offered - self.sold()
    }
}

pub struct Model {
    pub kind: Kind,
    pub vaults: Vec<Vault>,
    pub wallets: [u128; PEOPLE],
    pub trader: Trader,
    pub losses: Losses,
    /// What has been paid in for an expiry.
    pub pools: BTreeMap<i64, u128>,
    /// Accounts that have paid in, and people who were paid: each was rounded once.
    pub payments: BTreeMap<i64, u128>,
    /// Expiries at which some vault had less than it owed, and nobody had the rest.
    pub ruined: BTreeSet<i64>,
    /// The maker's.
    pub options: BTreeMap<Series, u128>,
    pub last_price: Option<(u128, i64)>,
    /// To whoever the house names.
    pub fees_paid: u128,
}

impl Model {
    pub fn new(terms: &Terms, coins: u64) -> Self {
        Self {
            kind: Kind(terms.kind),
            vaults: terms.leverages.iter().map(|leverage_bps| Vault::new(terms, coins, *leverage_bps)).collect(),
            wallets: [coins.into(); PEOPLE],
            trader: Trader::new(coins),
            losses: Losses::default(),
            pools: BTreeMap::new(),
            payments: BTreeMap::new(),
            ruined: BTreeSet::new(),
            options: BTreeMap::new(),
            last_price: None,
            fees_paid: 0,
        }
    }

    /// Something that the books of one vault do, with everybody's wallet and the market's last price.
    pub fn books<T>(&mut self, vault: usize, act: impl FnOnce(&mut Books) -> T) -> T {
        let books = &mut self.vaults[vault].books;
        for (person, wallet) in books.people.iter_mut().zip(self.wallets) {
            person.coins = wallet;
        }
        books.last_price = self.last_price;
        let done = act(books);
        self.wallets = books.people.map(|person| person.coins);
        self.last_price = books.last_price;
        done
    }

    pub fn bank(&self) -> u128 {
        self.vaults.iter().map(|vault| vault.held).sum()
    }

    // Every step returns `None` if it is refused; then nothing has changed.

    pub fn roll(&mut self, number: usize, week: Week) -> Option<()> {
        let series = (week.expiry_ts, week.strike);
        self.books(number, |books| books.roll(week))?;
        let vault = &mut self.vaults[number];
        vault.offered = vault.books.nav * vault.leverage_bps / 10_000;
        (vault.owes, vault.series) = (0, series);
        self.change_held(number, |vault, _| vault.held = vault.books.nav);
        self.pools.entry(series.0).or_default();
        Some(())
    }

    /// Could it go through, if the account has enough? What it would take of the round's offer.
    pub fn accepts_bid(&mut self, number: usize, options: u128, now_ts: i64) -> Option<u128> {
        let (kind, vault) = (self.kind, &self.vaults[number]);
        let (strike, unsold) = (vault.series.1, vault.unsold());
        let cover = kind.cover(strike, options);
        let smallest = MIN_BID.min(kind.cover(strike, kind.covered_by(strike, unsold)));
        let week = vault.books.weeks.get(&vault.books.round)?;
        let is_open = vault.books.phase == Phase::Auction && now_ts < week.auction_close_ts;
        (is_open && cover > 0 && cover <= unsold && cover >= smallest).then_some(cover)
    }

    pub fn bid(&mut self, number: usize, options: u128, premium: u128, open_until_ts: i64) {
        let cover = self.kind.cover(self.vaults[number].series.1, options);
        self.books(number, |books| books.bid(MAKER, cover, premium, open_until_ts));
        self.change_held(number, |vault, _| vault.held += premium);
        let vault = &mut self.vaults[number];
        vault.owes += options;
        *self.options.entry(vault.series).or_default() += options;
    }

    pub fn close_auction(&mut self, number: usize, now_ts: i64) -> Option<()> {
        let vault = &mut self.vaults[number];
        let is_sold_out = vault.unsold() == 0;
        let is_auction = vault.books.phase == Phase::Auction;
        let week = vault.books.week()?;
        (is_auction && (now_ts >= week.auction_close_ts || is_sold_out)).then(|| vault.books.phase = Phase::Live)
    }

    /// All weeks with an expiry know the same about its price.
    pub fn weeks_of(&mut self, expiry_ts: i64) -> impl Iterator<Item = &mut Week> {
        let weeks = self.vaults.iter_mut().flat_map(|vault| vault.books.weeks.values_mut());
        weeks.filter(move |week| week.expiry_ts == expiry_ts)
    }

    pub fn final_price(&mut self, expiry_ts: i64, now_ts: i64) -> Option<u128> {
        self.weeks_of(expiry_ts).next()?.final_price(now_ts)
    }

    /// What the vault's account owes for its options at the final price.
    pub fn due(&mut self, number: usize, now_ts: i64) -> Option<u128> {
        let (expiry_ts, strike) = self.vaults[number].series;
        let (paid, of) = self.kind.payoff(strike, self.final_price(expiry_ts, now_ts)?);
        Some((self.vaults[number].owes * paid).div_ceil(of))
    }

    /// An account pays all that it owes; after a week all that it has, and of cash the others pay the rest.
    pub fn settle_account(&mut self, number: usize, now_ts: i64) -> Option<()> {
        let due = self.due(number, now_ts)?;
        let (owes, (expiry_ts, _)) = (self.vaults[number].owes, self.vaults[number].series);
        let is_short = due > self.left_to(number);
        if owes == 0 || (is_short && now_ts < expiry_ts + A_WEEK) {
            return None;
        }
        let paid = self.change_held(number, |vault, others| {
            let paid = due.min(vault.held);
            (vault.held, vault.owes) = (vault.held - paid, 0);
            paid + others(due - paid)
        });
        if paid < due {
            self.ruined.insert(expiry_ts);
        }
        self.pay_in(expiry_ts, paid);
        Some(())
    }

    pub fn pay_in(&mut self, expiry_ts: i64, paid: u128) {
        *self.pools.get_mut(&expiry_ts).expect("a pool") += paid;
        *self.payments.entry(expiry_ts).or_default() += 1;
    }

    /// What is left comes home.
    pub fn settle_round(&mut self, number: usize, now_ts: i64) -> Option<()> {
        let (expiry_ts, _) = self.vaults[number].series;
        let has_price = self.final_price(expiry_ts, now_ts).is_some();
        let vault = &mut self.vaults[number];
        let is_over = vault.books.phase == Phase::Live && now_ts >= expiry_ts;
        if !is_over || vault.owes > 0 || (vault.sold() > 0 && !has_price) {
            return None;
        }
        self.change_held(number, |vault, _| {
            (vault.books.nav, vault.held, vault.books.phase) = (vault.held, 0, Phase::Settling);
        });
        Some(())
    }

    pub fn redeem(&mut self, series: Series, options: u128, now_ts: i64) -> Option<()> {
        let (paid, of) = self.kind.payoff(series.1, self.final_price(series.0, now_ts)?);
        let (payoff, pool) = (options * paid / of, self.pools.get_mut(&series.0)?);
        let held = self.options.get_mut(&series)?;
        if payoff == 0 || payoff > *pool || options > *held {
            return None;
        }
        (*held, *pool) = (*held - options, *pool - payoff);
        self.wallets[MAKER] += payoff;
        *self.payments.entry(series.0).or_default() += 1;
        Some(())
    }
}
