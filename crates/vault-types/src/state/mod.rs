//! Account layouts. Every account starts with a version and its bump and ends with reserved bytes, so that fields can
//! be added without moving the ones that exist. Bytes are plain old data, see `layout`.

mod auction;
mod market;
mod params;
mod round;
mod sealed;
mod series;
mod tickets;
mod vault;

pub use auction::PremiumAuction;
pub use market::Market;
pub use params::{AuctionMechanism, AuctionParams, ExpiryCalendar, FeeParams, OracleLimits, StrikePolicy, VaultParams};
pub use round::{Round, RoundStatus};
pub use sealed::{BidBook, BidStatus, RankedBid, SaleOutcome, SealedBid, SealedSale, BOOK_BIDS};
pub use series::{OptionKind, Series, Settlement, SettlementStatus};
pub use tickets::{DepositTicket, WithdrawalTicket};
pub use vault::{Vault, VaultState};

/// The layout version written into every account.
pub const VERSION: u8 = 1;
