//! Account layouts. Every account starts with a version and its bump and ends with reserved bytes, so that fields can
//! be added without moving the ones that exist. Bytes are plain old data, see `layout`.

mod auction;
mod collateral_bank;
mod config;
mod expiry;
mod halts;
mod insurance_stake;
mod margin_account;
mod margin_series;
mod market;
mod market_risk;
mod params;
mod proposal;
mod round;
mod sealed;
mod series;
mod signer_set;
mod surface;
mod threshold_batch;
mod tickets;
mod vault;
mod vault_params;

pub use auction::PremiumAuction;
pub use collateral_bank::{CollateralBank, CollateralClass, CollateralParams, IssuerPower};
pub use config::Config;
pub use expiry::Expiry;
pub use halts::Halts;
pub use insurance_stake::InsuranceStake;
pub use margin_account::{AccountHolder, AccountMarket, HeldCollateral, HeldOptions, MarginAccount, SettlementAsset};
pub use margin_series::MarginSeries;
pub use market::{Market, PriceSource};
pub use market_risk::MarketRisk;
pub use params::{AuctionMechanism, AuctionParams, ExpiryCalendar, FeeParams, OracleLimits, StrikePolicy};
pub use proposal::Proposal;
pub use round::{Round, RoundStatus};
pub use sealed::{BidBook, BidStatus, RankedBid, SaleOutcome, SealedBid, SealedSale, BOOK_BIDS};
pub use series::{OptionKind, Series, Settlement, SettlementStatus};
pub use signer_set::SignerSet;
pub use surface::{SurfaceSlice, VolSurface};
pub use threshold_batch::ThresholdBatch;
pub use tickets::{DepositTicket, WithdrawalTicket};
pub use vault::{Vault, VaultState};
pub use vault_params::VaultParams;

/// The layout version written into every account.
pub const VERSION: u8 = 1;
