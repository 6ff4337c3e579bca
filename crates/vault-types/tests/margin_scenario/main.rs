//! The scenario margin against a floating-point model of its own, published figures, and the rules that it must keep.

mod against_model;
mod bounds;
mod groups;
mod layout;
#[path = "../margin_limit/mod.rs"]
mod margin_limit;
mod model;
mod random;
mod rules;
mod span;

use vault_types::margin::{Holding, MarketInputs, Units};

const NOW: i64 = 1_700_000_000;
const DAY: i64 = 86_400;
const USD: u64 = 100_000_000;
/// One coin of nine decimals.
const COIN: i64 = 1_000_000_000;
const UNITS: Units = Units { underlying_decimals: 9, quote_decimals: 6 };

/// 150 USD, every volatility 80 %.
const MARKET: MarketInputs<'static> = MarketInputs {
    spot_e8: 150 * USD,
    now_ts: NOW,
    units: UNITS,
    smiles: &[],
    fallback_vol_e9: 800_000_000,
    floor_vol_e9: 800_000_000,
    ceiling_vol_e9: u64::MAX,
};

fn call(strike_usd: u64, quantity: i64) -> Holding {
    week(options_math::OptionType::Call, strike_usd, quantity)
}

fn put(strike_usd: u64, quantity: i64) -> Holding {
    week(options_math::OptionType::Put, strike_usd, quantity)
}

fn week(option_type: options_math::OptionType, strike_usd: u64, quantity: i64) -> Holding {
    Holding { option_type, strike_e8: strike_usd * USD, expiry_ts: NOW + 7 * DAY, quantity }
}
