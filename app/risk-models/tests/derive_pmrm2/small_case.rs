//! A case with round numbers, for tests to change.

use risk_models::derive_pmrm2::{margin, Case, CaseError, Margin};
use serde_json::{json, Value};

/// An account with nothing, at a spot of 100 USD. Discounts, mark-ups and rates are off, two scenarios move spot by a tenth.
pub fn empty_account() -> Value {
    json!({
        "Scenario": {
            "Cash": 0, "Collaterals": [],
            "SpotPrice": 100, "SpotConfidence": 1,
            "NumPerps": 0, "PerpPrice": 100, "PerpConfidence": 1, "UnrealisedPerpPNL": 0, "UnrealisedFunding": 0,
            "StablePrice": 1,
            "Options": [], "OptionFeeds": []
        },
        "Parameters": {
            "Scenarios": [scenario(1.1, "None", 1.0), scenario(0.9, "None", 1.0)],
            "SkewShock": {
                "LINEAR_SCALE_CAP": 0.15, "LINEAR_CBASE": -0.05, "ABS_SCALE_CAP": 0.15, "ABS_CBASE": -0.05,
                "MIN_K_STAR": 0.01, "MIN_WIDTH_SCALE": 4, "VOL_PARAM_STATIC": 0.6, "VOL_PARAM_SCALE": -0.1
            },
            "VolShock": {
                "VOLRANGEUP": 0.5, "MIN_VOL_EVAL_SHOCKED": 0, "VOLRANGEDOWN": 0.275,
                "SHORTTERMPOWER": 0.3, "LONGTERMPOWER": 0.13, "DTE_FLOOR": 1
            },
            "Margin": {
                "MM_LOSS_FACTOR": 0.8, "IM_LOSS_FACTOR": 1,
                "SHORT_RATE_MULTSCALE": 0, "LONG_RATE_MULTSCALE": 0, "SHORT_RATE_ADDSCALE": 0, "LONG_RATE_ADDSCALE": 0,
                "BASE_STATIC_DISCOUNT": 1, "BASE_STATIC_DISCOUNT_NEG": 1
            },
            "BasisContingency": {
                "SCENARIO_SPOT_UP": 1.1, "SCENARIO_SPOT_DOWN": 0.9, "BASIS_CONT_ADD_FACTOR": 0.5, "BASIS_CONT_MULT_FACTOR": 2
            },
            "OtherContingency": {
                "PEG_LOSS_THRESHOLD": 0.98, "PEG_LOSS_FACTOR": 2, "CONF_THRESHOLD": 0.55, "CONF_MARGIN": 1,
                "MM_PERP_PERCENT": 0.015, "IM_PERP_PERCENT": 0.005, "MM_OPTION_PERCENT": 0.003, "IM_OPTION_PERCENT": 0.002
            }
        }
    })
}

pub fn scenario(spot_shock: f64, volatility_shock: &str, dampening: f64) -> Value {
    json!({ "SpotShock": spot_shock, "VolShockDirection": volatility_shock, "DampeningFactor": dampening })
}

/// A feed with a forward of 100 USD and no rate.
pub fn feed(seconds: u64) -> Value {
    json!({
        "FeedExpiry": seconds, "Forward": 100, "ForwardConfidence": 1, "Rate": 0, "RateConfidence": 1, "OptionVolConfidences": 1
    })
}

/// A call without volatility: worth what its forward is above the strike.
pub fn sure_call(seconds: u64, strike: f64, amount: f64) -> Value {
    json!({ "Expiry": seconds, "Strike": strike, "IsCall": 1, "MarkVol": 0, "Amount": amount })
}

/// A token of 10 USD each.
pub fn collateral(amount: f64, is_risk_cancelling: bool) -> Value {
    json!({
        "Amount": amount, "Price": 10, "Confidence": 1, "IsRiskCancelling": is_risk_cancelling,
        "IMHaircut": 0.1, "MMHaircut": 0.2
    })
}

/// The portfolio of the case.
pub fn portfolio(case: &mut Value) -> &mut Value {
    &mut case["Scenario"]
}

/// The parameters of the case.
pub fn parameters(case: &mut Value) -> &mut Value {
    &mut case["Parameters"]
}

pub fn try_margin(case: &Value) -> Result<Margin, CaseError> {
    margin(&Case::from_json(&case.to_string())?)
}

pub fn margin_of(case: &Value) -> Margin {
    try_margin(case).unwrap()
}
