//! Account layouts. Every account starts with a version and its bump and ends with reserved bytes, so that fields can
//! be added without moving the ones that exist. Bytes are plain old data, see `layout`.

mod auction;
mod config;
mod market;
mod params;
mod round;
mod series;
mod signer_set;
mod surface;
mod tickets;
mod vault;

pub use auction::PremiumAuction;
pub use config::Config;
pub use market::Market;
pub use params::{AuctionParams, ExpiryCalendar, FeeParams, OracleLimits, StrikePolicy, VaultParams};
pub use round::{Round, RoundStatus};
pub use series::{OptionKind, Series, Settlement, SettlementStatus};
pub use signer_set::SignerSet;
pub use surface::{SurfaceSlice, VolSurface};
pub use tickets::{DepositTicket, WithdrawalTicket};
pub use vault::{Vault, VaultState};

/// The layout version written into every account.
pub const VERSION: u8 = 1;
