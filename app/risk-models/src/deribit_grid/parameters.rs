//! The parameters, from a file.

use crate::by_market::{OfMarket, ParametersByMarket};
use crate::numbers::{number, OutOfRange, Rule};
use serde::Deserialize;

/// More near moves than a grid needs.
const MOST_BUCKETS: u32 = 1_000;

/// Of all markets.
pub type Parameters = ParametersByMarket<MarketParameters>;

/// Of one market.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarketParameters {
    /// Of the market, as the portfolio has it.
    pub name: String,
    /// Farthest near move as a share of spot, below one.
    pub price_range: f64,
    /// Near moves to each side.
    pub buckets: u32,
    /// Rise of volatilities at 30 days, as a share of them.
    pub volatility_up: f64,
    /// Fall of volatilities at 30 days, as a share of them.
    pub volatility_down: f64,
    /// As a fraction.
    pub least_volatility_after_rise: f64,
    /// How fast changes of volatility grow towards expiry, up to 30 days.
    pub short_term_power: f64,
    /// How fast they shrink beyond.
    pub long_term_power: f64,
    /// Nearer expiries change like this one.
    pub least_days: f64,
    /// As shares of spot, beyond the price range.
    pub far_moves: Vec<f64>,
    /// Share of their profit that counts, at the price range.
    pub far_factor: f64,
    /// USD for each price range beyond the first.
    pub far_dampener: f64,
    /// Share of spot for each option owed, after netting by strike.
    pub option_charge: f64,
    /// Share of spot for each future owned that one owed offsets.
    pub future_charge: f64,
}

impl OfMarket for MarketParameters {
    const FILE: &'static str = "deribit-grid parameters";

    fn name(&self) -> &str {
        &self.name
    }

    fn check(&self, place: &str) -> Result<(), OutOfRange> {
        for (field, value, rule) in [
            ("price_range", self.price_range, Rule::AboveZero),
            ("volatility_up", self.volatility_up, Rule::NotNegative),
            ("volatility_down", self.volatility_down, Rule::NotNegative),
            ("least_volatility_after_rise", self.least_volatility_after_rise, Rule::NotNegative),
            ("short_term_power", self.short_term_power, Rule::NotNegative),
            ("long_term_power", self.long_term_power, Rule::NotNegative),
            ("least_days", self.least_days, Rule::AboveZero),
            ("far_factor", self.far_factor, Rule::NotNegative),
            ("far_dampener", self.far_dampener, Rule::NotNegative),
            ("option_charge", self.option_charge, Rule::NotNegative),
            ("future_charge", self.future_charge, Rule::NotNegative),
        ] {
            number(|| format!("{place}.{field}"), value, rule)?;
        }
        let must = |field: String, value: f64, holds: bool, must: &'static str| match holds {
            true => Ok(()),
            false => Err(OutOfRange { field, value, must: must.into() }),
        };
        must(format!("{place}.price_range"), self.price_range, self.price_range < 1.0, "below 1")?;
        let buckets = f64::from(self.buckets);
        must(format!("{place}.buckets"), buckets, (1..=MOST_BUCKETS).contains(&self.buckets), "from 1 to 1000")?;
        for (index, far) in self.far_moves.iter().enumerate() {
            let holds = *far > -1.0 && far.abs() > self.price_range && far.is_finite();
            must(format!("{place}.far_moves[{index}]"), *far, holds, "beyond price_range, and above -1")?;
        }
        Ok(())
    }
}
