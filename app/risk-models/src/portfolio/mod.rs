//! What an account holds on several markets, and the prices it is held at: the input of revaluation, Greeks, SPAN and the grid.
//!
//! Units: money and prices in USD, amounts in whole coins, options or contracts (below zero when owed), time in days of a year of 365, rates and
//! volatilities yearly and as fractions (0.8 is 80 %), rates continuous. `docs/SCENARIOS.md` lists the fields.

mod check;
mod error;
mod read;

pub(crate) use check::check_names;
pub use error::InputError;
pub(crate) use read::read;

use crate::span::RiskArray;
use crate::surface::RawSvi;
use options_math::OptionType;
use serde::{Deserialize, Deserializer};

/// Days of a year.
pub const YEAR_DAYS: f64 = 365.0;

/// An account.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Portfolio {
    /// USD, with the unrealised profit of futures and perpetuals; below zero when borrowed.
    pub cash: f64,
    pub markets: Vec<Market>,
}

/// What is held on one underlying.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Market {
    /// Unique.
    pub name: String,
    /// USD for a coin.
    pub spot: f64,
    #[serde(default)]
    pub rate: f64,
    /// Of the underlying itself.
    #[serde(default)]
    pub coins: f64,
    /// Worth nothing today; their price moves with spot.
    #[serde(default)]
    pub perpetuals: f64,
    #[serde(default)]
    pub expiries: Vec<Expiry>,
    /// Contracts whose scenarios somebody else computed: for SPAN only.
    #[serde(default)]
    pub risk_arrays: Vec<ArrayHolding>,
}

/// What expires at one moment.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expiry {
    /// Unique in its market.
    pub name: String,
    /// From now.
    pub days: f64,
    /// USD for a coin at expiry. Without it: `spot e^(rate years)`.
    pub forward: Option<f64>,
    /// For options without a volatility of their own.
    pub smile: Option<RawSvi>,
    /// Worth nothing today; their price is the forward.
    #[serde(default)]
    pub futures: f64,
    #[serde(default)]
    pub options: Vec<OptionHolding>,
}

/// European options of one strike.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionHolding {
    #[serde(rename = "kind", deserialize_with = "option_type")]
    pub option_type: OptionType,
    /// USD.
    pub strike: f64,
    /// Without it: of the smile.
    pub volatility: Option<f64>,
    pub amount: f64,
}

/// Contracts with a risk array.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArrayHolding {
    pub name: String,
    pub kind: ContractKind,
    pub amount: f64,
    /// USD that a contract is worth today; of futures nothing.
    #[serde(default)]
    pub value: f64,
    /// What a contract owned gains in each scenario.
    pub profits: RiskArray,
}

/// Whether a contract, when owed, counts for the short option minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContractKind {
    Future,
    Option,
}

impl Portfolio {
    /// One market, without the cash.
    pub(crate) fn only(market: &Market) -> Self {
        Self { cash: 0.0, markets: vec![market.clone()] }
    }
}

pub(crate) fn option_type<'de, D: Deserializer<'de>>(deserializer: D) -> Result<OptionType, D::Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        Call,
        Put,
    }
    Ok(match Kind::deserialize(deserializer)? {
        Kind::Call => OptionType::Call,
        Kind::Put => OptionType::Put,
    })
}
