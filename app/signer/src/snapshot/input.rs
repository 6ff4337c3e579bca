//! What stands in a snapshot file: JSON, whole numbers, addresses as Solana prints them.

use serde::{Deserialize, Serialize};

/// One market and the accounts on it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SnapshotInput {
    pub market: MarketInput,
    /// A batch has a leaf for each one of the form "current", in this order.
    pub accounts: Vec<AccountInput>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MarketInput {
    pub address: String,
    /// When the market was looked at, unix seconds: the message's time of issue.
    pub observed_ts: i64,
    /// USD times 10^8.
    pub spot_e8: u64,
    /// The yearly volatility of every strike and expiry, times 10^9.
    pub vol_e9: u64,
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
#[serde(deny_unknown_fields)]
pub struct AccountInput {
    pub margin_account: String,
    pub form: ExpectedForm,
    /// After a trade: the one from before it.
    pub position_seq: u64,
    /// After a trade: what it leaves.
    pub options: Vec<OptionInput>,
    pub collaterals: Vec<CollateralInput>,
    /// What the account keeps of the last threshold that it took; left out if it has had none.
    #[serde(default)]
    pub last_threshold: Option<LastThresholdInput>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpectedForm {
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

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OptionInput {
    pub series: String,
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
