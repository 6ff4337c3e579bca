//! What an expiry should pay, in whole numbers: whoever owes pays it up, whoever is owed receives it rounded down.

use super::{
    model::{div_up, loss, Account, Model, Series, Terms, Week, CASH_UNIT, LISTED},
    step::Asset,
};
use options_vault::errors::VaultError;

/// How long an account that is short, and has nothing else, waits for help.
pub const A_WEEK: i64 = 7 * 86_400;
/// After that what else it has is sold.
pub const TWO_DAYS: i64 = 2 * 86_400;

/// What options cost at a price, below zero what they bring: in atoms of what they are paid in, rounded against their owner.
pub fn paid_for(positions: &[(Terms, i128)], price: i128, asset: Asset) -> i128 {
    div_up(loss(positions, price), if asset == Asset::Cash { CASH_UNIT } else { price })
}

impl Account {
    /// Beside a token and the options of a week that are settled in it: has it noted anything of the other token, or any other options of its own?
    pub fn has_something_beside(&self, number: u64, asset: Asset) -> bool {
        let other = if asset == Asset::Cash { self.coin } else { self.cash };
        let is_settled = |(of, contract): &Series| *of == number && LISTED[*contract].asset == asset;
        other > 0 || self.options.iter().any(|(series, quantity)| *quantity > 0 && !is_settled(series))
    }
}

impl Terms {
    /// Of so many options at a price, in atoms of what they are paid in.
    pub fn pays(&self, atoms: i128, price: i128) -> i128 {
        (atoms * self.payoff(price)).div_euclid(if self.asset == Asset::Cash { CASH_UNIT } else { price })
    }
}

impl Model {
    /// What an account pays for its options of a week and token, below zero what it receives; or why it cannot be settled. `for_less` is its
    /// owner's word to take what the pool has.
    pub fn payment(
        &self,
        who: usize,
        asset: Asset,
        number: u64,
        for_less: bool,
        now_ts: i64,
    ) -> Result<i128, VaultError> {
        let price = self.weeks.get(&number).and_then(|week| week.price).ok_or(VaultError::NoSettlementPrice)?;
        let account = self.people[who].account.as_ref().ok_or(VaultError::NothingToSettle)?;
        let positions = account.positions(number, asset);
        if positions.is_empty() {
            return Err(VaultError::NothingToSettle);
        }
        let paid = paid_for(&positions, price, asset);
        let pool = *self.weeks[&number].clone().pool(asset);
        let held = if asset == Asset::Cash { account.cash_left(&self.losses) } else { account.coin };
        let can_wait = now_ts < self.weeks[&number].expiry_ts + A_WEEK || account.has_something_beside(number, asset);
        if paid > held && can_wait {
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
        let Some(account) = &self.people[who].account else { return 0 };
        let owed = |(number, week): (&u64, &Week)| {
            let positions = account.positions(*number, asset);
            week.price.map_or(0, |price| paid_for(&positions, price, asset).max(0))
        };
        let held = if asset == Asset::Cash { account.cash_left(&self.losses) } else { account.coin };
        self.weeks.iter().map(owed).sum::<i128>() - held
    }

    /// After a week an account that has nothing else pays what it has, and of cash others pay the rest.
    pub fn settle(&mut self, who: usize, asset: Asset, number: u64, for_less: bool, now_ts: i64) -> bool {
        let payment = self.payment(who, asset, number, for_less, now_ts);
        let is_short = matches!(payment, Err(VaultError::ShortOfToken));
        assert!(self.takes_risk || !is_short, "a covered account can pay");
        let Ok(paid) = payment else { return false };
        let paid_in = self.change_held(who, asset, |account, others| {
            let own = paid.min(*account.held(asset));
            *account.held(asset) -= own;
            account.options.retain(|(of, contract), _| *of != number || LISTED[*contract].asset != asset);
            own + others((paid - own) as u128) as i128
        });
        let week = self.weeks.get_mut(&number).unwrap();
        *week.pool(asset) += paid_in;
        week.unpaid += paid - paid_in;
        true
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
        *person.options.get_mut(&series).unwrap() -= atoms;
        *person.wallet(terms.asset) += payoff;
        true
    }
}
