//! The program's own refusals, numbered by area; the text says what to do next. An account that does not belong to the
//! others (`has_one`, `constraint`) is refused with Anchor's error, which names the account.

mod conversions;

use anchor_lang::prelude::*;

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
    #[msg(
        "The price was published after the settlement window and its three days more: post the first one after expiry"
    )]
    PriceAfterWindow,
    #[msg("An earlier price is already known")]
    EarlierPriceKnown,
    #[msg("The settlement price is already final")]
    AlreadySettled,
    #[msg("No final settlement price yet: post one, or wait for the challenge period to end")]
    NoSettlementPrice,
    #[msg("The price is below 0.001 USD: it has too few digits to trade at")]
    PriceTooSmall,
    #[msg("The price account belongs to another program: use one of the market's oracle")]
    WrongPriceOwner,
    #[msg("The account holds no price: use one of the market's oracle")]
    NotAPriceAccount,
    #[msg("The oracle does not vouch for its price now: wait until its status is trading")]
    PriceNotTrading,
    #[msg("The price is too far from the market's last one: observe a price between the two, or wait until its window is over")]
    PriceJump,
    #[msg("The market knows this price or a newer one: observe a newer one")]
    PriceNotNewer,

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
    #[msg("There is no such option: calls are settled in the underlying or the quote, puts in the quote")]
    KindNotListed,
    #[msg("A settlement price may still come: wait until three days after the settlement window")]
    PriceMayCome,
    #[msg("No options of the series have been sold: there is nothing to undo")]
    NothingToUnwind,

    // Parameters: 6500.
    #[msg("A parameter is outside its bounds")]
    InvalidParameters = 500,
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

    // Signed messages: 6700.
    #[msg("A signed message cannot come through another program: send the instruction itself")]
    SignedThroughAnotherProgram = 700,
    #[msg("The instruction before this one must be the ed25519 program's, with the signatures")]
    SignaturesMissing,
    #[msg("The ed25519 instruction must name no accounts")]
    SignaturesWithAccounts,
    #[msg("The signatures are not laid out as the program expects: build them with vault_types::signed::precompile")]
    SignatureLayout,
    #[msg("The signer set has no such member: read it again")]
    UnknownSigner,
    #[msg("A key is not that of the member named: read the signer set again")]
    WrongSigner,
    #[msg("There are fewer signatures than the quorum: collect more")]
    TooFewSigners,
    #[msg("The message has another length than its type: build it with vault_types")]
    MessageLength,
    #[msg("The message is of another type or version")]
    WrongDomain,
    #[msg("The message is for another program")]
    WrongProgram,
    #[msg("The message is for another cluster")]
    WrongCluster,
    #[msg("The message is for another house")]
    WrongConfig,
    #[msg("The message is for another account")]
    WrongTarget,
    #[msg("The message is by another generation of signers: have it signed again")]
    WrongGeneration,
    #[msg("A message with this or a later sequence number has been taken: have a newer one signed")]
    StaleSequence,
    #[msg("The message was issued ahead of the clock: wait a moment")]
    MessageFromTheFuture,
    #[msg("The message has expired: have a newer one signed")]
    MessageExpired,
    #[msg("The message was issued more than ten minutes ago: have a newer one signed")]
    MessageTooOld,
    #[msg("A signer set has one to eight different keys and a quorum of one to all of them")]
    InvalidSigners,

    // The volatility surface: 6720.
    #[msg("Expiries must rise and be among the market's next eight")]
    SurfaceExpiry = 720,
    #[msg("The parameters of a slice are no smile")]
    SurfaceSlice,
    #[msg("A volatility is outside 5 % to 400 % a year at a checked log-strike")]
    SurfaceVolatility,
    #[msg("A wing is too steep: b (1 + |rho|) may be 2 at most")]
    SurfaceWings,
    #[msg("The smile allows butterfly arbitrage at a checked log-strike")]
    SurfaceButterfly,
    #[msg("Total variance falls from one expiry to the next at a checked log-strike")]
    SurfaceCalendar,
    #[msg("The volatility moves by more than half within an hour: move it less, or post nothing for an hour")]
    SurfaceJump,
    #[msg("The surface has no slice for this expiry: post one")]
    NoSlice,
    #[msg("The expiry's slice is more than a day old: post a newer one; until then nothing is sold, and shares are paid at once between rounds")]
    StaleSurface,

    // Authorities: 6800.
    #[msg("This key may not do that: sign with the one that the house names")]
    NotForThisKey = 800,
    #[msg("The target is not an account of this house that such a change is for")]
    ForeignTarget,
    #[msg("The change is outside its bounds")]
    ChangeOutOfBounds,
    #[msg("The change loosens something: propose it and wait out the timelock")]
    Loosens,
    #[msg("The settings have changed since the proposal was made: propose anew")]
    SettingsChanged,
    #[msg("The timelock is still running: wait until the proposal is ready")]
    TimelockRunning,
    #[msg("The proposal has expired: propose anew")]
    ProposalExpired,

    // Sealed bids: 6900.
    #[msg("The auction is not a Dutch one: commit a sealed bid, and reveal, clear and claim it")]
    NotADutchAuction = 900,
    #[msg("The auction is not one of sealed bids: bid in it directly")]
    NotASealedAuction,
    #[msg("The time for commitments is over: wait for the next round")]
    CommitmentsOver,
    #[msg("Bids are still being committed: reveal after that")]
    CommitmentsOpen,
    #[msg("The time for reveals is over: the deposit is forfeited unless the auction is voided")]
    RevealsOver,
    #[msg("The bid has been revealed already")]
    AlreadyRevealed,
    #[msg("Quantity, price and salt are not what was committed in this auction by this bidder: send what was hashed")]
    WrongOpening,
    #[msg("The bid's price is not between one billionth and all of what backs an option")]
    PriceNotBiddable,
    #[msg("The deposit does not cover the bid: it cannot be revealed")]
    DepositBelowBid,
    #[msg("Bids are still being revealed: clear the auction after that")]
    RevealsOpen,
    #[msg("The auction was not cleared in time: void it")]
    ClearingOver,
    #[msg("The auction can still be cleared: do that with a fresh price")]
    ClearingPossible,
    #[msg("The sale is not over: claim after the auction has been cleared or voided")]
    SaleNotOver,
    #[msg("The options would go to an account that is not the bidder's: name one of the bidder's")]
    NotTheBidders,

    // Margin accounts: 7000.
    #[msg(
        "The mint cannot be collateral: of neither token program, or with an extension that can touch what others hold"
    )]
    MintRefused = 1000,
    #[msg("The bank is full: deposit less, or wait until others withdraw")]
    BankIsFull,
    #[msg("The account has as many kinds of collateral as it can, what its options may pay among them: withdraw one")]
    TooManyCollaterals,
    #[msg("The account has as many positions as it can: close or settle one")]
    TooManyPositions,
    #[msg("The account has options on as many markets as it can: close or settle those of one")]
    TooManyMarkets,
    #[msg("The account has less than that")]
    NotHeld,
    #[msg("The market's quote is not the account's: open an account for that quote")]
    OtherQuote,
    #[msg("The account would not hold what its options can cost at the worst price: deposit more, or take out less")]
    NotCovered,
    #[msg("The loss has no bound: cover calls with the coin, or with calls of the same expiry and settlement")]
    UnboundedLoss,
    #[msg("The options have expired: settle the account, or redeem them")]
    OptionsExpired,
    #[msg("The account is not empty: settle its options and withdraw its collateral")]
    AccountNotEmpty,
    #[msg("The account has no options of this expiry that are paid in this token")]
    NothingToSettle,
    #[msg("The account has too little of the token that it owes: its owner must deposit more of it")]
    ShortOfToken,
    #[msg("The market knows no price yet: observe one first")]
    PriceNeverObserved,
    #[msg("The account has a layout that this program does not know")]
    UnknownVersion,
    #[msg("The last observation is too young: wait a minute")]
    ObservedTooSoon,
    #[msg("The token has more than 12 decimals: it is not supported")]
    TooManyDecimals,
    #[msg("An account is missing at the instruction's end: name what each market and each collateral of the account needs, in their order")]
    AccountsMissing,
    #[msg("An account at the instruction's end is not of the type that belongs there")]
    WrongAccountType,
    #[msg(
        "An account at the instruction's end is not the one that belongs there: name them in the account's own order"
    )]
    WrongAccountOrder,
    #[msg("The account would have less than its initial margin: deposit more or buy back; collateral without a fresh price, a full history or a rate counts nothing")]
    BelowInitialMargin,
    #[msg("The account has no fresh threshold for this: bring one for after the change, or change the mode")]
    ReduceOnly,
    #[msg("The market takes no risk that is not covered in kind: cover the account in kind, or write elsewhere")]
    MarketClosedForRisk,
    #[msg("Options of the account have expired: settle them first")]
    SettleFirst,
    #[msg("There is no such margin mode")]
    UnknownMode,
    #[msg("The account says no exchange rate of this token: name the bank's rate source")]
    NotARateAccount,
    #[msg("A token that stands for another one needs that one's bank and the account that says its rate; other tokens need neither")]
    WrongBase,
    #[msg("An account in portfolio mode needs its house's signer set: name it")]
    SignersMissing,
    #[msg("The expiry's pool has less than that: settle the accounts that owe first, or take less")]
    MarginPoolShort,
    #[msg("More than may leave the bank today: withdraw less, or the rest tomorrow")]
    BankOutflow,
    #[msg("The market's quote has no bank that says it is a dollar: open one of that class, or another market")]
    QuoteIsNoDollar,
    #[msg("The vault's round is being settled: its shares have a price again when it is closed")]
    RoundNotClosed,
    #[msg("The vault sells on margin: start its rounds with roll_on_margin; its shares are no collateral")]
    VaultOnMargin,
    #[msg("The vault sells only what it covers: start its rounds with roll")]
    VaultNotOnMargin,
    #[msg("The account has nothing of this market yet: write there first, or bring options in while it is at its maximum loss")]
    MarketIsNew,

    // Signed thresholds: 7100.
    #[msg("Initial margin, maintenance margin and liquidation threshold may not rise in this order")]
    ThresholdLevels = 1100,
    #[msg("A sensitivity is beyond what the program takes")]
    ThresholdSensitivities,
    #[msg("The threshold is for an earlier or later portfolio of the account: have the present one signed")]
    ThresholdSequence,
    #[msg("The threshold is for other positions or collateral: have the present ones signed")]
    ThresholdPortfolio,
    #[msg("The signers have too many strikes: they can only raise a threshold that there is")]
    OnlyTightening,
    #[msg(
        "The signers' last threshold was void: until it would have loosened, only one for the same portfolio is taken"
    )]
    ThresholdVoid,
    #[msg("No threshold is in force for this portfolio: there is nothing to challenge")]
    NothingToChallenge,
    #[msg("The proof does not have one sibling for each level of the tree, or the tree is too deep")]
    ProofLength,
    #[msg("The tree has no leaf with this index")]
    LeafIndex,
    #[msg("The proof does not lead to the signed root")]
    NotInTree,
    #[msg("The price is older than the signature: bring one of now")]
    PriceBeforeSignature,

    // Liquidation and insurance: 7200.
    #[msg("The account is being auctioned: deposit more, have it judged, and try again when the auction is over")]
    InAuction = 1200,
    #[msg("The account holds what it must: there is nothing to auction")]
    AccountHealthy,
    #[msg("No auction of this kind runs for the account: have it judged first")]
    NoAuctionRuns,
    #[msg("The auction has changed since: look at it again and bid for what it is now")]
    WrongStep,
    #[msg("It would cost more, or pay less, than the bidder's limit: bid again with another one")]
    BeyondLimit,
    #[msg("Less is for sale than the bidder wants at least: bid for less")]
    PartTooSmall,
    #[msg("The bidder's account is the one that is auctioned, or of the same owner: bid with another one")]
    OwnAccount,
    #[msg("The accounts have different quotes or houses: bid with one like it")]
    OtherHouse,
    #[msg("The account does not owe so many of these options")]
    NotOwed,
    #[msg("Fewer of these options bring the account back within its limit: take at most those")]
    HedgeTooLarge,
    #[msg("These options cost the account more than taking them over helps it: take others")]
    HedgeOfNoHelp,
    #[msg("The insurance fund may have to pay more than it has: nothing leaves accounts that bear losses, and no stake comes in, until the auctions are over")]
    InsuranceExhausted,
    #[msg("What the vault came with has a bank of its own: name it")]
    VaultBankMissing,
    #[msg("The account's threshold is not old enough, or it is in another mode: its signers may still sign for it")]
    NotForsaken,
    #[msg("The stake has fewer shares than that")]
    NotStaked,
    #[msg("The shares are not free yet: ask for them to leave, and wait")]
    UnstakeTooEarly,
    #[msg("The time in which the shares could leave is over: ask again")]
    UnstakeTooLate,
    #[msg("Losses have used up the fund of these shares, and they are worth nothing: stake anew, or close the stake")]
    FundUsedUp,
    #[msg("The stake has shares: have them leave before it is closed")]
    StakeNotEmpty,
}
