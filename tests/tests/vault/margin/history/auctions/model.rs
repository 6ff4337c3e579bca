//! What should happen, in whole numbers without any limit: who has what in wallets, accounts, pools and the insurance fund. What accounts must hold is
//! not the model's to say.

use super::{
    super::{
        model::{Account, Series, Week},
        step::Asset,
    },
    auction::Auction,
    insurance::{Book, Stake},
};
use options_vault::errors::VaultError;
use std::collections::BTreeMap;
use vault_types::margin::MarginMode;

pub const PEOPLE: usize = 6;

/// What was signed for an account as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Initial, maintenance, liquidation.
    pub levels: [i128; 3],
    pub vega: i128,
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

    /// Its auction goes on as it was: what its bidders would get is never worth less.
    pub fn bring_in(&mut self, who: usize, series: Series, atoms: i128, now_ts: i64) -> bool {
        let is_there = atoms > 0 && atoms <= self.people[who].options(series);
        let can = is_there && now_ts < self.weeks[&series.0].expiry_ts && self.people[who].account.may_bring_in();
        if can {
            let person = &mut self.people[who];
            person.account.add(series, atoms);
            *person.options.entry(series).or_default() -= atoms;
            person.signed = None;
        }
        can
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

    /// Signers who have been silent for a day after their word was too old; not where there never was one.
    pub fn wind_down(&mut self, who: usize, now_ts: i64) -> Result<(), VaultError> {
        let person = &mut self.people[who];
        let is_forsaken = person.signed_ts.is_some_and(|ts| now_ts > ts + 3_600 + 86_400);
        if person.mode != MarginMode::PORTFOLIO || !is_forsaken {
            return Err(VaultError::NotForsaken);
        }
        person.mode = MarginMode::SCENARIO;
        Ok(())
    }
}
