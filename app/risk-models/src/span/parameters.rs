//! The parameters, from a file.

use crate::by_market::{OfMarket, ParametersByMarket};
use crate::numbers::{number, OutOfRange, Rule};
use serde::Deserialize;

/// Of all markets.
pub type Parameters = ParametersByMarket<MarketParameters>;

/// Of one market.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarketParameters {
    /// Of the market, as the portfolio has it.
    pub name: String,
    /// How far spot is moved up and down.
    pub price_scan_range: Size,
    /// How far volatilities are moved up and down.
    pub volatility_scan_range: VolatilityRange,
    /// Price ranges of the two extreme moves.
    pub extreme_multiple: f64,
    /// Share of the gain or loss in them that counts.
    pub extreme_weight: f64,
    /// The least risk of each option owed.
    pub short_option_minimum: Size,
    /// Days that pass in every scenario.
    #[serde(default)]
    pub look_ahead_days: f64,
    /// Numbers of a contract's array are rounded to the nearest whole multiple of it; 0 does not round. USD.
    #[serde(default)]
    pub array_rounding: f64,
}

/// USD for a coin.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    Usd(f64),
    ShareOfSpot(f64),
}

/// How far a volatility moves.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VolatilityRange {
    /// As a fraction: 0.05 is five points.
    Absolute(f64),
    /// As a share of the volatility itself.
    Relative(f64),
}

impl OfMarket for MarketParameters {
    const FILE: &'static str = "span16 parameters";

    fn name(&self) -> &str {
        &self.name
    }

    fn check(&self, place: &str) -> Result<(), OutOfRange> {
        let volatility_range = match self.volatility_scan_range {
            VolatilityRange::Absolute(range) | VolatilityRange::Relative(range) => range,
        };
        for (field, value, rule) in [
            ("price_scan_range", self.price_scan_range.number(), Rule::NotNegative),
            ("volatility_scan_range", volatility_range, Rule::NotNegative),
            ("extreme_multiple", self.extreme_multiple, Rule::AtLeastOne),
            ("extreme_weight", self.extreme_weight, Rule::Share),
            ("short_option_minimum", self.short_option_minimum.number(), Rule::NotNegative),
            ("look_ahead_days", self.look_ahead_days, Rule::NotNegative),
            ("array_rounding", self.array_rounding, Rule::NotNegative),
        ] {
            number(|| format!("{place}.{field}"), value, rule)?;
        }
        Ok(())
    }
}

impl Size {
    pub(super) fn usd(self, spot: f64) -> f64 {
        match self {
            Self::Usd(usd) => usd,
            Self::ShareOfSpot(share) => share * spot,
        }
    }

    fn number(self) -> f64 {
        match self {
            Self::Usd(number) | Self::ShareOfSpot(number) => number,
        }
    }
}
