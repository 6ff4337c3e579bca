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

    /// What it owes for a week that is over, coins at the price of now.
    pub fn due(&self, model: &Model, who: usize, number: u64) -> i128 {
        let price = model.weeks[&number].price.expect("a week that has its price");
        let due = |asset| paid_for(&model.people[who].account.positions(number, asset), price, asset).max(0);
        due(Asset::Cash) + div_up(due(Asset::Coin) * i128::from(self.spot_e8()), CASH_UNIT)
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
        let price = model.weeks[&number].price.expect("a week that has its price");
        paid_for(&model.people[who].account.positions(number, Asset::Coin), price, Asset::Coin).max(0)
    }

    /// Two days after the week, of cash or of coins.
    pub fn is_short_of_token(&self, model: &Model, who: usize, number: u64) -> bool {
        let week = &model.weeks[&number];
        let price = week.price.expect("a week that has its price");
        let owed = |asset| paid_for(&model.people[who].account.positions(number, asset), price, asset);
        let is_short = [Asset::Coin, Asset::Cash].into_iter().any(|asset| owed(asset).max(0) > model.held(who, asset));
        is_short && self.now_ts() >= week.expiry_ts + TWO_DAYS
    }
}
