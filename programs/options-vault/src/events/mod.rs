//! The history of a vault: one event for every change that a depositor or a maker would want to see.
//! Events are written by self-CPI, so they stand in the transaction's record and cannot be truncated like logs.

mod margin;

pub use margin::*;

use anchor_lang::{
    event::EVENT_IX_TAG_LE,
    prelude::*,
    solana_program::{instruction::Instruction, program::invoke_signed},
};
use vault_types::{change::Change, state::OptionKind};

/// What `emit_cpi!` does, as one function instead of a copy of its code in every handler.
pub(crate) fn record(event: &impl anchor_lang::Event, event_authority: &UncheckedAccount) -> Result<()> {
    call_self(event.data(), event_authority.to_account_info())
}

#[inline(never)]
fn call_self(event: Vec<u8>, event_authority: AccountInfo) -> Result<()> {
    let mut data = EVENT_IX_TAG_LE.to_vec();
    data.extend_from_slice(&event);
    let signer = AccountMeta::new_readonly(event_authority.key(), true);
    let instruction = Instruction::new_with_bytes(crate::ID, &data, vec![signer]);
    let seeds: &[&[u8]] = &[b"__event_authority", &[crate::EVENT_AUTHORITY_AND_BUMP.1]];
    invoke_signed(&instruction, &[event_authority], &[seeds])?;
    Ok(())
}

#[event]
pub struct ConfigCreated {
    pub config: Pubkey,
    pub admin: Pubkey,
    pub guardian: Pubkey,
    pub timelock_secs: u32,
}

#[event]
pub struct ChangeProposed {
    pub config: Pubkey,
    pub number: u64,
    pub target: Pubkey,
    pub ready_ts: i64,
    pub expires_ts: i64,
    pub change: Change,
}

#[event]
pub struct ChangeExecuted {
    pub config: Pubkey,
    pub number: u64,
    pub target: Pubkey,
}

#[event]
pub struct ChangeCancelled {
    pub config: Pubkey,
    pub number: u64,
    pub by: Pubkey,
}

#[event]
pub struct Tightened {
    pub config: Pubkey,
    pub target: Pubkey,
    pub by: Pubkey,
    pub change: Change,
}

#[event]
pub struct MarketCreated {
    pub market: Pubkey,
    pub config: Pubkey,
    pub underlying_mint: Pubkey,
    pub quote_mint: Pubkey,
}

#[event]
pub struct SignersSet {
    pub config: Pubkey,
    pub generation: u64,
    pub quorum: u8,
    pub keys: Vec<Pubkey>,
}

#[event]
pub struct SurfaceCreated {
    pub market: Pubkey,
    pub surface: Pubkey,
}

#[event]
pub struct SurfacePosted {
    pub market: Pubkey,
    pub sequence: u64,
    pub generation: u64,
    /// One bit for each member of the signer set.
    pub signed_by: u8,
    pub expiries_ts: Vec<i64>,
}

#[event]
pub struct PriceObserved {
    pub market: Pubkey,
    pub price_e8: u64,
    pub publish_ts: i64,
}

#[event]
pub struct SeriesCreated {
    pub series: Pubkey,
    pub kind: OptionKind,
    pub strike_e8: u64,
    pub expiry_ts: i64,
}

#[event]
pub struct VaultCreated {
    pub vault: Pubkey,
    pub market: Pubkey,
    pub share_mint: Pubkey,
    pub asset_mint: Pubkey,
    pub kind: OptionKind,
}

#[event]
pub struct DepositQueued {
    pub vault: Pubkey,
    pub owner: Pubkey,
    pub round: u64,
    pub amount_atoms: u64,
}

#[event]
pub struct SharesBought {
    pub vault: Pubkey,
    pub owner: Pubkey,
    pub amount_atoms: u64,
    pub shares: u64,
    pub pps_e9: u64,
}

#[event]
pub struct DepositCancelled {
    pub vault: Pubkey,
    pub owner: Pubkey,
    pub amount_atoms: u64,
}

#[event]
pub struct SharesClaimed {
    pub vault: Pubkey,
    pub owner: Pubkey,
    pub round: u64,
    pub shares: u64,
}

#[event]
pub struct WithdrawalQueued {
    pub vault: Pubkey,
    pub owner: Pubkey,
    pub round: u64,
    pub shares: u64,
}

#[event]
pub struct WithdrawalCancelled {
    pub vault: Pubkey,
    pub owner: Pubkey,
    pub shares: u64,
}

#[event]
pub struct WithdrawalClaimed {
    pub vault: Pubkey,
    pub owner: Pubkey,
    pub round: u64,
    pub amount_atoms: u64,
    /// Still queued, where the outflow limit allowed only a part.
    pub left_shares: u64,
}

#[event]
pub struct RoundStarted {
    pub vault: Pubkey,
    pub round: u64,
    pub series: Pubkey,
    pub spot_e8: u64,
    pub strike_e8: u64,
    pub expiry_ts: i64,
    pub delta_e9: u64,
    pub volatility_e9: u64,
    pub size_atoms: u64,
    /// Zero where everything is covered.
    pub max_leverage_bps: u16,
    pub deposited_atoms: u64,
    pub pps_e9: u64,
}

#[event]
pub struct OptionsSold {
    pub vault: Pubkey,
    pub round: u64,
    pub bidder: Pubkey,
    /// By what covers them, in atoms of the vault's asset.
    pub quantity_atoms: u64,
    pub premium_atoms: u64,
    pub spot_e8: u64,
    /// When the auction closes after this bid.
    pub close_ts: i64,
}

#[event]
pub struct AuctionClosed {
    pub vault: Pubkey,
    pub round: u64,
    pub sold_atoms: u64,
    pub unsold_atoms: u64,
    pub premium_atoms: u64,
}

#[event]
pub struct BidCommitted {
    pub vault: Pubkey,
    pub round: u64,
    pub bidder: Pubkey,
    pub id: u8,
    pub sequence: u32,
    pub commitment: [u8; 32],
    pub deposit_atoms: u64,
}

#[event]
pub struct BidRevealed {
    pub vault: Pubkey,
    pub round: u64,
    pub bidder: Pubkey,
    pub id: u8,
    pub quantity_atoms: u64,
    pub price_e9: u64,
}

#[event]
pub struct SealedAuctionCleared {
    pub vault: Pubkey,
    pub round: u64,
    pub spot_e8: u64,
    pub reserve_price_e9: u64,
    pub clearing_price_e9: u64,
    pub sold_atoms: u64,
    /// With what was forfeited.
    pub premium_atoms: u64,
    pub forfeited_atoms: u64,
}

#[event]
pub struct SealedAuctionVoided {
    pub vault: Pubkey,
    pub round: u64,
    pub refundable_atoms: u64,
}

#[event]
pub struct BidClaimed {
    pub vault: Pubkey,
    pub round: u64,
    pub bidder: Pubkey,
    pub id: u8,
    pub filled_atoms: u64,
    pub paid_atoms: u64,
    pub refund_atoms: u64,
}

#[event]
pub struct SettlementPricePosted {
    pub series: Pubkey,
    pub price_e8: u64,
    pub publish_ts: i64,
    pub is_final: bool,
}

#[event]
pub struct SeriesUnwound {
    pub series: Pubkey,
    pub options_atoms: u64,
    pub premium_atoms: u64,
}

#[event]
pub struct RoundSettled {
    pub vault: Pubkey,
    pub round: u64,
    pub settlement_e8: u64,
    pub payoff_atoms: u64,
}

#[event]
pub struct RoundClosed {
    pub vault: Pubkey,
    pub round: u64,
    pub pps_e9: u64,
    pub nav_atoms: u64,
    pub performance_fee_atoms: u64,
    pub management_fee_atoms: u64,
    pub withdrawn_shares: u64,
    pub withdrawn_atoms: u64,
    pub withdrawal_fee_atoms: u64,
}

#[event]
pub struct OptionsRedeemed {
    pub series: Pubkey,
    pub holder: Pubkey,
    pub quantity_atoms: u64,
    pub payoff_atoms: u64,
}

#[event]
pub struct FeesCollected {
    pub vault: Pubkey,
    pub amount_atoms: u64,
}
