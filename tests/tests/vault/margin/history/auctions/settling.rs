//! What an expiry should pay, and who pays it where an account cannot.

use super::{
    super::{
        model::{Series, LISTED},
        settling::{paid_for, A_WEEK},
        step::Asset,
    },
    insurance::Covered,
    model::Model,
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
}
