//! Option vaults: depositors pool an asset, every week the vault sells options on it, and the premium is theirs. A vault of the
//! market's underlying sells covered calls, a vault of its quote cash-secured puts; apart from the payoff they are one program.
//!
//! ```text
//!           roll              close_auction           settle             close_round
//!   Open ----------> Auction ---------------> Live -----------> Settling -----------> Open
//!   shares are paid   bid: options for         expiry, then the   fees, price per share,
//!   at once           premium                  settlement price   withdrawals
//! ```
//!
//! Every arrow is open to anyone; none needs anybody's key. Deposits wait for the next `roll`, withdrawals are
//! paid at the price per share of the round they were requested in. A vault may sell by sealed bids instead of the falling price
//! of `bid`: see [`instructions::commit_bid`].
//!
//! Margin accounts are the second part: collateral and options of one owner, judged together by one of four models, settled expiry by expiry. See
//! [`vault_types::margin`] and docs/MARGIN.md.
//!
//! # What the program defends against
//! - **Donations and first-depositor tricks**: nothing is valued by a token balance; see [`vault_types::ledger`].
//! - **Rounding**: against the caller in every division; dust is refused.
//! - **Chosen prices**: a trade uses a price no older than the market allows; a settlement uses the first price after
//!   expiry, by the oracle's own statement or by an open challenge; see [`instructions::post_settlement_price`].
//! - **Bad prints**: a trade refuses a price too far from the market's last one; see [`vault_types::state::Market::accept_price`].
//! - **Chosen strikes**: the caller of `roll` names a series, the program computes the strike that the vault's rule picks at this
//!   price, and takes no other.
//! - **Chosen volatilities**: a quorum of signers posts them, within limits that no quorum can leave; see [`vault_types::surface`].
//! - **Stale auctions**: each bid is priced by the live price and the live surface, not by those at the auction's start.
//! - **Forged and replayed messages**: what was signed is compared byte by byte and says whom it is for; see [`vault_types::signed`].
//! - **Stolen keys**: a change waits out the timelock, unless it only tightens; no key moves money; see [`vault_types::change`].
//! - **A silent oracle, an absent operator**: without a settlement price the sales are undone, see [`instructions::unwind_series`].
//! - **Runs and thefts**: a vault can limit how much of it leaves in a day; see [`vault_types::outflow`].
//! - **Look-alike accounts**: every account is a PDA or is named by one. Markets and vaults take the classic SPL Token program only, banks also
//!   Token-2022 without extensions that could touch what lies in them; see [`vault_types::token_extensions`].
//! - **Pumped collateral**: the lower of price and average counts, new collateral ramps up from nothing; see [`vault_types::margin::collateral`].
//! - **Lying signers**: a signed margin has a floor, loosens slowly, and is void where the chain's own scenarios ask for more; see
//!   [`vault_types::threshold`].
//! - **Ruin**: what falls short is sold by anyone at a price that the program computes, and what is missing in the end is borne by formula, whoever
//!   leaves first; see [`vault_types::liquidation`] and docs/LIQUIDATION.md.

mod clock;
pub mod errors;
pub mod events;
pub mod instructions;
pub mod oracle;
mod pda;
mod signed;
mod tokens;

use anchor_lang::prelude::*;
use instructions::*;
use vault_types::{
    change::Change,
    margin::{MarginMode, RiskParameters},
    state::{OptionKind, SettlementAsset},
};

declare_id!("7jypYUosWh1awY6gSaPUH91tboG8EQnw9wKXWyMAUxDe");

// Keepers and clients that do without Anchor find the program under the address in `vault_types`.
const _: () = assert!(same_address(&ID, &vault_types::ID));

const fn same_address(a: &Pubkey, b: &Pubkey) -> bool {
    let (a, b) = (a.as_array(), b.as_array());
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

#[program]
pub mod options_vault {
    use super::*;

    // Every instruction costs those behind it some thirty compute units: the ones that are called most come first.

    /// An event: the program calls itself with it, so that it stands in the transaction's record.
    #[instruction(discriminator = anchor_lang::event::EVENT_IX_TAG_LE)]
    pub fn record_event(ctx: Context<RecordEvent>) -> Result<()> {
        let _ = ctx;
        Ok(())
    }

    /// Gives an account its threshold from the last batch.
    pub fn apply_leaf(ctx: Context<ApplyLeaf>, args: ApplyLeafArgs) -> Result<()> {
        instructions::apply_leaf::handler(ctx, args)
    }

    /// Brings a signed threshold for an account.
    pub fn apply_threshold(ctx: Context<ApplyThreshold>, signed_by: u8) -> Result<()> {
        instructions::apply_threshold::handler(ctx, signed_by)
    }

    /// Opens a house: an admin, a guardian, a timelock.
    pub fn create_config(ctx: Context<CreateConfig>, args: CreateConfigArgs) -> Result<()> {
        instructions::create_config::handler(ctx, args)
    }

    /// Proposes a change of a vault, a market, the signers or the house; it waits out the timelock.
    pub fn propose_change(ctx: Context<ProposeChange>, change: Change, settings_hash: [u8; 32]) -> Result<()> {
        instructions::propose_change::handler(ctx, change, settings_hash)
    }

    /// Makes a proposed change whose timelock is over.
    pub fn execute_change(ctx: Context<ExecuteChange>) -> Result<()> {
        instructions::execute_change::handler(ctx)
    }

    /// Withdraws or vetoes a proposal.
    pub fn cancel_change(ctx: Context<CancelChange>) -> Result<()> {
        instructions::cancel_change::handler(ctx)
    }

    /// Makes a change that only tightens, at once.
    pub fn tighten(ctx: Context<Tighten>, change: Change) -> Result<()> {
        instructions::tighten::handler(ctx, change)
    }

    /// Opens a market for an underlying against a quote.
    pub fn create_market(ctx: Context<CreateMarket>, args: CreateMarketArgs) -> Result<()> {
        instructions::create_market::handler(ctx, args)
    }

    /// Names the keys that sign for a house, and how many of them it takes.
    pub fn create_signer_set(ctx: Context<CreateSignerSet>, quorum: u8, keys: Vec<Pubkey>) -> Result<()> {
        instructions::create_signer_set::handler(ctx, quorum, keys)
    }

    /// Makes room for a market's volatility surface.
    pub fn create_surface(ctx: Context<CreateSurface>) -> Result<()> {
        instructions::create_surface::handler(ctx)
    }

    /// Brings smiles that the signers have signed; the ed25519 instruction before this one has the message.
    pub fn post_surface(ctx: Context<PostSurface>, signed_by: u8) -> Result<()> {
        instructions::post_surface::handler(ctx, signed_by)
    }

    /// Shows the market a fresh price, from which the next one must not be too far.
    pub fn observe_price(ctx: Context<ObservePrice>) -> Result<()> {
        instructions::observe_price::handler(ctx)
    }

    /// Lists a series: a strike and an expiry of the market.
    pub fn create_series(ctx: Context<CreateSeries>, kind: OptionKind, strike_e8: u64, expiry_ts: i64) -> Result<()> {
        instructions::create_series::handler(ctx, kind, strike_e8, expiry_ts)
    }

    /// Brings a price for an expired series.
    pub fn post_settlement_price(ctx: Context<PostSettlementPrice>) -> Result<()> {
        instructions::post_settlement_price::handler(ctx)
    }

    /// Gives the premium of an expired series back, for which no settlement price came.
    pub fn unwind_series(ctx: Context<UnwindSeries>) -> Result<()> {
        instructions::unwind_series::handler(ctx)
    }

    /// Burns options of a settled series for their payoff.
    pub fn redeem(ctx: Context<Redeem>, quantity_atoms: u64) -> Result<()> {
        instructions::redeem::handler(ctx, quantity_atoms)
    }

    /// Opens a vault on a market.
    pub fn create_vault(ctx: Context<CreateVault>, args: CreateVaultArgs) -> Result<()> {
        instructions::create_vault::handler(ctx, args)
    }

    /// Queues assets for the next round.
    pub fn deposit(ctx: Context<Deposit>, amount_atoms: u64, proof: Vec<[u8; 32]>) -> Result<()> {
        instructions::deposit::handler(ctx, amount_atoms, proof)
    }

    /// Deposits between rounds and receives the shares at once.
    pub fn deposit_now(ctx: Context<DepositNow>, amount_atoms: u64, proof: Vec<[u8; 32]>) -> Result<()> {
        instructions::deposit_now::handler(ctx, amount_atoms, proof)
    }

    /// Takes a queued deposit back.
    pub fn cancel_deposit(ctx: Context<CancelDeposit>) -> Result<()> {
        instructions::cancel_deposit::handler(ctx)
    }

    /// Collects the shares of a deposit that has joined.
    pub fn claim_shares(ctx: Context<ClaimShares>) -> Result<()> {
        instructions::claim_shares::handler(ctx)
    }

    /// Queues shares to be paid at the end of the running round, or at once between rounds.
    pub fn request_withdrawal(ctx: Context<RequestWithdrawal>, shares: u64) -> Result<()> {
        instructions::request_withdrawal::handler(ctx, shares)
    }

    /// Takes queued shares back before their round ends.
    pub fn cancel_withdrawal(ctx: Context<CancelWithdrawal>) -> Result<()> {
        instructions::cancel_withdrawal::handler(ctx)
    }

    /// Collects the assets of a withdrawal whose round has ended.
    pub fn claim_withdrawal(ctx: Context<ClaimWithdrawal>) -> Result<()> {
        instructions::claim_withdrawal::handler(ctx)
    }

    /// Starts a round: deposits join, the strike is fixed, the auction opens.
    pub fn roll(ctx: Context<Roll>) -> Result<()> {
        instructions::roll::handler(ctx)
    }

    /// Opens the margin account of a vault that sells more than it covers.
    pub fn open_vault_margin_account(ctx: Context<OpenVaultMarginAccount>) -> Result<()> {
        instructions::open_vault_margin_account::handler(ctx)
    }

    /// Starts a round of a vault that sells more than it covers: its NAV becomes collateral.
    pub fn roll_on_margin(ctx: Context<RollOnMargin>) -> Result<()> {
        instructions::roll_on_margin::handler(ctx)
    }

    /// Buys options of a vault that sells more than it covers, in the premium auction.
    pub fn bid_on_margin(
        ctx: Context<BidOnMargin>,
        options_atoms: u64,
        max_premium_atoms: u64,
        signed_by: u8,
    ) -> Result<()> {
        instructions::bid_on_margin::handler(ctx, options_atoms, max_premium_atoms, signed_by)
    }

    /// Brings the collateral of a vault home after its round.
    pub fn settle_on_margin(ctx: Context<SettleOnMargin>) -> Result<()> {
        instructions::settle_on_margin::handler(ctx)
    }

    /// Buys options in the premium auction.
    pub fn bid(ctx: Context<Bid>, quantity_atoms: u64, max_premium_atoms: u64) -> Result<()> {
        instructions::bid::handler(ctx, quantity_atoms, max_premium_atoms)
    }

    /// Ends a Dutch auction; what was not sold is no longer locked.
    pub fn close_auction(ctx: Context<CloseAuction>) -> Result<()> {
        instructions::close_auction::handler(ctx)
    }

    /// Commits a sealed bid by its hash, with a deposit.
    pub fn commit_bid(ctx: Context<CommitBid>, id: u8, commitment: [u8; 32], deposit_atoms: u64) -> Result<()> {
        instructions::commit_bid::handler(ctx, id, commitment, deposit_atoms)
    }

    /// Opens a sealed bid.
    pub fn reveal_bid(ctx: Context<RevealBid>, quantity_atoms: u64, price_e9: u64, salt: [u8; 32]) -> Result<()> {
        instructions::reveal_bid::handler(ctx, quantity_atoms, price_e9, salt)
    }

    /// Ends a sealed auction at one price for all.
    pub fn clear_auction(ctx: Context<ClearAuction>) -> Result<()> {
        instructions::clear_auction::handler(ctx)
    }

    /// Ends a sealed auction that nobody cleared in time; everybody is refunded.
    pub fn void_auction(ctx: Context<VoidAuction>) -> Result<()> {
        instructions::void_auction::handler(ctx)
    }

    /// Pays out a sealed bid: options, refund, rent.
    pub fn claim_bid(ctx: Context<ClaimBid>) -> Result<()> {
        instructions::claim_bid::handler(ctx)
    }

    /// Pays what the vault's options are worth into their pool.
    pub fn settle(ctx: Context<Settle>) -> Result<()> {
        instructions::settle::handler(ctx)
    }

    /// Ends the round: fees, price per share, withdrawals.
    pub fn close_round(ctx: Context<CloseRound>) -> Result<()> {
        instructions::close_round::handler(ctx)
    }

    /// Sends the fees to their recipient.
    pub fn collect_fees(ctx: Context<CollectFees>) -> Result<()> {
        instructions::collect_fees::handler(ctx)
    }

    /// Opens a bank: a kind of collateral that a house takes.
    pub fn create_bank(ctx: Context<CreateBank>, args: CreateBankArgs) -> Result<()> {
        instructions::create_bank::handler(ctx, args)
    }

    /// Lists an expiry of a market for margin accounts.
    pub fn create_expiry(ctx: Context<CreateExpiry>, expiry_ts: i64) -> Result<()> {
        instructions::create_expiry::handler(ctx, expiry_ts)
    }

    /// Lists a series for margin accounts.
    pub fn create_margin_series(
        ctx: Context<CreateMarginSeries>,
        kind: OptionKind,
        settlement: SettlementAsset,
        strike_e8: u64,
    ) -> Result<()> {
        instructions::create_margin_series::handler(ctx, kind, settlement, strike_e8)
    }

    /// Opens a margin account.
    pub fn open_margin_account(ctx: Context<OpenMarginAccount>, id: u16) -> Result<()> {
        instructions::open_margin_account::handler(ctx, id)
    }

    /// Closes an empty margin account.
    pub fn close_margin_account(ctx: Context<CloseMarginAccount>) -> Result<()> {
        instructions::close_margin_account::handler(ctx)
    }

    /// Puts collateral into a margin account.
    pub fn deposit_collateral(ctx: Context<DepositCollateral>, amount_atoms: u64) -> Result<()> {
        instructions::deposit_collateral::handler(ctx, amount_atoms)
    }

    /// Takes collateral out of a margin account; a threshold that is signed for the account without it may come before.
    pub fn withdraw_collateral(ctx: Context<WithdrawCollateral>, amount_atoms: u64, signed_by: u8) -> Result<()> {
        instructions::withdraw_collateral::handler(ctx, amount_atoms, signed_by)
    }

    /// Takes options out of a margin account: those that it owns, and beyond them new ones that it then owes. A threshold that is signed for
    /// the account after that may come before.
    pub fn write_options(ctx: Context<WriteOptions>, quantity_atoms: u64, signed_by: u8) -> Result<()> {
        instructions::write_options::handler(ctx, quantity_atoms, signed_by)
    }

    /// Brings options into a margin account: they end what it owes, and beyond that it owns them.
    pub fn bring_in_options(ctx: Context<BringInOptions>, quantity_atoms: u64) -> Result<()> {
        instructions::bring_in_options::handler(ctx, quantity_atoms)
    }

    /// Brings a price for an expiry of margin accounts.
    pub fn post_expiry_price(ctx: Context<PostExpiryPrice>) -> Result<()> {
        instructions::post_expiry_price::handler(ctx)
    }

    /// Settles an expiry for which no price came at the last one that the market knows.
    pub fn settle_expiry_at_last_price(ctx: Context<SettleExpiryAtLastPrice>) -> Result<()> {
        instructions::settle_expiry_at_last_price::handler(ctx)
    }

    /// Settles what a margin account has of an expiry in one token.
    pub fn settle_margin_account(ctx: Context<SettleMarginAccount>, settlement: SettlementAsset) -> Result<()> {
        instructions::settle_margin_account::handler(ctx, settlement)
    }

    /// Burns options of a settled margin series for their payoff.
    pub fn redeem_margin_options(ctx: Context<RedeemMarginOptions>, quantity_atoms: u64) -> Result<()> {
        instructions::redeem_margin_options::handler(ctx, quantity_atoms)
    }

    /// Changes what an account's requirement comes from.
    pub fn set_margin_mode(ctx: Context<SetMarginMode>, mode: MarginMode) -> Result<()> {
        instructions::set_margin_mode::handler(ctx, mode)
    }

    /// Says what a market asks of accounts that are not covered in kind.
    pub fn create_market_risk(ctx: Context<CreateMarketRisk>, params: RiskParameters) -> Result<()> {
        instructions::create_market_risk::handler(ctx, params)
    }

    /// Shows a market a price for its realised volatility.
    pub fn observe_volatility(ctx: Context<ObserveVolatility>) -> Result<()> {
        instructions::observe_volatility::handler(ctx)
    }

    /// Shows a bank a price of its token.
    pub fn observe_collateral_price(ctx: Context<ObserveCollateralPrice>) -> Result<()> {
        instructions::observe_collateral_price::handler(ctx)
    }

    /// Shows a bank the exchange rate of its token.
    pub fn observe_collateral_rate(ctx: Context<ObserveCollateralRate>) -> Result<()> {
        instructions::observe_collateral_rate::handler(ctx)
    }

    /// Makes room for signed batches of thresholds.
    pub fn create_threshold_batch(ctx: Context<CreateThresholdBatch>) -> Result<()> {
        instructions::create_threshold_batch::handler(ctx)
    }

    /// Posts the signed root of a tree of thresholds.
    pub fn post_threshold_batch(ctx: Context<PostThresholdBatch>, signed_by: u8) -> Result<()> {
        instructions::post_threshold_batch::handler(ctx, signed_by)
    }

    /// Compares a signed threshold with the chain's own scenarios.
    pub fn challenge_threshold(ctx: Context<ChallengeThreshold>) -> Result<()> {
        instructions::challenge_threshold::handler(ctx)
    }

    /// Looks whether an account holds what it must: its auction begins, goes on, or ends.
    pub fn judge_account(ctx: Context<JudgeAccount>) -> Result<()> {
        instructions::judge_account::handler(ctx)
    }

    /// Takes over a part of an account that is auctioned, or all of it.
    pub fn bid_on_account(ctx: Context<BidOnAccount>, bid: AccountBid) -> Result<()> {
        instructions::bid_on_account::handler(ctx, bid)
    }

    /// Takes over options that an account owes too many of for its vega.
    pub fn hedge_account(ctx: Context<HedgeAccount>, offer: HedgeOffer) -> Result<()> {
        instructions::hedge_account::handler(ctx, offer)
    }

    /// Puts an account whose signers are gone on the chain's own scenarios.
    pub fn wind_down(ctx: Context<WindDown>) -> Result<()> {
        instructions::wind_down::handler(ctx)
    }

    /// Puts a stake into the insurance fund of a quote.
    pub fn stake_insurance(ctx: Context<StakeInsurance>, amount_atoms: u64) -> Result<()> {
        instructions::stake_insurance::handler(ctx, amount_atoms)
    }

    /// Asks for shares of the insurance fund to leave.
    pub fn ask_to_unstake(ctx: Context<AskToUnstake>, shares: u64) -> Result<()> {
        instructions::ask_to_unstake::handler(ctx, shares)
    }

    /// Pays for the shares of the insurance fund that have waited.
    pub fn unstake_insurance(ctx: Context<UnstakeInsurance>) -> Result<()> {
        instructions::unstake_insurance::handler(ctx)
    }

    /// Closes a stake in the insurance fund that has no shares.
    pub fn close_insurance_stake(ctx: Context<CloseInsuranceStake>) -> Result<()> {
        instructions::close_insurance_stake::handler(ctx)
    }
}
