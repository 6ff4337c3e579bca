//! What accounts owe and are owed for weeks that are over and have their price, and are not settled for.

use super::{
    super::{
        model::{div_up, CASH_UNIT},
        settling::{paid_for, TWO_DAYS},
        step::Asset,
    },
    model::Model,
    prices::Prices,
};

impl Prices<'_> {
    /// Weeks that are over and have their price.
    pub fn settled_weeks<'m>(&self, model: &'m Model) -> impl Iterator<Item = u64> + use<'m> {
        let (now_ts, weeks) = (self.now_ts(), model.weeks.iter());
        weeks.filter(move |(_, week)| week.expiry_ts <= now_ts && week.price.is_some()).map(|(number, _)| *number)
    }

    /// What it owes for such weeks: all their coins together, at the price of now.
    pub fn due(&self, model: &Model, who: usize) -> i128 {
        let of_all_weeks =
            |asset| self.settled_weeks(model).map(|number| self.due_for(model, who, number, asset)).sum::<i128>();
        of_all_weeks(Asset::Cash) + div_up(of_all_weeks(Asset::Coin) * i128::from(self.spot_e8()), CASH_UNIT)
    }

    fn due_for(&self, model: &Model, who: usize, number: u64, asset: Asset) -> i128 {
        let price = model.weeks[&number].price.expect("a week that has its price");
        paid_for(&model.people[who].account.positions(number, asset), price, asset).max(0)
    }

    /// What is to be paid to it for such a week, coins at the week's price: part of its value, and nothing that counts before it is paid.
    pub fn coming(&self, model: &Model, who: usize, number: u64) -> i128 {
        let price = model.weeks[&number].price.expect("a week that has its price");
        self.coins_coming(model, who, number) * price / CASH_UNIT + self.paid_to(model, who, number, Asset::Cash)
    }

    pub fn coins_coming(&self, model: &Model, who: usize, number: u64) -> i128 {
        self.paid_to(model, who, number, Asset::Coin)
    }

    fn paid_to(&self, model: &Model, who: usize, number: u64, asset: Asset) -> i128 {
        let price = model.weeks[&number].price.expect("a week that has its price");
        -paid_for(&model.people[who].account.positions(number, asset), price, asset).min(0)
    }

    /// Coins that it owes for a week that is over.
    pub fn coins_due(&self, model: &Model, who: usize, number: u64) -> i128 {
        self.due_for(model, who, number, Asset::Coin)
    }

    /// Two days after the week, of cash or of coins.
    pub fn is_short_of_token(&self, model: &Model, who: usize, number: u64) -> bool {
        let is_short = |asset| self.due_for(model, who, number, asset) > model.held(who, asset);
        [Asset::Coin, Asset::Cash].into_iter().any(is_short)
            && self.now_ts() >= model.weeks[&number].expiry_ts + TWO_DAYS
    }
}
