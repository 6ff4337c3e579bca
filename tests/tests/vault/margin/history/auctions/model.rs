//! What should happen, in whole numbers without any limit: who has what in wallets, accounts, pools and the insurance fund. What accounts must hold is
//! not the model's to say.

use super::{
    super::{
        model::{Account, Series, Week, LISTED},
        settling::paid_for,
        step::Asset,
    },
    auction::Auction,
    insurance::{Book, Covered, Stake},
};
use options_vault::errors::VaultError;
use std::collections::BTreeMap;
use vault_types::margin::MarginMode;

pub const PEOPLE: usize = 6;
/// How long an account that is short waits for help.
pub const A_WEEK: i64 = 7 * 86_400;

/// What was signed for an account as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Initial, maintenance, liquidation.
    pub levels: [i128; 3],
}

#[derive(Clone, Debug)]
pub struct Person {
    /// In the wallet, as the options beside them.
    pub coin: i128,
    pub cash: i128,
    pub options: BTreeMap<Series, i128>,
    pub account: Account,
    pub mode: MarginMode,
    pub signed: Option<Signed>,
    /// When signers last spoke for the account, whatever has changed since.
    pub signed_ts: Option<i64>,
    pub auction: Auction,
    pub stake: Stake,
}

#[derive(Clone, Debug)]
pub struct Model {
    pub people: Vec<Person>,
    pub book: Book,
    pub weeks: BTreeMap<u64, Week>,
}

impl Person {
    fn new(coin: i128, cash: i128) -> Self {
        Self {
            coin,
            cash,
            options: BTreeMap::new(),
            account: Account::default(),
            mode: MarginMode::MAX_LOSS,
            signed: None,
            signed_ts: None,
            auction: Auction::default(),
            stake: Stake::default(),
        }
    }

    pub fn wallet(&mut self, asset: Asset) -> &mut i128 {
        match asset {
            Asset::Coin => &mut self.coin,
            Asset::Cash => &mut self.cash,
        }
    }

    pub fn options(&self, series: Series) -> i128 {
        self.options.get(&series).copied().unwrap_or(0)
    }
}

impl Model {
    pub fn new(coin: i128, cash: i128) -> Self {
        let people = (0..PEOPLE).map(|_| Person::new(coin, cash)).collect();
        Self { people, book: Book::default(), weeks: BTreeMap::new() }
    }

    /// Before its cash changes an account's losses reach it.
    pub fn leave(&mut self, who: usize) {
        self.people[who].account.leave(&mut self.book.losses);
    }

    pub fn join(&mut self, who: usize) {
        self.people[who].account.join(&mut self.book.losses);
    }

    pub fn cash_left(&self, who: usize) -> i128 {
        self.people[who].account.cash_left(&self.book.losses)
    }

    pub fn held(&self, who: usize, asset: Asset) -> i128 {
        match asset {
            Asset::Coin => self.people[who].account.coin,
            Asset::Cash => self.cash_left(who),
        }
    }

    /// A change of what an account has of a token.
    fn change(&mut self, who: usize, asset: Asset, atoms: i128) {
        if asset == Asset::Coin {
            self.people[who].account.coin += atoms;
            return;
        }
        self.leave(who);
        self.people[who].account.cash += atoms;
        self.join(who);
    }

    pub fn deposit(&mut self, who: usize, asset: Asset, atoms: i128) -> bool {
        let wallet = self.people[who].wallet(asset);
        let can = atoms > 0 && atoms <= *wallet;
        if can {
            *wallet -= atoms;
            self.change(who, asset, atoms);
        }
        can
    }

    pub fn withdraw(&mut self, who: usize, asset: Asset, atoms: i128) {
        self.change(who, asset, -atoms);
        *self.people[who].wallet(asset) += atoms;
        self.people[who].signed = None;
    }

    pub fn set_mode(&mut self, who: usize, mode: MarginMode) {
        self.leave(who);
        (self.people[who].mode, self.people[who].account.bears) = (mode, mode != MarginMode::MAX_LOSS);
        self.join(who);
    }

    pub fn write(&mut self, who: usize, series: Series, to: usize, atoms: i128) {
        self.people[who].account.add(series, -atoms);
        self.people[who].signed = None;
        *self.people[to].options.entry(series).or_default() += atoms;
    }

    /// Whatever auction runs, what its bidders would get is another thing now.
    pub fn bring_in(&mut self, who: usize, series: Series, atoms: i128, now_ts: i64) -> bool {
        let can = atoms > 0 && atoms <= self.people[who].options(series) && now_ts < self.weeks[&series.0].expiry_ts;
        if can {
            let person = &mut self.people[who];
            person.account.add(series, atoms);
            *person.options.entry(series).or_default() -= atoms;
            (person.signed, person.auction.step_id) = (None, person.auction.step_id + 1);
        }
        can
    }

    pub fn post(&mut self, week: u64, price: i128, now_ts: i64) -> bool {
        let Some(week) = self.weeks.get_mut(&week) else { return false };
        let is_first = week.price.is_none() && now_ts >= week.expiry_ts;
        if is_first {
            week.price = Some(price);
        }
        is_first
    }

    /// What an account pays for its options of a week and token, below zero what it receives; or why it cannot be settled.
    fn payment(&self, who: usize, asset: Asset, number: u64, for_less: bool, now_ts: i64) -> Result<i128, VaultError> {
        let week = &self.weeks[&number];
        let price = week.price.ok_or(VaultError::NoSettlementPrice)?;
        let positions = self.people[who].account.positions(number, asset);
        if positions.is_empty() {
            return Err(VaultError::NothingToSettle);
        }
        let (paid, pool) = (paid_for(&positions, price, asset), *week.clone().pool(asset));
        if paid > self.held(who, asset) && now_ts < week.expiry_ts + A_WEEK {
            return Err(VaultError::ShortOfToken);
        }
        match -paid > pool {
            true if for_less => Ok(-pool),
            true => Err(VaultError::MarginPoolShort),
            false => Ok(paid),
        }
    }

    /// After a week an account pays what it has, and of cash the fund and all others pay the rest. Returns who paid that.
    pub fn settle(
        &mut self,
        who: usize,
        asset: Asset,
        number: u64,
        for_less: bool,
        now_ts: i64,
    ) -> Result<(i128, Covered), VaultError> {
        let paid = self.payment(who, asset, number, for_less, now_ts)?;
        if asset == Asset::Cash {
            self.leave(who);
        }
        let person = &mut self.people[who];
        let own = paid.min(*person.account.held(asset));
        *person.account.held(asset) -= own;
        person.account.options.retain(|(of, contract), _| *of != number || LISTED[*contract].asset != asset);
        (person.signed, person.auction.step_id) = (None, person.auction.step_id + 1);
        let is_covered = person.account.bears && asset == Asset::Cash;
        let unpaid = paid - own;
        let covered = if is_covered { self.book.cover(unpaid as u128) } else { Covered::default() };
        if asset == Asset::Cash {
            self.join(who);
        }
        let week = self.weeks.get_mut(&number).expect("a week");
        *week.pool(asset) += own + covered.atoms();
        week.unpaid += unpaid - covered.atoms();
        Ok((unpaid, covered))
    }

    pub fn redeem(&mut self, who: usize, series: Series, atoms: i128) -> bool {
        let Some(week) = self.weeks.get_mut(&series.0) else { return false };
        let (Some(price), terms) = (week.price, LISTED[series.1]) else { return false };
        let payoff = terms.pays(atoms, price);
        let person = &mut self.people[who];
        if atoms == 0 || atoms > person.options(series) || payoff == 0 || payoff > *week.pool(terms.asset) {
            return false;
        }
        *week.pool(terms.asset) -= payoff;
        *person.options.entry(series).or_default() -= atoms;
        *person.wallet(terms.asset) += payoff;
        true
    }

    pub fn stake(&mut self, who: usize, atoms: u128) -> Result<(), VaultError> {
        let person = &mut self.people[who];
        self.book.stake(&mut person.stake, atoms)?;
        person.cash -= atoms as i128;
        Ok(())
    }

    pub fn unstake(&mut self, who: usize, now_ts: i64) -> Result<(), VaultError> {
        let person = &mut self.people[who];
        let paid = self.book.unstake(&mut person.stake, now_ts)?;
        person.cash += paid as i128;
        Ok(())
    }

    /// Signers who have been silent for a day after their word was too old.
    pub fn wind_down(&mut self, who: usize, now_ts: i64) -> Result<(), VaultError> {
        let person = &mut self.people[who];
        let is_forsaken = person.signed_ts.is_none_or(|ts| now_ts > ts + 3_600 + 86_400);
        if person.mode != MarginMode::PORTFOLIO || !is_forsaken {
            return Err(VaultError::NotForsaken);
        }
        person.mode = MarginMode::SCENARIO;
        Ok(())
    }
}
