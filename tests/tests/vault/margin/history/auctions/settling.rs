//! What an expiry should pay, and who pays it where an account cannot.

use super::{
    super::{
        model::{Series, Week, LISTED},
        settling::{paid_for, A_WEEK},
        step::Asset,
    },
    auction::Phase,
    insurance::Covered,
    model::{Model, Person},
};
use options_vault::errors::VaultError;

impl Model {
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
        let Person { account, auction, .. } = &self.people[who];
        let is_unwanted = auction.phase == Phase::Insolvent && now_ts >= auction.started_ts + 3 * 86_400;
        let has_something_to_sell = account.has_something_beside(number, asset) && !is_unwanted;
        let can_wait = now_ts < week.expiry_ts + A_WEEK || has_something_to_sell;
        if paid > self.held(who, asset) && can_wait {
            return Err(VaultError::ShortOfToken);
        }
        match -paid > pool {
            true if for_less => Ok(-pool),
            true => Err(VaultError::MarginPoolShort),
            false => Ok(paid),
        }
    }

    /// How much of a token an account must get to pay for all that has expired.
    pub fn missing(&self, who: usize, asset: Asset) -> i128 {
        let account = &self.people[who].account;
        let owed = |(number, week): (&u64, &Week)| {
            week.price.map_or(0, |price| paid_for(&account.positions(*number, asset), price, asset).max(0))
        };
        (self.weeks.iter().map(owed).sum::<i128>() - self.held(who, asset)).max(0)
    }

    /// After a week an account that has nothing else pays what it has, and of cash the fund and all others pay the rest. Returns who paid that.
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
            // With the last options the auction is over that was about them.
            if self.people[who].account.options.is_empty() && self.people[who].auction.is_running() {
                self.end_auction(who);
            }
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
}
