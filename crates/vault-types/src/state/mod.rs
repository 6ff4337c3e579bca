//! Account layouts. Every account starts with a version and its bump and ends with reserved bytes, so that fields can
//! be added without moving the ones that exist. Bytes are plain old data, see `layout`.

mod auction;
mod collateral_bank;
mod config;
mod halts;
mod margin_account;
mod market;
mod params;
mod proposal;
mod round;
mod sealed;
mod series;
mod signer_set;
mod surface;
mod tickets;
mod vault;
mod vault_params;

pub use auction::PremiumAuction;
pub use collateral_bank::{CollateralBank, CollateralClass, CollateralParams, IssuerPower};
pub use config::Config;
pub use halts::Halts;
pub use margin_account::{HeldCollateral, HeldOptions, MarginAccount, SettlementAsset};
pub use market::{Market, PriceSource};
pub use params::{AuctionMechanism, AuctionParams, ExpiryCalendar, FeeParams, OracleLimits, StrikePolicy};
pub use proposal::Proposal;
pub use round::{Round, RoundStatus};
pub use sealed::{BidBook, BidStatus, RankedBid, SaleOutcome, SealedBid, SealedSale, BOOK_BIDS};
pub use series::{OptionKind, Series, Settlement, SettlementStatus};
pub use signer_set::SignerSet;
pub use surface::{SurfaceSlice, VolSurface};
pub use tickets::{DepositTicket, WithdrawalTicket};
pub use vault::{Vault, VaultState};
pub use vault_params::VaultParams;

/// The layout version written into every account.
pub const VERSION: u8 = 1;
