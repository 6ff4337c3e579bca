//! The trader of the model: one account in the same bank, covered in kind.

use super::{
    kind::Kind,
    model::{Model, Series},
};
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
pub struct Trader {
    pub wallet: u128,
    pub collateral: u128,
    /// Options that the account owes.
    pub owes: BTreeMap<Series, u128>,
}

/// Of one expiry: what all of it comes to, rounded once.
fn sum_up(kind: Kind, owes: &BTreeMap<Series, u128>, expiry_ts: i64, price: u128) -> u128 {
    let of_expiry = owes.iter().filter(|((expiry, _), _)| *expiry == expiry_ts);
    let parts = of_expiry.map(|((_, strike), options)| {
        let (paid, of) = kind.payoff(*strike, price);
        (options * paid, of)
    });
    let (paid, of) = parts.fold((0, 1), |(sum, _), (paid, of)| (sum + paid, of));
    paid.div_ceil(of)
}

impl Trader {
    pub fn new(coins: u64) -> Self {
        Self { wallet: coins.into(), collateral: 0, owes: BTreeMap::new() }
    }

    /// Calls need a coin each, puts of an expiry what they come to at a price of zero.
    fn cover(&self, kind: Kind) -> u128 {
        let mut of_expiries = BTreeMap::<i64, (u128, u128)>::new();
        for ((expiry_ts, strike), options) in &self.owes {
            let (strikes, count) = of_expiries.entry(*expiry_ts).or_default();
            *strikes += options * strike;
            *count += options;
        }
        of_expiries.values().map(|(strikes, options)| kind.cover_of_all(*options, *strikes)).sum()
    }

    pub fn deposit(&mut self, atoms: u128) -> Option<()> {
        if atoms == 0 || atoms > self.wallet {
            return None;
        }
        (self.wallet, self.collateral) = (self.wallet - atoms, self.collateral + atoms);
        Some(())
    }

    pub fn withdraw(&mut self, kind: Kind, atoms: u128) -> Option<()> {
        if atoms == 0 || atoms > self.collateral || self.collateral - atoms < self.cover(kind) {
            return None;
        }
        (self.wallet, self.collateral) = (self.wallet + atoms, self.collateral - atoms);
        Some(())
    }
}

impl Model {
    /// Options of a listed series, for the maker.
    pub fn trader_writes(&mut self, series: Series, options: u128, now_ts: i64) -> Option<()> {
        let mut after = self.trader.clone();
        *after.owes.entry(series).or_default() += options;
        if options == 0 || now_ts >= series.0 || after.cover(self.kind) > after.collateral {
            return None;
        }
        self.trader = after;
        *self.options.entry(series).or_default() += options;
        Some(())
    }

    pub fn trader_pays(&mut self, expiry_ts: i64, now_ts: i64) -> Option<()> {
        let price = self.final_price(expiry_ts, now_ts)?;
        if self.trader.owes.keys().all(|(of, _)| *of != expiry_ts) {
            return None;
        }
        let paid = sum_up(self.kind, &self.trader.owes, expiry_ts, price);
        self.trader.owes.retain(|(of, _), _| *of != expiry_ts);
        self.trader.collateral -= paid;
        self.pay_in(expiry_ts, paid);
        Some(())
    }
}
