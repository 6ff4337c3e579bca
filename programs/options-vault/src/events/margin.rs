//! The history of margin accounts.

use anchor_lang::prelude::*;
use vault_types::{
    liquidation::{AuctionPhase, Health},
    margin::{MarginMode, Requirement},
    state::{CollateralClass, MarginAccount, OptionKind, SettlementAsset},
};

#[event]
pub struct BankCreated {
    pub bank: Pubkey,
    pub config: Pubkey,
    pub mint: Pubkey,
    pub class: CollateralClass,
}

#[event]
pub struct ExpiryCreated {
    pub expiry: Pubkey,
    pub market: Pubkey,
    pub expiry_ts: i64,
}

#[event]
pub struct MarginSeriesCreated {
    pub series: Pubkey,
    pub expiry: Pubkey,
    pub kind: OptionKind,
    pub settlement: SettlementAsset,
    pub strike_e8: u64,
    pub expiry_ts: i64,
}

#[event]
pub struct MarginAccountOpened {
    pub margin_account: Pubkey,
    pub owner: Pubkey,
    pub id: u16,
    pub quote_mint: Pubkey,
}

#[event]
pub struct MarginAccountClosed {
    pub margin_account: Pubkey,
}

#[event]
pub struct CollateralMoved {
    pub margin_account: Pubkey,
    pub mint: Pubkey,
    pub came_atoms: u64,
    pub went_atoms: u64,
    /// What the account has of it now.
    pub total_atoms: u64,
}

#[event]
pub struct PositionChanged {
    pub margin_account: Pubkey,
    pub series: Pubkey,
    /// Above zero when owned, below when owed.
    pub before_atoms: i64,
    pub after_atoms: i64,
}

#[event]
pub struct ExpiryPricePosted {
    pub expiry: Pubkey,
    pub price_e8: u64,
    pub publish_ts: i64,
    /// A candidate can be replaced by an earlier price until its challenge period is over.
    pub is_final: bool,
}

#[event]
pub struct MarginAccountSettled {
    pub margin_account: Pubkey,
    pub expiry: Pubkey,
    pub settlement: SettlementAsset,
    pub came_atoms: u64,
    pub went_atoms: u64,
    /// What an account that has too little should have paid on top.
    pub unpaid_atoms: u64,
    /// What of that the insurance fund and everybody who bears losses paid.
    pub by_fund_atoms: u64,
    pub by_accounts_atoms: u64,
    /// What the fund and of one of everybody's is left.
    pub fund_atoms: u64,
    pub index_e18: u64,
}

#[event]
pub struct MarginOptionsRedeemed {
    pub series: Pubkey,
    pub holder: Pubkey,
    pub quantity_atoms: u64,
    pub payoff_atoms: u64,
}

#[event]
pub struct MarginModeSet {
    pub margin_account: Pubkey,
    pub mode: MarginMode,
}

#[event]
pub struct MarketRiskCreated {
    pub market: Pubkey,
    pub risk: Pubkey,
}

#[event]
pub struct VolatilityObserved {
    pub market: Pubkey,
    pub price_e8: u64,
    pub publish_ts: i64,
    /// The estimate with it.
    pub vol_e9: u64,
}

#[event]
pub struct CollateralPriceObserved {
    pub bank: Pubkey,
    pub price_e8: u64,
    pub publish_ts: i64,
    /// The average with it.
    pub average_e8: u64,
}

#[event]
pub struct CollateralRateObserved {
    pub bank: Pubkey,
    /// What the source says, and what counts of it.
    pub rate_e9: u64,
    pub counted_e9: u64,
}

#[event]
pub struct ThresholdBatchCreated {
    pub config: Pubkey,
    pub batch: Pubkey,
}

#[event]
pub struct ThresholdBatchPosted {
    pub config: Pubkey,
    pub sequence: u64,
    pub generation: u64,
    /// One bit for each member of the signer set.
    pub signed_by: u8,
    pub root: [u8; 32],
    pub depth: u64,
}

#[event]
pub struct ThresholdApplied {
    pub margin_account: Pubkey,
    pub sequence: u64,
    pub generation: u64,
    /// As kept: not below what was signed.
    pub initial_margin_atoms: u64,
    pub maintenance_margin_atoms: u64,
    pub liquidation_threshold_atoms: u64,
}

impl ThresholdApplied {
    /// What the account keeps now.
    pub(crate) fn of(margin_account: Pubkey, account: &MarginAccount) -> Self {
        let kept = &account.threshold;
        Self {
            margin_account,
            sequence: kept.sequence,
            generation: kept.generation,
            initial_margin_atoms: kept.initial_margin_atoms,
            maintenance_margin_atoms: kept.maintenance_margin_atoms,
            liquidation_threshold_atoms: kept.liquidation_threshold_atoms,
        }
    }
}

#[event]
pub struct ThresholdChallenged {
    pub margin_account: Pubkey,
    /// The maintenance margin that was kept, and the chain's own.
    pub signed_atoms: u64,
    pub chain_atoms: u64,
    pub is_void: bool,
    /// Of the signers, with this one.
    pub strikes: u32,
}

/// An account was looked at, and its auction began, went on, or ended.
#[event]
pub struct AccountJudged {
    pub margin_account: Pubkey,
    pub phase: AuctionPhase,
    pub is_full: bool,
    pub step_id: u32,
    /// What others' ruin has cost it since it was last touched.
    pub lost_atoms: u64,
    pub counted_atoms: u64,
    pub fair_atoms: u64,
    pub mark_atoms: i64,
    pub initial_atoms: u64,
    pub maintenance_atoms: u64,
    pub liquidation_atoms: u64,
    pub vega_loss_atoms: u64,
}

impl AccountJudged {
    pub(crate) fn of(margin_account: Pubkey, account: &MarginAccount, health: &Health, lost_atoms: u64) -> Self {
        let Requirement { initial_atoms, maintenance_atoms, liquidation_atoms } = health.requirement;
        Self {
            margin_account,
            phase: account.auction.phase,
            is_full: account.auction.is_full == 1,
            step_id: account.auction.step_id,
            lost_atoms,
            counted_atoms: health.counted_atoms,
            fair_atoms: health.fair_atoms,
            mark_atoms: health.mark_atoms,
            initial_atoms,
            maintenance_atoms,
            liquidation_atoms,
            vega_loss_atoms: health.vega_loss_atoms,
        }
    }
}

/// A part of an account went to another one.
#[event]
pub struct AccountSold {
    pub margin_account: Pubkey,
    pub taker: Pubkey,
    pub phase: AuctionPhase,
    /// The step that the bid was for.
    pub step_id: u32,
    pub part_e9: u64,
    /// What the account was paid, in this mint.
    pub mint: Pubkey,
    pub paid_atoms: u64,
    /// The insurance fund's, in the quote.
    pub penalty_atoms: u64,
    /// What the taker was paid by the fund and by everybody who bears losses.
    pub by_fund_atoms: u64,
    pub by_accounts_atoms: u64,
    /// What the fund and of one of everybody's is left.
    pub fund_atoms: u64,
    pub index_e18: u64,
    pub is_over: bool,
}

#[event]
pub struct AccountHedged {
    pub margin_account: Pubkey,
    pub taker: Pubkey,
    pub series: Pubkey,
    pub quantity_atoms: u64,
    pub paid_atoms: u64,
}

#[event]
pub struct InsuranceStaked {
    pub bank: Pubkey,
    pub owner: Pubkey,
    pub amount_atoms: u64,
    pub shares: u64,
    /// The fund with it.
    pub fund_atoms: u64,
    pub fund_shares: u64,
    pub fund_number: u64,
}

#[event]
pub struct UnstakeAsked {
    pub bank: Pubkey,
    pub owner: Pubkey,
    pub shares: u64,
    pub asked_ts: i64,
}

/// Shares left that had waited, none where auctions may ask for all.
#[event]
pub struct InsuranceUnstaked {
    pub bank: Pubkey,
    pub owner: Pubkey,
    pub shares: u64,
    pub paid_atoms: u64,
    /// What auctions may ask for, and since when it counts as asked.
    pub leaving_shares: u64,
    pub asked_ts: i64,
    /// The fund without it.
    pub fund_atoms: u64,
    pub fund_shares: u64,
    pub fund_number: u64,
}

#[event]
pub struct InsuranceStakeClosed {
    pub bank: Pubkey,
    pub owner: Pubkey,
}
