//! What becomes of accounts that hold too little: auctions, hedges, the insurance fund, and who bears what it cannot pay.

pub mod bearing;
pub mod hand_over;
pub mod health;
pub mod hedge;
pub mod insurance;
mod losses;
pub mod marks;
mod parameters;
pub mod price_path;
mod running;
pub mod sale;

pub(crate) use crate::threshold::assert_layout;
pub use hand_over::{HandOverError, HandedOver};
pub use health::{Health, Judgement, Sale};
pub use hedge::{Hedge, HedgeError};
pub use insurance::{Left, StakeError};
pub use losses::{Covered, LossBook};
pub use marks::{FairAtoms, FairPrice, FairValue};
pub use parameters::LiquidationParameters;
pub use price_path::ElapsedE4;
pub use running::{AuctionPhase, RunningAuction};
pub use sale::{Payment, LEAST_PART_E9};
