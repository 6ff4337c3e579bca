//! Banks of collateral, and prices for them.

use super::{COIN, LIMITS, USD};
use bytemuck::Zeroable;
use vault_types::{
    liquidation::LossBook,
    margin::{CollateralPrice, ExchangeRate, PriceAverage},
    price::ValidatedPrice,
    state::*,
    Pubkey,
};

pub const DAY: i64 = 86_400;
/// When the banks here are listed.
pub const LISTED_TS: i64 = 1_700_000_000;
/// When they count in full.
pub const NOW: i64 = LISTED_TS + 30 * DAY;
pub const WINDOW_SECS: u32 = 86_400;

/// A coin of nine decimals, fully ramped up, at an average price of 10 USD.
pub fn bank(class: CollateralClass) -> CollateralBank {
    CollateralBank {
        version: VERSION,
        class,
        decimals: 9,
        mint: Pubkey::new_from_array([3; 32]),
        price_feed_id: [1; 32],
        oracle_limits: LIMITS,
        average_window_secs: WINDOW_SECS,
        ramp_secs: 30 * 86_400,
        params: CollateralParams {
            cap_atoms: 1_000 * COIN,
            haircut_bps: class.least_haircut_bps(),
            max_outflow_bps: VaultParams::ANY_OUTFLOW_BPS,
            max_above_average_bps: 1_000,
            max_rate_growth_bps: 0,
        },
        counts_from_ts: LISTED_TS,
        average: PriceAverage {
            average_e8: 10 * USD,
            last_e8: 10 * USD,
            last_ts: NOW - 60,
            average_fraction: 0,
            history_secs: WINDOW_SECS,
        },
        losses: LossBook::NEW,
        ..CollateralBank::zeroed()
    }
}

/// A claim on the coin of another bank, at a rate of 1.2. Of a token that bears a yield a program of its own says the rate.
pub fn derived_bank(class: CollateralClass) -> CollateralBank {
    let feed = bank(class);
    let rate_program = Pubkey::new_from_array([6; 32]);
    let is_yield_bearing = class == CollateralClass::YIELD_BEARING;
    CollateralBank {
        price_feed_id: [0; 32],
        price_program: if is_yield_bearing { rate_program } else { Pubkey::default() },
        oracle_limits: OracleLimits::zeroed(),
        average_window_secs: 0,
        average: PriceAverage::default(),
        params: CollateralParams { max_above_average_bps: 0, max_rate_growth_bps: 100, ..feed.params },
        base_bank: Pubkey::new_from_array([4; 32]),
        rate_source: Pubkey::new_from_array([5; 32]),
        rate: ExchangeRate { rate_e9: 1_200_000_000, observed_ts: NOW - DAY },
        ..feed
    }
}

/// A price without uncertainty.
pub fn price_at(price_e8: u64, publish_ts: i64) -> CollateralPrice {
    let mid = ValidatedPrice { price_e8, publish_ts, prev_publish_ts: publish_ts - 1 };
    CollateralPrice { mid, low_e8: price_e8 }
}
