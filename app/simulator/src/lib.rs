//! The program that was just built, in a local SVM with its real token programs, and the people around it.
//!
//! [`World`] is the chain: clock, accounts, transactions. [`Scene`] is a market and a vault on it, with one method for
//! everything that depositors, makers and keepers do. [`audit`] re-checks the books from the chain's own accounts.
//! [`demo`] lives through weeks of prices, [`replay`] through days in which prices fell. Tests use the same parts.

pub mod audit;
pub mod demo;
mod lookup;
mod mints;
mod program_file;
mod pyth;
mod pyth_push;
pub mod replay;
mod scene;
mod world;

pub use lookup::{Needed, PACKET_BYTES};
pub use program_file::{program_file, ProgramVersion};
pub use pyth::PriceUpdate;
pub use pyth_push::PushPrice;
pub use scene::{
    bank_args, share_bank_args, Contract, Scene, SceneParams, SecretBid, SurfacePost, ThresholdPost, SCENE_RISK,
};
pub use world::{ComputeLog, Refusal, World};
