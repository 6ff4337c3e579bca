//! What an account holds, and the prices it is held at: the object `Scenario` of a case file.

use options_math::OptionType;
use serde::{Deserialize, Deserializer};

/// An account on one underlying.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Portfolio {
    /// USD; below zero when borrowed.
    pub cash: f64,
    pub collaterals: Vec<Collateral>,
    /// USD for a coin of the underlying.
    pub spot_price: f64,
    /// 0 to 1: how sure the feed is of its price.
    pub spot_confidence: f64,
    /// Perps, above zero when long.
    #[serde(rename = "NumPerps")]
    pub perps: f64,
    /// USD.
    pub perp_price: f64,
    /// 0 to 1; counts only with perps.
    pub perp_confidence: f64,
    /// USD.
    #[serde(rename = "UnrealisedPerpPNL")]
    pub unrealised_perp_profit: f64,
    /// USD.
    pub unrealised_funding: f64,
    /// USD for a coin of the stable coin that cash is kept in.
    pub stable_price: f64,
    pub options: Vec<OptionHolding>,
    /// One for each expiry of an option.
    pub option_feeds: Vec<ExpiryFeed>,
}

/// A token that counts as collateral.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Collateral {
    /// Tokens.
    pub amount: f64,
    /// USD for a token.
    pub price: f64,
    /// 0 to 1.
    pub confidence: f64,
    /// Moves with spot, so that it covers calls and perps that are owed.
    pub is_risk_cancelling: bool,
    /// Share of the value that initial margin takes off, on top of maintenance margin's.
    #[serde(rename = "IMHaircut")]
    pub initial_haircut: f64,
    /// Share of the value that maintenance margin takes off.
    #[serde(rename = "MMHaircut")]
    pub maintenance_haircut: f64,
}

/// Options of one series.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct OptionHolding {
    /// Seconds from now; 0 when expired and not yet settled.
    #[serde(rename = "Expiry")]
    pub seconds_to_expiry: u64,
    /// USD.
    pub strike: f64,
    /// 1 or true for a call, 0 or false for a put.
    #[serde(rename = "IsCall", deserialize_with = "option_type")]
    pub option_type: OptionType,
    /// Yearly volatility of this strike, before any shock.
    #[serde(rename = "MarkVol")]
    pub volatility: f64,
    /// Options; below zero when owed.
    pub amount: f64,
}

/// What the feeds say about an expiry.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ExpiryFeed {
    #[serde(rename = "FeedExpiry")]
    pub seconds_to_expiry: u64,
    /// USD for a coin at expiry.
    pub forward: f64,
    /// 0 to 1.
    pub forward_confidence: f64,
    /// Yearly, continuous. Below zero it counts as zero.
    pub rate: f64,
    /// 0 to 1.
    pub rate_confidence: f64,
    /// 0 to 1.
    #[serde(rename = "OptionVolConfidences")]
    pub volatility_confidence: f64,
}

fn option_type<'de, D: Deserializer<'de>>(deserializer: D) -> Result<OptionType, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "IsCall must be 1 or true for a call, 0 or false for a put")]
    enum IsCall {
        Flag(bool),
        Number(u8),
    }
    match IsCall::deserialize(deserializer)? {
        IsCall::Flag(true) | IsCall::Number(1) => Ok(OptionType::Call),
        IsCall::Flag(false) | IsCall::Number(0) => Ok(OptionType::Put),
        IsCall::Number(_) => Err(serde::de::Error::custom("IsCall must be 1 or true for a call, 0 or false for a put")),
    }
}
