//! What the tests share: a vault driven as the program drives it, an exact model beside it, and parameters.
#![allow(dead_code)] // every test file uses its own part

pub mod banks;
pub mod driver;
pub mod exact;
pub mod smiles;

use bytemuck::Zeroable;
use vault_types::{ledger::Ledger, margin::MarginMode, shares::PPS_ONE_E9, state::*};

pub const WEEK_SECS: i64 = 7 * 86_400;
/// One coin of nine decimals.
pub const COIN: u64 = 1_000_000_000;
pub const USD: u64 = 100_000_000;
pub const STRIKE_E8: u64 = 165 * USD;

/// 10 % of gains, 2 % a year.
pub const FEES: FeeParams =
    FeeParams { performance_fee_bps: 1_000, management_fee_e8: 2_000_000, withdrawal_fee_bps: 0 };

pub const LIMITS: OracleLimits = OracleLimits {
    max_age_secs: 60,
    max_future_secs: 5,
    settlement_window_secs: 3_600,
    settlement_challenge_secs: 21_600,
    max_confidence_bps: 100,
    max_jump_bps: 1_000,
    jump_window_secs: 600,
};

pub fn vault_params() -> VaultParams {
    VaultParams {
        strike_policy: StrikePolicy { target_delta_bps: 2_000, min_distance_bps: 200, max_distance_bps: 10_000 },
        auction: AuctionParams {
            min_bid_atoms: 1,
            duration_secs: 6 * 3_600,
            start_premium_bps: 2_000,
            end_discount_bps: 1_000,
            extension_secs: 0,
            mechanism: AuctionMechanism::DUTCH,
            padding: [0; 1],
            reveal_secs: 0,
        },
        fees: FEES,
        max_outflow_bps: VaultParams::ANY_OUTFLOW_BPS,
        max_leverage_bps: 0,
        periods: 1,
        margin_mode: MarginMode::MAX_LOSS,
        padding: [0; 6],
        min_deposit_atoms: VaultParams::SMALLEST_MIN_DEPOSIT_ATOMS,
        min_withdrawal_atoms: 1,
        vault_cap_atoms: u64::MAX,
        owner_cap_atoms: u64::MAX,
        allow_list_root: [0; 32],
    }
}

/// A vault as `create_vault` makes it.
pub fn new_vault() -> Vault {
    Vault {
        version: VERSION,
        params: vault_params(),
        pps_e9: PPS_ONE_E9,
        withdrawal_pps_e9: PPS_ONE_E9,
        high_water_mark_e9: PPS_ONE_E9,
        ..Vault::zeroed()
    }
}

/// An open vault between rounds with this many atoms and shares, as a closed round could have left it.
pub fn vault_with(nav_atoms: u64, share_supply: u64) -> Vault {
    let pps_e9 = vault_types::shares::price_per_share_e9(nav_atoms, share_supply);
    Vault {
        pps_e9,
        withdrawal_pps_e9: pps_e9,
        high_water_mark_e9: pps_e9.max(PPS_ONE_E9),
        ledger: Ledger { nav_atoms, share_supply, ..Ledger::default() },
        ..new_vault()
    }
}

/// The cases of every property.
pub fn cases(count: u32) -> proptest::test_runner::Config {
    proptest::test_runner::Config { cases: count, failure_persistence: None, ..Default::default() }
}

/// Any `u64`, every order of magnitude equally likely, and the extremes often.
pub fn magnitude() -> impl proptest::strategy::Strategy<Value = u64> {
    use proptest::prelude::*;
    prop_oneof![
        1 => prop::sample::select(vec![0, 1, 2, u64::MAX - 1, u64::MAX, 1 << 63, (1 << 63) - 1, PPS_ONE_E9]),
        8 => (0u32..64, any::<u64>()).prop_map(|(shift, bits)| bits >> shift),
    ]
}
