//! What should happen, in whole numbers without any limit: accounts in maximum-loss mode, wallets, pools.

use super::{
    losses::Losses,
    step::{Asset, CONTRACTS, PEOPLE},
};
use crate::common::USD;
use std::collections::BTreeMap;

/// A kind, what it is settled in, and a strike.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    pub is_call: bool,
    pub asset: Asset,
    pub strike: i128,
}

const fn terms(is_call: bool, asset: Asset, usd: u64) -> Terms {
    Terms { is_call, asset, strike: (usd * USD) as i128 }
}

pub const LISTED: [Terms; CONTRACTS] = [
    terms(true, Asset::Coin, 150),
    terms(true, Asset::Coin, 165),
    terms(false, Asset::Cash, 140),
    terms(false, Asset::Cash, 130),
    terms(true, Asset::Cash, 150),
    terms(true, Asset::Cash, 160),
];

/// `10^(8 + 9 - 6)`: a payoff in USD times 10^8 and atoms of the coin, over this, is atoms of the cash.
pub const CASH_UNIT: i128 = 100_000_000_000;

impl Terms {
    pub fn payoff(&self, price: i128) -> i128 {
        if self.is_call { price - self.strike } else { self.strike - price }.max(0)
    }
}

/// A contract of a week.
pub type Series = (u64, usize);

#[derive(Clone, Debug, Default)]
pub struct Account {
    pub coin: i128,
    pub cash: i128,
    /// What was left of one when the cash was noted.
    pub noted_at: u128,
    /// Does it bear what others cannot pay?
    pub bears: bool,
    /// Above zero when owned.
    pub options: BTreeMap<Series, i128>,
}

#[derive(Clone, Debug, Default)]
pub struct Person {
    pub coin: i128,
    pub cash: i128,
    pub options: BTreeMap<Series, i128>,
    pub account: Option<Account>,
}

#[derive(Clone, Debug, Default)]
pub struct Week {
    pub expiry_ts: i64,
    pub price: Option<i128>,
    pub coin_pool: i128,
    pub cash_pool: i128,
    /// What nobody paid in that was owed.
    pub unpaid: i128,
}

#[derive(Clone, Debug, Default)]
pub struct Model {
    /// May accounts owe more than they are covered for?
    pub takes_risk: bool,
    pub people: [Person; PEOPLE],
    pub losses: Losses,
    pub weeks: BTreeMap<u64, Week>,
}

impl Account {
    pub fn held(&mut self, asset: Asset) -> &mut i128 {
        match asset {
            Asset::Coin => &mut self.coin,
            Asset::Cash => &mut self.cash,
        }
    }

    /// What is left of the cash.
    pub fn cash_left(&self, losses: &Losses) -> i128 {
        match self.bears {
            true => losses.left_of(self.cash as u128, self.noted_at) as i128,
            false => self.cash,
        }
    }

    /// Before its cash changes: its losses reach it.
    pub fn leave(&mut self, losses: &mut Losses) {
        if self.bears {
            self.cash = losses.leave(self.cash as u128, self.noted_at) as i128;
        }
        self.noted_at = losses.index;
    }

    pub fn join(&mut self, losses: &mut Losses) {
        if self.bears {
            losses.exposed += self.cash as u128;
        }
    }

    /// One that is not at its maximum loss takes no options of a market that it has nothing of yet.
    pub fn may_bring_in(&self) -> bool {
        !self.bears || !self.options.is_empty()
    }

    pub fn is_empty(&self) -> bool {
        self.coin == 0 && self.cash == 0 && self.options.is_empty()
    }

    pub fn add(&mut self, series: Series, quantity: i128) {
        let held = self.options.entry(series).or_default();
        *held += quantity;
        if *held == 0 {
            self.options.remove(&series);
        }
    }

    /// Of one week and token: terms and quantities.
    pub fn positions(&self, week: u64, asset: Asset) -> Vec<(Terms, i128)> {
        let all = self.options.iter().map(|((of, contract), quantity)| (*of, LISTED[*contract], *quantity));
        all.filter(|(of, terms, _)| *of == week && terms.asset == asset).map(|(_, terms, q)| (terms, q)).collect()
    }

    /// Does the account hold the worst of every week, in every token?
    fn is_covered(&self, weeks: &BTreeMap<u64, Week>, losses: &Losses) -> bool {
        let (mut coins, mut cash) = (0, 0);
        for week in weeks.keys() {
            let in_coins = self.positions(*week, Asset::Coin);
            coins += worst(&in_coins, div_up).max(-net_calls(&in_coins)).max(0);
            let in_cash = self.positions(*week, Asset::Cash);
            if net_calls(&in_cash) < 0 {
                return false;
            }
            cash += worst(&in_cash, |loss, _| div_up(loss, CASH_UNIT)).max(0);
        }
        self.coin >= coins && self.cash_left(losses) >= cash
    }
}

fn net_calls(positions: &[(Terms, i128)]) -> i128 {
    positions.iter().filter(|(terms, _)| terms.is_call).map(|(_, quantity)| quantity).sum()
}

pub fn loss(positions: &[(Terms, i128)], price: i128) -> i128 {
    -positions.iter().map(|(terms, quantity)| quantity * terms.payoff(price)).sum::<i128>()
}

/// The largest loss at all strikes, and near zero, as the token counts it.
fn worst(positions: &[(Terms, i128)], in_atoms: impl Fn(i128, i128) -> i128) -> i128 {
    let prices = positions.iter().map(|(terms, _)| terms.strike).chain([1]);
    // At a price of nearly zero coins are worth next to nothing: only puts pay there, and those in cash.
    let at_zero = loss(positions, 0);
    let of_zero = if positions.iter().all(|(terms, _)| terms.asset == Asset::Cash) { in_atoms(at_zero, 1) } else { 0 };
    prices.map(|price| in_atoms(loss(positions, price), price)).max().unwrap_or(0).max(of_zero)
}

pub fn div_up(a: i128, b: i128) -> i128 {
    -(-a).div_euclid(b)
}

impl Week {
    pub fn pool(&mut self, asset: Asset) -> &mut i128 {
        match asset {
            Asset::Coin => &mut self.coin_pool,
            Asset::Cash => &mut self.cash_pool,
        }
    }
}

impl Person {
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

/// Each returns whether it goes through, and changes nothing if not.
impl Model {
    pub fn open(&mut self, who: usize) -> bool {
        let is_free = self.people[who].account.is_none();
        if is_free {
            self.people[who].account = Some(Account::default());
        }
        is_free
    }

    pub fn close(&mut self, who: usize) -> bool {
        let closes = self.people[who].account.as_ref().is_some_and(Account::is_empty);
        if closes {
            self.people[who].account = None;
        }
        closes
    }

    pub fn deposit(&mut self, who: usize, asset: Asset, atoms: i128) -> bool {
        let person = &mut self.people[who];
        if atoms == 0 || *person.wallet(asset) < atoms || person.account.is_none() {
            return false;
        }
        *person.wallet(asset) -= atoms;
        self.change_held(who, asset, |account, _| *account.held(asset) += atoms);
        true
    }

    /// A change of what an account has of a token: of cash after its losses, and with what others bear then.
    pub fn change_held<R>(
        &mut self,
        who: usize,
        asset: Asset,
        change: impl FnOnce(&mut Account, &mut dyn FnMut(u128) -> u128) -> R,
    ) -> R {
        let (losses, account) = (&mut self.losses, self.people[who].account.as_mut().expect("an account"));
        if asset == Asset::Coin {
            return change(account, &mut |_| 0);
        }
        account.leave(losses);
        let bears = account.bears;
        let changed = change(account, &mut |loss| if bears { losses.take(loss) } else { 0 });
        account.join(losses);
        changed
    }

    /// Its mode bears losses from now on, or none.
    pub fn set_bears(&mut self, who: usize, bears: bool) {
        self.change_held(who, Asset::Cash, |account, _| account.bears = bears);
    }

    /// `is_enough`: the account's mode is content with what it then holds, also where that is no cover in kind.
    pub fn withdraw(&mut self, who: usize, asset: Asset, atoms: i128, is_enough: bool) -> bool {
        self.change(who, asset == Asset::Cash, is_enough, |account, _| {
            *account.held(asset) -= atoms;
            atoms > 0 && *account.held(asset) >= 0
        })
        .then(|| *self.people[who].wallet(asset) += atoms)
        .is_some()
    }

    /// `is_enough` as for [`Self::withdraw`].
    pub fn write(&mut self, who: usize, series: Series, to: usize, atoms: i128, now_ts: i64, is_enough: bool) -> bool {
        let written = self.change(who, false, is_enough, |account, weeks| {
            account.add(series, -atoms);
            atoms > 0 && now_ts < weeks[&series.0].expiry_ts
        });
        if written {
            *self.people[to].options.entry(series).or_default() += atoms;
        }
        written
    }

    pub fn bring_in(&mut self, who: usize, series: Series, atoms: i128, now_ts: i64) -> bool {
        let person = &mut self.people[who];
        let can = atoms > 0 && atoms <= person.options(series) && now_ts < self.weeks[&series.0].expiry_ts;
        let Some(account) = person.account.as_mut().filter(|account| can && account.may_bring_in()) else {
            return false;
        };
        account.add(series, atoms);
        *person.options.get_mut(&series).unwrap() -= atoms;
        true
    }

    /// A change of an account that must be covered afterwards, or have enough by its mode.
    fn change(
        &mut self,
        who: usize,
        is_about_cash: bool,
        is_enough: bool,
        change: impl FnOnce(&mut Account, &BTreeMap<u64, Week>) -> bool,
    ) -> bool {
        let Some(mut account) = self.people[who].account.clone() else { return false };
        let mut losses = self.losses;
        if is_about_cash {
            account.leave(&mut losses);
        }
        let goes = change(&mut account, &self.weeks) && (is_enough || account.is_covered(&self.weeks, &losses));
        if goes {
            if is_about_cash {
                account.join(&mut losses);
            }
            (self.losses, self.people[who].account) = (losses, Some(account));
        }
        goes
    }

    pub fn post(&mut self, week: u64, price: i128, now_ts: i64) -> bool {
        let Some(week) = self.weeks.get_mut(&week) else { return false };
        let is_first = week.price.is_none() && now_ts >= week.expiry_ts;
        if is_first {
            week.price = Some(price);
        }
        is_first
    }
}
