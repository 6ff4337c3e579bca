//! What can be held, numbered.

use super::{Account, ListingError};
use crate::portfolio::{Expiry, Market, OptionHolding, Portfolio};
use crate::revaluation::Book;
use options_math::OptionType;
use std::collections::BTreeSet;

/// Markets at one moment, with everything that can be held on them. Instruments are numbered from 0: of each market its coins, its perpetuals, then expiry
/// after expiry the future and the options.
#[derive(Clone, Debug)]
pub struct Listing {
    /// Nothing is held.
    markets: Vec<Market>,
    pub(super) book: Book,
    /// Number of each market's first instrument, and at the end how many there are.
    pub(super) firsts: Vec<u32>,
}

/// Something that can be held; numbers are places in the listing, each from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instrument {
    Coins { market: usize },
    Perpetuals { market: usize },
    Futures { market: usize, expiry: usize },
    Options { market: usize, expiry: usize, option: usize },
}

impl Listing {
    /// Of markets in the form of a portfolio's; the amounts in them do not count.
    ///
    /// # Errors
    /// [`ListingError`] if a number makes no sense, if an option is listed twice, or if there are too many.
    pub fn new(mut markets: Vec<Market>) -> Result<Self, ListingError> {
        markets.iter_mut().for_each(hold_nothing);
        let listed = Portfolio { cash: 0.0, markets };
        let book = Book::new(&listed)?;
        for (place, market) in listed.markets.iter().enumerate() {
            for (index, expiry) in market.expiries.iter().enumerate() {
                refuse_twice(expiry, &format!("markets[{place}].expiries[{index}]"))?;
            }
        }
        Ok(Self { firsts: firsts(&listed.markets)?, markets: listed.markets, book })
    }

    pub fn markets(&self) -> &[Market] {
        &self.markets
    }

    /// How many instruments there are.
    pub fn count(&self) -> usize {
        self.firsts.last().map_or(0, |count| *count as usize)
    }

    /// By its number.
    pub fn instrument(&self, number: u32) -> Option<Instrument> {
        let market = self.firsts.partition_point(|first| *first <= number).checked_sub(1)?;
        let listed = self.markets.get(market)?;
        let expiries = match number - self.firsts[market] {
            0 => return Some(Instrument::Coins { market }),
            1 => return Some(Instrument::Perpetuals { market }),
            place => place as usize - 2,
        };
        let mut place = expiries;
        for (expiry, listed) in listed.expiries.iter().enumerate() {
            match place {
                0 => return Some(Instrument::Futures { market, expiry }),
                _ if place <= listed.options.len() => {
                    return Some(Instrument::Options { market, expiry, option: place - 1 })
                }
                _ => place -= 1 + listed.options.len(),
            }
        }
        None
    }

    /// What an account holds, in the form that models of one account take.
    pub fn portfolio(&self, account: &Account) -> Portfolio {
        let mut markets: Vec<Market> = self.markets.iter().map(without_options).collect();
        for (number, amount) in account.rows() {
            if let Some(instrument) = self.instrument(number) {
                self.hold(&mut markets, instrument, amount);
            }
        }
        for market in &mut markets {
            market.expiries.retain(|expiry| expiry.futures != 0.0 || !expiry.options.is_empty());
        }
        Portfolio { cash: account.cash, markets }
    }

    fn hold(&self, markets: &mut [Market], instrument: Instrument, amount: f64) {
        match instrument {
            Instrument::Coins { market } => markets[market].coins = amount,
            Instrument::Perpetuals { market } => markets[market].perpetuals = amount,
            Instrument::Futures { market, expiry } => markets[market].expiries[expiry].futures = amount,
            Instrument::Options { market, expiry, option } => {
                let listed = &self.markets[market].expiries[expiry].options[option];
                markets[market].expiries[expiry].options.push(OptionHolding { amount, ..listed.clone() });
            }
        }
    }
}

fn hold_nothing(market: &mut Market) {
    (market.coins, market.perpetuals) = (0.0, 0.0);
    for expiry in &mut market.expiries {
        expiry.futures = 0.0;
        expiry.options.iter_mut().for_each(|option| option.amount = 0.0);
    }
}

/// Options of one kind and strike.
fn refuse_twice(expiry: &Expiry, place: &str) -> Result<(), ListingError> {
    let mut seen = BTreeSet::new();
    let series = |option: &OptionHolding| (option.strike.to_bits(), option.option_type == OptionType::Call);
    match expiry.options.iter().position(|option| !seen.insert(series(option))) {
        None => Ok(()),
        Some(option) => Err(ListingError::Twice { field: format!("{place}.options[{option}]") }),
    }
}

fn firsts(markets: &[Market]) -> Result<Vec<u32>, ListingError> {
    let instruments =
        |market: &Market| 2 + market.expiries.iter().map(|expiry| 1 + expiry.options.len()).sum::<usize>();
    let ends = markets.iter().scan(0, |end, market| {
        *end += instruments(market);
        Some(*end)
    });
    let numbered = [0].into_iter().chain(ends).map(|end| {
        let too_many = |_| ListingError::TooMany { listed: end, most: u32::MAX as usize };
        u32::try_from(end).map_err(too_many)
    });
    numbered.collect()
}

fn without_options(market: &Market) -> Market {
    let without = |expiry: &Expiry| Expiry { name: expiry.name.clone(), options: Vec::new(), ..*expiry };
    let expiries = market.expiries.iter().map(without).collect();
    Market { name: market.name.clone(), expiries, risk_arrays: Vec::new(), ..*market }
}
