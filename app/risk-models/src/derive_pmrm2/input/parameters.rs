//! The model's parameters: the object `Parameters` of a case file. The venue's owner sets them on the chain; a case carries its own.

use super::Scenario;
use serde::Deserialize;

/// All of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Parameters {
    pub scenarios: Vec<Scenario>,
    pub skew_shock: SkewShockParameters,
    #[serde(rename = "VolShock")]
    pub volatility_shock: VolatilityShockParameters,
    pub margin: MarginParameters,
    #[serde(rename = "BasisContingency")]
    pub basis: BasisParameters,
    #[serde(rename = "OtherContingency")]
    pub other: OtherParameters,
}

/// How far a skew scenario turns the smile.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct SkewShockParameters {
    /// Largest change of a volatility without time to expiry.
    #[serde(rename = "LINEAR_SCALE_CAP")]
    pub linear_cap: f64,
    /// What a square root of a year adds to it.
    #[serde(rename = "LINEAR_CBASE")]
    pub linear_cap_slope: f64,
    #[serde(rename = "ABS_SCALE_CAP")]
    pub absolute_cap: f64,
    #[serde(rename = "ABS_CBASE")]
    pub absolute_cap_slope: f64,
    /// Least width of the smile, in logarithms of moneyness.
    #[serde(rename = "MIN_K_STAR")]
    pub least_width: f64,
    /// Width of the smile in standard deviations.
    #[serde(rename = "MIN_WIDTH_SCALE")]
    pub width_scale: f64,
    /// Yearly volatility of such a deviation.
    #[serde(rename = "VOL_PARAM_STATIC")]
    pub volatility_static: f64,
    /// What a square root of a year adds to it.
    #[serde(rename = "VOL_PARAM_SCALE")]
    pub volatility_scale: f64,
}

/// How far volatility rises and falls.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct VolatilityShockParameters {
    /// Rise at 30 days, as a share.
    #[serde(rename = "VOLRANGEUP")]
    pub range_up: f64,
    /// Least yearly volatility after a rise.
    #[serde(rename = "MIN_VOL_EVAL_SHOCKED")]
    pub least_after_rise: f64,
    /// Fall at 30 days, as a share.
    #[serde(rename = "VOLRANGEDOWN")]
    pub range_down: f64,
    /// How fast shocks grow towards expiry, up to 30 days.
    #[serde(rename = "SHORTTERMPOWER")]
    pub short_term_power: f64,
    /// How fast shocks shrink beyond 30 days.
    #[serde(rename = "LONGTERMPOWER")]
    pub long_term_power: f64,
    /// Nearer expiries are shocked like this one, days.
    #[serde(rename = "DTE_FLOOR")]
    pub floor_days: f64,
}

/// How losses become margin, and the static discount.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct MarginParameters {
    /// Share of the worst loss in maintenance margin.
    #[serde(rename = "MM_LOSS_FACTOR")]
    pub maintenance_loss_factor: f64,
    /// Share of the worst loss in initial margin while the stable coin keeps its peg.
    #[serde(rename = "IM_LOSS_FACTOR")]
    pub initial_loss_factor: f64,
    #[serde(rename = "SHORT_RATE_MULTSCALE")]
    pub owed_rate_scale: f64,
    #[serde(rename = "LONG_RATE_MULTSCALE")]
    pub owned_rate_scale: f64,
    /// Yearly rate.
    #[serde(rename = "SHORT_RATE_ADDSCALE")]
    pub owed_rate_addition: f64,
    /// Yearly rate.
    #[serde(rename = "LONG_RATE_ADDSCALE")]
    pub owned_rate_addition: f64,
    /// Discount of owned options without time to expiry.
    #[serde(rename = "BASE_STATIC_DISCOUNT")]
    pub owned_base: f64,
    /// Mark-up of owed options without time to expiry.
    #[serde(rename = "BASE_STATIC_DISCOUNT_NEG")]
    pub owed_base: f64,
}

/// Of the contingency for forwards that move apart from spot.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct BasisParameters {
    /// Spot is multiplied with it.
    #[serde(rename = "SCENARIO_SPOT_UP")]
    pub spot_up: f64,
    /// Spot is multiplied with it.
    #[serde(rename = "SCENARIO_SPOT_DOWN")]
    pub spot_down: f64,
    /// Share of the loss that counts without time to expiry.
    #[serde(rename = "BASIS_CONT_ADD_FACTOR")]
    pub addition: f64,
    /// What a year adds to that share.
    #[serde(rename = "BASIS_CONT_MULT_FACTOR")]
    pub per_year: f64,
}

/// Of the other contingencies. Shares with `IM_` come on top of those with `MM_`.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct OtherParameters {
    /// USD: a stable coin below has lost its peg.
    #[serde(rename = "PEG_LOSS_THRESHOLD")]
    pub peg_threshold: f64,
    /// What a USD below adds to the share of the worst loss.
    #[serde(rename = "PEG_LOSS_FACTOR")]
    pub peg_factor: f64,
    /// 0 to 1: a feed with less is in doubt.
    #[serde(rename = "CONF_THRESHOLD")]
    pub confidence_threshold: f64,
    /// Share of the notional for a feed of no confidence at all.
    #[serde(rename = "CONF_MARGIN")]
    pub confidence_share: f64,
    #[serde(rename = "MM_PERP_PERCENT")]
    pub maintenance_perp_share: f64,
    #[serde(rename = "IM_PERP_PERCENT")]
    pub initial_perp_share: f64,
    #[serde(rename = "MM_OPTION_PERCENT")]
    pub maintenance_option_share: f64,
    #[serde(rename = "IM_OPTION_PERCENT")]
    pub initial_option_share: f64,
}
