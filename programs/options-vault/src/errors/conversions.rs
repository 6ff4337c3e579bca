//! The refusals of the pure crates, as the program's own.

use super::VaultError;
use options_math::MathError;
use vault_types::{
    change::ChangeError,
    liquidation::{HandOverError, HedgeError, StakeError},
    margin::{BookError, CollateralError, MarginError, SettleError},
    price::PriceError,
    signed::SignedError,
    strike::StrikeError,
    surface::SurfaceError,
    threshold::ThresholdError,
    token_extensions::MintError,
    LedgerError,
};

impl From<ChangeError> for VaultError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::OutOfBounds => Self::ChangeOutOfBounds,
            ChangeError::Loosens => Self::Loosens,
            ChangeError::OtherTarget => Self::ForeignTarget,
        }
    }
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
            PriceError::Jump => Self::PriceJump,
        }
    }
}

impl From<SignedError> for VaultError {
    fn from(error: SignedError) -> Self {
        match error {
            SignedError::InvalidSigners => Self::InvalidSigners,
            SignedError::Layout => Self::SignatureLayout,
            SignedError::UnknownSigner => Self::UnknownSigner,
            SignedError::WrongSigner => Self::WrongSigner,
            SignedError::TooFewSigners => Self::TooFewSigners,
            SignedError::Length => Self::MessageLength,
            SignedError::Domain => Self::WrongDomain,
            SignedError::Program => Self::WrongProgram,
            SignedError::Cluster => Self::WrongCluster,
            SignedError::Config => Self::WrongConfig,
            SignedError::Target => Self::WrongTarget,
            SignedError::Generation => Self::WrongGeneration,
            SignedError::Sequence => Self::StaleSequence,
            SignedError::FromTheFuture => Self::MessageFromTheFuture,
            SignedError::Expired => Self::MessageExpired,
            SignedError::TooOld => Self::MessageTooOld,
        }
    }
}

impl From<SurfaceError> for VaultError {
    fn from(error: SurfaceError) -> Self {
        match error {
            SurfaceError::Expiry => Self::SurfaceExpiry,
            SurfaceError::Slice => Self::SurfaceSlice,
            SurfaceError::Volatility => Self::SurfaceVolatility,
            SurfaceError::Wings => Self::SurfaceWings,
            SurfaceError::Butterfly => Self::SurfaceButterfly,
            SurfaceError::Calendar => Self::SurfaceCalendar,
            SurfaceError::Jump => Self::SurfaceJump,
            SurfaceError::NoSlice => Self::NoSlice,
            SurfaceError::Stale => Self::StaleSurface,
            SurfaceError::Math(error) => error.into(),
            SurfaceError::Ledger(error) => error.into(),
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

impl From<MintError> for VaultError {
    fn from(_: MintError) -> Self {
        Self::MintRefused
    }
}

impl From<BookError> for VaultError {
    fn from(error: BookError) -> Self {
        match error {
            BookError::Nothing => Self::ZeroAmount,
            BookError::TooManyCollaterals => Self::TooManyCollaterals,
            BookError::TooManyPositions => Self::TooManyPositions,
            BookError::TooManyMarkets => Self::TooManyMarkets,
            BookError::NotHeld => Self::NotHeld,
            BookError::TooLarge => Self::Overflow,
            BookError::OtherQuote => Self::OtherQuote,
        }
    }
}

impl From<CollateralError> for VaultError {
    fn from(error: CollateralError) -> Self {
        match error {
            CollateralError::TooSoon => Self::ObservedTooSoon,
            CollateralError::AboveCap => Self::BankIsFull,
            CollateralError::AboveOutflow => Self::BankOutflow,
            CollateralError::NotDeposited => Self::BrokenInvariant,
            CollateralError::Decimals => Self::TooManyDecimals,
            CollateralError::Price(error) => error.into(),
        }
    }
}

impl From<MarginError> for VaultError {
    fn from(error: MarginError) -> Self {
        match error {
            MarginError::TooManyPositions => Self::TooManyPositions,
            MarginError::Quantity => Self::Overflow,
            MarginError::UnboundedLoss => Self::UnboundedLoss,
            MarginError::Decimals => Self::TooManyDecimals,
            MarginError::Parameters => Self::InvalidParameters,
            MarginError::Math(error) => error.into(),
            MarginError::Surface(error) => error.into(),
            MarginError::Ledger(error) => error.into(),
        }
    }
}

impl From<SettleError> for VaultError {
    fn from(error: SettleError) -> Self {
        match error {
            SettleError::NothingToSettle => Self::NothingToSettle,
            SettleError::Short => Self::ShortOfToken,
            SettleError::Margin(error) => error.into(),
            SettleError::Book(error) => error.into(),
        }
    }
}

impl From<HandOverError> for VaultError {
    fn from(error: HandOverError) -> Self {
        match error {
            HandOverError::Book(error) => error.into(),
            HandOverError::OtherHouse => Self::OtherHouse,
            HandOverError::Ledger(error) => error.into(),
        }
    }
}

impl From<HedgeError> for VaultError {
    fn from(error: HedgeError) -> Self {
        match error {
            HedgeError::NotOwed => Self::NotOwed,
            HedgeError::TooMuch => Self::HedgeTooLarge,
            HedgeError::NoHelp => Self::HedgeOfNoHelp,
            HedgeError::Margin(error) => error.into(),
        }
    }
}

impl From<StakeError> for VaultError {
    fn from(error: StakeError) -> Self {
        match error {
            StakeError::NotStaked => Self::NotStaked,
            StakeError::TooEarly => Self::UnstakeTooEarly,
            StakeError::TooLate => Self::UnstakeTooLate,
            StakeError::FundUsedUp => Self::FundUsedUp,
            StakeError::Ledger(error) => error.into(),
        }
    }
}

impl From<ThresholdError> for VaultError {
    fn from(error: ThresholdError) -> Self {
        match error {
            ThresholdError::Signed(error) => error.into(),
            ThresholdError::Levels => Self::ThresholdLevels,
            ThresholdError::Sensitivities => Self::ThresholdSensitivities,
            ThresholdError::PositionSequence => Self::ThresholdSequence,
            ThresholdError::PositionHash => Self::ThresholdPortfolio,
            ThresholdError::OnlyTightening => Self::OnlyTightening,
            ThresholdError::Void => Self::ThresholdVoid,
            ThresholdError::NothingToChallenge => Self::NothingToChallenge,
            // No account has more or twice: its invariant says so.
            ThresholdError::TooManyEntries | ThresholdError::DuplicateEntry => Self::BrokenInvariant,
            ThresholdError::Depth | ThresholdError::ProofLength => Self::ProofLength,
            ThresholdError::LeafIndex => Self::LeafIndex,
            ThresholdError::NotInTree => Self::NotInTree,
        }
    }
}
