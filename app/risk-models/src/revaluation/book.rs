//! A portfolio with today's prices: what all scenarios share.

use super::RevaluationError;
use crate::batch_pricing::price_one;
use crate::portfolio::{Expiry, InputError, Market, OptionHolding, Portfolio, YEAR_DAYS};
use crate::surface::Smile;
use options_math::OptionType;

/// A portfolio, ready to be revalued.
#[derive(Clone, Debug)]
pub struct Book {
    cash: f64,
    pub(crate) markets: Vec<BookMarket>,
}

#[derive(Clone, Debug)]
pub(crate) struct BookMarket {
    pub(crate) name: String,
    pub(crate) spot: f64,
    pub(crate) rate: f64,
    pub(crate) coins: f64,
    pub(crate) perpetuals: f64,
    pub(crate) expiries: Vec<BookExpiry>,
}

#[derive(Clone, Debug)]
pub(crate) struct BookExpiry {
    pub(crate) name: String,
    pub(crate) years: f64,
    pub(crate) forward: f64,
    /// How fast the forward grows with time to expiry, a year: `ln(F/S) / t`.
    pub(crate) carry: f64,
    pub(crate) futures: f64,
    /// Changes of volatility are multiplied with it.
    pub(super) volatility_weight: f64,
    pub(crate) options: Vec<BookOption>,
}

#[derive(Clone, Debug)]
pub(crate) struct BookOption {
    pub(crate) option_type: OptionType,
    pub(crate) strike: f64,
    pub(crate) volatility: f64,
    pub(crate) amount: f64,
    /// Of one, USD.
    pub(crate) value: f64,
}

impl Book {
    /// # Errors
    /// [`InputError`], naming the field; [`RevaluationError::ValueNotFinite`] for numbers that have no price.
    pub fn new(portfolio: &Portfolio) -> Result<Self, InputError> {
        portfolio.check()?;
        portfolio.refuse_risk_arrays()?;
        let book = Self { cash: portfolio.cash, markets: portfolio.markets.iter().map(BookMarket::of).collect() };
        match book.value().is_finite() {
            true => Ok(book),
            false => Err(RevaluationError::ValueNotFinite.into()),
        }
    }

    /// The same, with a weight for each expiry, by its days from now, that changes of volatility are multiplied with: near expiries move more.
    pub fn with_volatility_weights(mut self, weight: impl Fn(f64) -> f64) -> Self {
        self.markets.iter_mut().for_each(|market| market.set_volatility_weights(&weight));
        self
    }

    /// Markets, in the order of the portfolio: how many moves a scenario has.
    pub fn market_count(&self) -> usize {
        self.markets.len()
    }

    /// What is held of one market, without the cash; the others stay, empty.
    pub fn of_market(&self, market: usize) -> Self {
        let mut alone = Self { cash: 0.0, ..self.clone() };
        for (_, other) in alone.markets.iter_mut().enumerate().filter(|(index, _)| *index != market) {
            (other.coins, other.perpetuals) = (0.0, 0.0);
            other.expiries.clear();
        }
        alone
    }

    /// Whether anything is held of this market.
    pub(crate) fn holds(&self, market: usize) -> bool {
        self.markets
            .get(market)
            .is_some_and(|market| market.coins != 0.0 || market.perpetuals != 0.0 || !market.expiries.is_empty())
    }

    /// Of each market, whether it can cost more than it is worth.
    pub(crate) fn owes(&self) -> impl Iterator<Item = bool> + '_ {
        self.markets.iter().map(BookMarket::owes)
    }

    /// USD.
    pub fn cash(&self) -> f64 {
        self.cash
    }

    /// Cash, coins and options at today's prices, USD.
    pub fn value(&self) -> f64 {
        self.markets.iter().fold(self.cash, |sum, market| sum + market.value())
    }
}

impl BookMarket {
    fn of(market: &Market) -> Self {
        let Market { spot, rate, coins, perpetuals, .. } = *market;
        let expiries = market.expiries.iter().map(|expiry| BookExpiry::of(expiry, spot, rate)).collect();
        Self { name: market.name.clone(), spot, rate, coins, perpetuals, expiries }
    }

    pub(crate) fn set_volatility_weights(&mut self, weight: impl Fn(f64) -> f64) {
        for expiry in &mut self.expiries {
            expiry.volatility_weight = weight(expiry.years * YEAR_DAYS);
        }
    }

    /// Whether it can cost more than it is worth: coins or options that are owed, or perpetuals or futures, which are worth nothing.
    pub(crate) fn owes(&self) -> bool {
        let owes = |expiry: &BookExpiry| expiry.futures != 0.0 || expiry.options.iter().any(|held| held.amount < 0.0);
        self.coins < 0.0 || self.perpetuals != 0.0 || self.expiries.iter().any(owes)
    }

    fn value(&self) -> f64 {
        let options = self.expiries.iter().flat_map(|expiry| &expiry.options);
        options.fold(self.coins * self.spot, |sum, option| sum + option.amount * option.value)
    }
}

impl BookExpiry {
    fn of(expiry: &Expiry, spot: f64, rate: f64) -> Self {
        let years = expiry.days / YEAR_DAYS;
        let forward = expiry.forward.unwrap_or(spot * libm::exp(rate * years));
        let carry = if years > 0.0 { libm::log(forward / spot) / years } else { 0.0 };
        let smile = expiry.smile.and_then(|raw| Smile::new(raw).ok());
        let option = |holding: &OptionHolding| {
            let OptionHolding { option_type, strike, amount, .. } = *holding;
            let of_smile = smile.map(|smile| smile.vol(libm::log(strike / forward), years));
            // One of the two is there: the portfolio was checked.
            let volatility = holding.volatility.or(of_smile).unwrap_or(f64::NAN);
            let value = discount(rate, years) * price_one(forward, strike, years, volatility, option_type).price;
            BookOption { option_type, strike, volatility, amount, value }
        };
        let options = expiry.options.iter().map(option).collect();
        Self {
            name: expiry.name.clone(),
            years,
            forward,
            carry,
            futures: expiry.futures,
            volatility_weight: 1.0,
            options,
        }
    }
}

/// What a USD after some years is worth today.
pub(crate) fn discount(rate: f64, years: f64) -> f64 {
    libm::exp(-rate * years)
}
