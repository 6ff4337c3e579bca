//! The program's own refusals, numbered by area; the text says what to do next. An account that does not belong to the
//! others (`has_one`, `constraint`) is refused with Anchor's error, which names the account.

use anchor_lang::prelude::*;
use options_math::MathError;
use vault_types::{price::PriceError, strike::StrikeError, LedgerError};

/// Refuses unless the condition holds.
#[inline(always)]
pub(crate) fn ensure(holds: bool, error: VaultError) -> Result<()> {
    if holds {
        Ok(())
    } else {
        Err(refuse(error))
    }
}

/// The error with its name and text. Out of line, so that a check is a call and not a copy of the code that builds an error.
#[cold]
#[inline(never)]
pub(crate) fn refuse(error: VaultError) -> Error {
    error.into()
}

#[error_code]
pub enum VaultError {
    // Deposits and withdrawals: 6000.
    #[msg("The deposit is below the vault's minimum: deposit more")]
    DepositTooSmall = 0,
    #[msg("An earlier deposit has joined: claim its shares first")]
    ClaimSharesFirst,
    #[msg("The deposit has already joined a round: claim its shares and request a withdrawal")]
    DepositHasJoined,
    #[msg("An earlier withdrawal has ended: claim it first")]
    ClaimWithdrawalFirst,
    #[msg("The withdrawal's round is still running: claim after it ends, or cancel")]
    WithdrawalNotReady,
    #[msg("The withdrawal's round has ended: claim it")]
    WithdrawalIsReady,
    #[msg("No shares exist yet: wait for the first round")]
    NoSharesYet,
    #[msg("The amount must not be zero")]
    ZeroAmount,
    #[msg("The vault takes no deposits now: wait until the halt is lifted")]
    DepositsHalted,
    #[msg("The vault has reached its cap: deposit less, or wait until others leave")]
    VaultIsFull,
    #[msg("The owner has reached the vault's cap for one owner: deposit less")]
    OwnerCapReached,
    #[msg("The vault is for those on its list: bring the proof for this owner")]
    NotOnTheList,
    #[msg("The withdrawal is below the vault's minimum: withdraw more; whoever holds less may withdraw any of it")]
    WithdrawalTooSmall,
    #[msg("As much has left the vault today as may: claim again tomorrow")]
    OutflowLimit,
    #[msg("A claim for somebody else is paid into the owner's associated token account")]
    NotTheOwnersWallet,

    // Rounds: 6100.
    #[msg("The vault is not between rounds: finish the running round first")]
    NotOpen = 100,
    #[msg("The vault is not in its auction: wait for the next round to start")]
    NotInAuction,
    #[msg("The vault has no live round: close the auction first")]
    NotLive,
    #[msg("The round is not settled yet: call settle first")]
    NotSettling,
    #[msg("The vault holds nothing to sell options on: deposit first")]
    NothingToSell,
    #[msg("The series has not expired yet: wait until it has")]
    NotExpired,
    #[msg("This is not the strike that the vault's target delta gives: recompute it from the price account")]
    WrongStrike,
    #[msg("The series does not expire when the vault's next round ends")]
    WrongExpiry,
    #[msg("There is nothing to collect: fees come with the end of a round that gained")]
    NothingToCollect,
    #[msg("The volatility is more than eight days old: it must be set before a round can start; until then withdraw at once")]
    StaleVolatility,
    #[msg("The account exists already")]
    AlreadyExists,
    #[msg("The account belongs to another program")]
    NotOurs,
    #[msg("No rounds start now: wait until the halt is lifted; until then withdraw at once")]
    RoundsHalted,

    // Prices: 6200.
    #[msg("The price account is for another feed: use one of the market's feed")]
    WrongFeed = 200,
    #[msg("The price is not fully verified: post it with all guardian signatures")]
    NotFullyVerified,
    #[msg("The price is not positive: post another update")]
    PriceNotPositive,
    #[msg("The price's exponent is outside the accepted range of -18 to 0: post another update")]
    PriceExponent,
    #[msg("The price's confidence interval is too wide: post another one")]
    PriceTooUncertain,
    #[msg("The price is too old: post a newer one")]
    PriceTooOld,
    #[msg("The price is ahead of the clock: wait a moment")]
    PriceFromTheFuture,
    #[msg("The price was published before expiry: post the first one after it")]
    PriceBeforeExpiry,
    #[msg("The price was published after the settlement window: post the first one after expiry")]
    PriceAfterWindow,
    #[msg("An earlier price is already known")]
    EarlierPriceKnown,
    #[msg("The settlement price is already final")]
    AlreadySettled,
    #[msg("No final settlement price yet: post one, or wait for the challenge period to end")]
    NoSettlementPrice,
    #[msg("The price is below 0.001 USD: it has too few digits to trade at")]
    PriceTooSmall,

    // Auctions: 6300.
    #[msg("The auction is over: wait for the next round")]
    AuctionOver = 300,
    #[msg("The auction is still running and not sold out")]
    AuctionRunning,
    #[msg("The bid is larger than what is left: bid for less")]
    BidTooLarge,
    #[msg("The bid is below the smallest one accepted")]
    BidTooSmall,
    #[msg("The premium is above the bidder's limit: raise the limit or wait")]
    PremiumAboveLimit,
    #[msg("No options are sold now: wait until the halt is lifted")]
    SalesHalted,

    // Series: 6400.
    #[msg("The strike is not a positive multiple of the market's strike step")]
    StrikeNotListed = 400,
    #[msg("The expiry is not a coming one of the market's calendar")]
    ExpiryNotListed,
    #[msg("The options expired worthless: there is nothing to redeem")]
    NothingToRedeem,
    #[msg("The writers have not paid yet: settle their rounds first")]
    PoolNotFunded,

    #[msg("There is no such kind of option")]
    KindNotListed,

    // Parameters: 6500.
    #[msg("A parameter is outside its bounds")]
    InvalidParameters = 500,
    #[msg("The volatility is outside its bounds of 5 % to 400 %")]
    InvalidVolatility,
    #[msg("Underlying and quote must be two mints")]
    SameMint,
    #[msg("A vault holds the market's underlying, for calls, or its quote, for puts")]
    ForeignAsset,

    // Arithmetic: 6600.
    #[msg("The amount is too large for the vault's arithmetic")]
    Overflow = 600,
    #[msg("The price per share is zero: no shares can be minted or paid")]
    WorthlessShares,
    #[msg("The amount is worth less than one atom: use a larger amount")]
    Dust,
    #[msg("The pricing model refused its inputs")]
    PricingDomain,
    #[msg("No listed strike lies within the vault's distances from spot")]
    NoListedStrike,
    #[msg("The accounts' balances contradict each other: this is a bug, please report it")]
    BrokenInvariant,
}

impl From<LedgerError> for VaultError {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Overflow | LedgerError::NoExpiry => Self::Overflow,
            LedgerError::WorthlessShares => Self::WorthlessShares,
            LedgerError::Dust => Self::Dust,
            LedgerError::BrokenInvariant => Self::BrokenInvariant,
        }
    }
}

impl From<PriceError> for VaultError {
    fn from(error: PriceError) -> Self {
        match error {
            PriceError::NotPositive => Self::PriceNotPositive,
            PriceError::Exponent => Self::PriceExponent,
            PriceError::TooUncertain => Self::PriceTooUncertain,
            PriceError::TooOld => Self::PriceTooOld,
            PriceError::FromTheFuture => Self::PriceFromTheFuture,
            PriceError::BeforeExpiry => Self::PriceBeforeExpiry,
            PriceError::AfterWindow => Self::PriceAfterWindow,
            PriceError::TooSmall => Self::PriceTooSmall,
        }
    }
}

impl From<MathError> for VaultError {
    fn from(_: MathError) -> Self {
        Self::PricingDomain
    }
}

impl From<StrikeError> for VaultError {
    fn from(error: StrikeError) -> Self {
        match error {
            StrikeError::NoListedStrike => Self::NoListedStrike,
            StrikeError::Math(error) => error.into(),
            StrikeError::Ledger(error) => error.into(),
        }
    }
}
