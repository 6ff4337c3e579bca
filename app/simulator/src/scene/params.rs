//! How a scene is set up.

use crate::ProgramVersion;
use vault_types::{
    margin::MarginMode,
    state::{
        AuctionMechanism, AuctionParams, ExpiryCalendar, FeeParams, OptionKind, OracleLimits, PriceSource,
        StrikePolicy, VaultParams,
    },
};

/// How a scene is set up. [`SceneParams::default`] is a weekly covered-call vault on a coin with nine decimals.
#[derive(Clone, Debug)]
pub struct SceneParams {
    pub version: ProgramVersion,
    pub start_ts: i64,
    pub timelock_secs: u32,
    pub cluster_genesis_hash: [u8; 32],
    /// Covered calls on the coin, or puts secured by the quote.
    pub kind: OptionKind,
    pub price_source: PriceSource,
    /// Of pulled prices; a pushed price is known by its account.
    pub feed_id: [u8; 32],
    pub decimals: u8,
    pub strike_step_e8: u64,
    pub volatility_e9: u64,
    pub oracle_limits: OracleLimits,
    pub calendar: ExpiryCalendar,
    pub vault: VaultParams,
}

impl Default for SceneParams {
    fn default() -> Self {
        Self {
            version: ProgramVersion::V0,
            start_ts: 1_700_000_000,
            timelock_secs: 2 * 86_400,
            cluster_genesis_hash: [9; 32],
            kind: OptionKind::CALL,
            price_source: PriceSource::PYTH_PULL,
            feed_id: [7; 32],
            decimals: 9,
            strike_step_e8: 5 * 100_000_000,
            volatility_e9: 800_000_000,
            oracle_limits: OracleLimits {
                max_age_secs: 60,
                max_future_secs: 5,
                settlement_window_secs: 3_600,
                settlement_challenge_secs: 6 * 3_600,
                max_confidence_bps: 100,
                max_jump_bps: 1_000,
                jump_window_secs: 600,
            },
            calendar: ExpiryCalendar::weekly(2 * 86_400),
            vault: VaultParams {
                strike_policy: StrikePolicy {
                    target_delta_bps: 2_000,
                    min_distance_bps: 200,
                    max_distance_bps: 10_000,
                },
                auction: AuctionParams {
                    min_bid_atoms: 1_000_000,
                    duration_secs: 6 * 3_600,
                    start_premium_bps: 2_000,
                    end_discount_bps: 1_000,
                    extension_secs: 0,
                    mechanism: AuctionMechanism::DUTCH,
                    padding: [0; 1],
                    reveal_secs: 0,
                },
                fees: FeeParams { performance_fee_bps: 1_000, management_fee_e8: 2_000_000, withdrawal_fee_bps: 0 },
                max_outflow_bps: VaultParams::ANY_OUTFLOW_BPS,
                max_leverage_bps: 0,
                periods: 1,
                margin_mode: MarginMode::MAX_LOSS,
                padding: [0; 6],
                min_deposit_atoms: 1_000_000,
                min_withdrawal_atoms: 1,
                vault_cap_atoms: u64::MAX,
                owner_cap_atoms: u64::MAX,
                allow_list_root: [0; 32],
            },
        }
    }
}
