//! What stands in a snapshot file: JSON, whole numbers, addresses and hashes in base 58 as Solana prints them. Entries may stand in any order.

use super::RiskModelInput;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SnapshotInput {
    pub round: RoundInput,
    pub house: SignedHouseInput,
    pub markets: Vec<MarketInput>,
    /// A batch has a leaf for each one of the form "current", by rising address.
    pub accounts: Vec<AccountInput>,
    /// Left out where only the chain's scenarios count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk_model: Option<RiskModelInput>,
}

/// One round of messages.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RoundInput {
    /// When the markets were looked at, unix seconds: the messages' time of issue.
    pub observed_ts: i64,
    /// The last second in which a message is taken and its threshold used.
    pub expires_ts: i64,
    pub sequence: u64,
}

/// The house as it is on chain, with its signer set.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SignedHouseInput {
    pub cluster_genesis_hash: String,
    pub config: String,
    /// Of the signer set.
    pub generation: u64,
    /// Of this generation of signers.
    pub strikes: u32,
    pub parameters: ParametersInput,
}

/// How far signed thresholds are trusted, as the house has it on chain.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ParametersInput {
    pub max_age_secs: u32,
    pub strike_window_secs: u32,
    pub loosen_bps_per_hour: u16,
    pub tolerance_bps: u16,
    pub floor_bps: u16,
    pub max_strikes: u16,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MarketInput {
    pub address: String,
    /// USD times 10^8.
    pub spot_e8: u64,
    pub volatility: VolatilityInput,
    pub underlying_mint: String,
    pub underlying_decimals: u8,
    pub quote_mint: String,
    pub quote_decimals: u8,
    pub delta_limit_bps: u16,
    /// The eight numbers of the scenario grid, in the order of their fields on chain.
    pub grid: [u16; 8],
    /// The four shares of the standard margin, in the order of their fields on chain.
    pub standard: [u16; 4],
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum VolatilityInput {
    /// The yearly volatility of every strike and expiry, times 10^9.
    FlatE9(u64),
    Surface(SurfaceInput),
}

/// Volatilities a year, times 10^9.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SurfaceInput {
    /// Of expiries without a fresh smile.
    pub fallback_vol_e9: u64,
    /// The market's realised volatility: what is owed is valued at no lower one.
    pub floor_vol_e9: u64,
    /// What is owned is valued at no higher one: the market's multiple of the realised volatility.
    pub ceiling_vol_e9: u64,
    pub smiles: Vec<SmileInput>,
}

/// A slice of the market's surface, as it is on chain. The five parameters are in 2^-48: the bits of `options_math::Fix`.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SmileInput {
    pub expiry_ts: i64,
    pub a_q48: i64,
    pub b_q48: i64,
    pub rho_q48: i64,
    pub m_q48: i64,
    pub sigma_q48: i64,
    /// When its signers looked at the market.
    pub issued_ts: i64,
    /// When the chain took it.
    pub posted_ts: i64,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AccountInput {
    pub margin_account: String,
    pub form: FormInput,
    /// After a trade: the one from before it.
    pub position_seq: u64,
    /// After a trade: what it leaves.
    pub options: Vec<OptionInput>,
    pub collaterals: Vec<CollateralInput>,
    /// What the account keeps of the last threshold that it took; left out if it has had none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_threshold: Option<LastThresholdInput>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FormInput {
    Current,
    AfterTrade,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KindInput {
    Call,
    Put,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SettlementInput {
    Underlying,
    Quote,
}

/// Options of one series. Its address follows from the market and the terms.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OptionInput {
    pub market: String,
    pub kind: KindInput,
    pub settlement: SettlementInput,
    /// USD times 10^8.
    pub strike_e8: u64,
    pub expiry_ts: i64,
    /// Atoms of the underlying that the options are on: above zero when owned, below when owed.
    pub quantity_atoms: i64,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CollateralInput {
    pub mint: String,
    pub amount_atoms: u64,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LastThresholdInput {
    pub initial_margin_atoms: u64,
    pub maintenance_margin_atoms: u64,
    pub liquidation_threshold_atoms: u64,
    pub accepted_ts: i64,
    pub sequence: u64,
    pub generation: u64,
    pub position_seq: u64,
    pub is_void: bool,
}
