//! What a snapshot consists of, with fixed sizes: little endian, every byte accounted for.

use bytemuck::{Pod, Zeroable};
use vault_types::{
    margin::{ScenarioGrid, StandardParameters},
    state::{OptionKind, SettlementAsset},
    threshold::ThresholdParameters,
    Pubkey,
};

/// Who signs, and the numbers of the messages: all of it stands in their header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Round {
    pub cluster_genesis_hash: [u8; 32],
    /// The house.
    pub config: Pubkey,
    /// Of the signer set.
    pub generation: u64,
    pub sequence: u64,
    pub expires_ts: i64,
}

/// When the markets were looked at, and how far the house trusts its signers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Setting {
    /// Unix seconds.
    pub observed_ts: i64,
    pub parameters: ThresholdParameters,
    /// Of the round's generation.
    pub strikes: u32,
    pub zero: [u8; 4],
}

/// A market but for its smiles. Volatilities are a year's, times 10^9.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct MarketTerms {
    pub address: Pubkey,
    pub underlying_mint: Pubkey,
    pub quote_mint: Pubkey,
    /// USD times 10^8.
    pub spot_e8: u64,
    /// Of expiries without a fresh smile.
    pub fallback_vol_e9: u64,
    /// What is owed is valued at no lower one.
    pub floor_vol_e9: u64,
    /// What is owned is valued at no higher one.
    pub ceiling_vol_e9: u64,
    pub grid: ScenarioGrid,
    pub standard: StandardParameters,
    pub delta_limit_bps: u16,
    pub underlying_decimals: u8,
    pub quote_decimals: u8,
    pub zero: [u8; 4],
}

/// A slice of a market's surface, the five parameters in 2^-48.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct SmileTerms {
    pub expiry_ts: i64,
    pub a: i64,
    pub b: i64,
    pub rho: i64,
    pub m: i64,
    pub sigma: i64,
    /// When its signers looked at the market.
    pub issued_ts: i64,
    /// When the chain took it.
    pub posted_ts: i64,
}

/// An account but for what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct AccountTerms {
    pub address: Pubkey,
    pub position_seq: u64,
    /// All zero if there has been none.
    pub last: LastThreshold,
    /// 0 as it is, 1 after a trade.
    pub form: u8,
    pub zero: [u8; 7],
}

/// What an account keeps of the last threshold that it took, as far as the next one is compared with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct LastThreshold {
    pub initial_margin_atoms: u64,
    pub maintenance_margin_atoms: u64,
    pub liquidation_threshold_atoms: u64,
    pub accepted_ts: i64,
    pub sequence: u64,
    pub generation: u64,
    pub position_seq: u64,
    /// 1 if a challenge voided it.
    pub is_void: u8,
    pub zero: [u8; 7],
}

/// Options of one series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct OptionTerms {
    pub expiry_ts: i64,
    /// USD times 10^8.
    pub strike_e8: u64,
    /// Atoms of the underlying: above zero when owned, below when owed.
    pub quantity_atoms: i64,
    /// Which of the snapshot's markets, from 0.
    pub market: u32,
    pub kind: OptionKind,
    pub settlement: SettlementAsset,
    pub zero: [u8; 2],
}

const _: () = assert!(
    size_of::<Round>() == 88
        && size_of::<Setting>() == 32
        && size_of::<MarketTerms>() == 160
        && size_of::<SmileTerms>() == 64
        && size_of::<LastThreshold>() == 64
        && size_of::<AccountTerms>() == 112
        && size_of::<OptionTerms>() == 32
);
