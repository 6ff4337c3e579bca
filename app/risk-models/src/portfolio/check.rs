//! Whether the numbers of a portfolio make sense.

use super::{ArrayHolding, Expiry, InputError, Market, OptionHolding, Portfolio};
use crate::numbers::{number, OutOfRange, Rule};
use crate::surface::Smile;
use std::collections::BTreeSet;

impl Portfolio {
    /// Prices above zero, no time or volatility below zero, a volatility for every option, no name twice.
    pub(crate) fn check(&self) -> Result<(), InputError> {
        number(|| "cash".to_owned(), self.cash, Rule::Finite)?;
        if self.markets.is_empty() {
            return Err(InputError::Empty { list: "markets".to_owned() });
        }
        check_names(self.markets.iter().map(|market| market.name.as_str()), "markets")?;
        let places = (0..).map(|index| format!("markets[{index}]"));
        places.zip(&self.markets).try_for_each(|(place, market)| check_market(&place, market))
    }

    /// For models that price everything themselves.
    pub(crate) fn refuse_risk_arrays(&self) -> Result<(), InputError> {
        match self.markets.iter().position(|market| !market.risk_arrays.is_empty()) {
            None => Ok(()),
            Some(index) => Err(InputError::RiskArrays { field: format!("markets[{index}]") }),
        }
    }
}

/// No name twice, and none that breaks a line; `list` is for the error.
pub(crate) fn check_names<'a>(names: impl Iterator<Item = &'a str>, list: &str) -> Result<(), InputError> {
    let mut seen = BTreeSet::new();
    for (index, name) in names.enumerate() {
        if name.chars().any(char::is_control) {
            return Err(InputError::Name { field: format!("{list}[{index}].name") });
        }
        if !seen.insert(name) {
            return Err(InputError::Twice { field: format!("{list}[{index}].name"), name: name.to_owned() });
        }
    }
    Ok(())
}

fn check_market(place: &str, market: &Market) -> Result<(), InputError> {
    number(|| format!("{place}.spot"), market.spot, Rule::AboveZero)?;
    number(|| format!("{place}.rate"), market.rate, Rule::Finite)?;
    number(|| format!("{place}.coins"), market.coins, Rule::Finite)?;
    number(|| format!("{place}.perpetuals"), market.perpetuals, Rule::Finite)?;
    check_names(market.expiries.iter().map(|expiry| expiry.name.as_str()), &format!("{place}.expiries"))?;
    for (index, expiry) in market.expiries.iter().enumerate() {
        check_expiry(&format!("{place}.expiries[{index}]"), expiry)?;
    }
    for (index, holding) in market.risk_arrays.iter().enumerate() {
        check_array(&format!("{place}.risk_arrays[{index}]"), holding)?;
    }
    Ok(())
}

fn check_expiry(place: &str, expiry: &Expiry) -> Result<(), InputError> {
    number(|| format!("{place}.days"), expiry.days, Rule::NotNegative)?;
    number(|| format!("{place}.futures"), expiry.futures, Rule::Finite)?;
    if let Some(forward) = expiry.forward {
        number(|| format!("{place}.forward"), forward, Rule::AboveZero)?;
    }
    if let Some(raw) = expiry.smile {
        // A total variance is one of a time: without time it has no volatility.
        number(|| format!("{place}.days"), expiry.days, Rule::AboveZero)?;
        Smile::new(raw).map_err(|error| InputError::Smile { field: format!("{place}.smile"), error })?;
    }
    for (index, option) in expiry.options.iter().enumerate() {
        check_option(&format!("{place}.options[{index}]"), option, expiry)?;
    }
    Ok(())
}

fn check_option(place: &str, option: &OptionHolding, expiry: &Expiry) -> Result<(), InputError> {
    number(|| format!("{place}.strike"), option.strike, Rule::AboveZero)?;
    number(|| format!("{place}.amount"), option.amount, Rule::Finite)?;
    match (option.volatility, expiry.smile) {
        (Some(volatility), _) => Ok(number(|| format!("{place}.volatility"), volatility, Rule::NotNegative)?),
        (None, Some(_)) => Ok(()),
        (None, None) => Err(InputError::NoVolatility { option: place.to_owned() }),
    }
}

fn check_array(place: &str, holding: &ArrayHolding) -> Result<(), OutOfRange> {
    number(|| format!("{place}.amount"), holding.amount, Rule::Finite)?;
    number(|| format!("{place}.value"), holding.value, Rule::Finite)?;
    for (scenario, profit) in holding.profits.iter().enumerate() {
        number(|| format!("{place}.profits[{scenario}]"), *profit, Rule::Finite)?;
    }
    Ok(())
}
