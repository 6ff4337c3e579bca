//! A portfolio, and its markets today.

use super::{Parameters, SimulatedMarginError};
use crate::numbers::in_range;
use crate::portfolio::{option_type, Expiry, Market, OptionHolding, Portfolio, YEAR_DAYS};
use crate::revaluation::Book;
use options_math::OptionType;
use serde::Deserialize;
use std::ops::RangeInclusive;

const PRICES: RangeInclusive<f64> = 1e-9..=1e12;
const AMOUNTS: RangeInclusive<f64> = -1e12..=1e12;
const VOLATILITIES: RangeInclusive<f64> = 0.0..=20.0;

/// A file. All amounts are of coins or options, below zero when owed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Every market of the parameters, in any order.
    pub markets: Vec<MarketState>,
    #[serde(default)]
    pub coins: Vec<CoinEntry>,
    #[serde(default)]
    pub options: Vec<OptionEntry>,
    /// Counts towards what must be held after a haircut: not part of the portfolio, so without its losses.
    #[serde(default)]
    pub collateral: Vec<CoinEntry>,
    /// Collateral in money.
    #[serde(default)]
    pub cash: f64,
    /// Money for a SOL, which fees on the chain are paid in.
    pub sol_price: f64,
}

/// A market today.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarketState {
    pub name: String,
    pub spot: f64,
    /// Yearly: where simulation starts, and what schedules go by.
    pub volatility: f64,
}

/// Coins of a market.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoinEntry {
    pub market: String,
    pub amount: f64,
}

/// Options of one series.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionEntry {
    pub market: String,
    #[serde(rename = "type", deserialize_with = "option_type")]
    pub option_type: OptionType,
    pub strike: f64,
    /// To expiry.
    pub days: f64,
    /// Yearly.
    pub volatility: f64,
    pub amount: f64,
}

/// A case with its markets in the order of the parameters.
pub(super) struct Account {
    pub book: Book,
    /// Market by market.
    pub spots: Vec<f64>,
    /// Market by market.
    pub volatilities: Vec<f64>,
    /// Coins held as collateral, market by market.
    pub collateral: Vec<f64>,
    pub cash: f64,
    pub sol_price: f64,
}

impl Case {
    /// From the text of a file.
    ///
    /// # Errors
    /// [`SimulatedMarginError`]; whether its numbers make sense is for [`Engine`](super::Engine) to check.
    pub fn from_json(text: &[u8]) -> Result<Self, SimulatedMarginError> {
        Ok(serde_json::from_slice(text)?)
    }

    pub(super) fn account(&self, parameters: &Parameters) -> Result<Account, SimulatedMarginError> {
        self.check()?;
        let names = &parameters.names();
        let state = |name: &String| {
            let missing = || SimulatedMarginError::MissingMarket { name: name.clone() };
            self.markets.iter().find(|state| state.name == *name).ok_or_else(missing)
        };
        let states: Vec<&MarketState> = names.iter().map(state).collect::<Result<_, _>>()?;
        for (index, state) in self.markets.iter().enumerate() {
            number_of(names, "markets", index, &state.name)?;
            if self.markets[..index].iter().any(|before| before.name == state.name) {
                return Err(SimulatedMarginError::Twice { name: state.name.clone() });
            }
        }
        Ok(Account {
            book: Book::new(&self.portfolio(&states, names)?)?
                .with_volatility_weights(|days| parameters.volatility_term.weight(days)),
            spots: states.iter().map(|state| state.spot).collect(),
            volatilities: states.iter().map(|state| state.volatility).collect(),
            collateral: totals(&self.collateral, "collateral", names)?,
            cash: self.cash,
            sol_price: self.sol_price,
        })
    }

    /// The positions: the cash is collateral, and options have no rate.
    fn portfolio(&self, states: &[&MarketState], names: &[String]) -> Result<Portfolio, SimulatedMarginError> {
        let coins = totals(&self.coins, "coins", names)?;
        let market = |(state, coins): (&&MarketState, f64)| Market {
            name: state.name.clone(),
            spot: state.spot,
            coins,
            ..Market::default()
        };
        let mut markets: Vec<Market> = states.iter().zip(coins).map(market).collect();
        for (index, entry) in self.options.iter().enumerate() {
            markets[number_of(names, "options", index, &entry.market)?].expiries.push(entry.expiry(index));
        }
        Ok(Portfolio { cash: 0.0, markets })
    }

    fn check(&self) -> Result<(), SimulatedMarginError> {
        for (index, state) in self.markets.iter().enumerate() {
            in_range(format!("markets[{index}].spot"), state.spot, &PRICES)?;
            in_range(format!("markets[{index}].volatility"), state.volatility, &VOLATILITIES)?;
        }
        for (index, coins) in self.coins.iter().enumerate() {
            in_range(format!("coins[{index}].amount"), coins.amount, &AMOUNTS)?;
        }
        for (index, held) in self.collateral.iter().enumerate() {
            in_range(format!("collateral[{index}].amount"), held.amount, &(0.0..=*AMOUNTS.end()))?;
        }
        for (index, option) in self.options.iter().enumerate() {
            in_range(format!("options[{index}].strike"), option.strike, &PRICES)?;
            in_range(format!("options[{index}].days"), option.days, &(0.0..=100.0 * YEAR_DAYS))?;
            in_range(format!("options[{index}].volatility"), option.volatility, &VOLATILITIES)?;
            in_range(format!("options[{index}].amount"), option.amount, &AMOUNTS)?;
        }
        in_range("cash", self.cash, &AMOUNTS)?;
        Ok(in_range("sol_price", self.sol_price, &PRICES)?)
    }
}

impl OptionEntry {
    /// With these options alone.
    fn expiry(&self, index: usize) -> Expiry {
        let Self { option_type, strike, days, volatility, amount, .. } = *self;
        let options = vec![OptionHolding { option_type, strike, volatility: Some(volatility), amount }];
        Expiry { name: format!("options[{index}]"), days, options, ..Expiry::default() }
    }
}

/// Coins market by market.
fn totals(entries: &[CoinEntry], list: &'static str, names: &[String]) -> Result<Vec<f64>, SimulatedMarginError> {
    let mut totals = vec![0.0; names.len()];
    for (index, entry) in entries.iter().enumerate() {
        totals[number_of(names, list, index, &entry.market)?] += entry.amount;
    }
    Ok(totals)
}

fn number_of(names: &[String], list: &'static str, index: usize, name: &str) -> Result<usize, SimulatedMarginError> {
    let unknown =
        || SimulatedMarginError::UnknownMarket { list, index, name: name.to_owned(), known: names.join(", ") };
    names.iter().position(|known| known == name).ok_or_else(unknown)
}
