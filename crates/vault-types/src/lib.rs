//! What the program, keepers, clients and fuzzers share: account layouts, PDA seeds, and every formula
//! that moves money, as pure functions. Nothing here knows the runtime, IO or the clock.
//!
//! Units: `*_atoms` are the smallest unit of a token, `*_bps` are 1/10,000, `*_e8` prices are USD times 10^8,
//! `*_e9` ratios are times 10^9, `*_ts` are unix seconds.
//!
//! Rounding: every division goes against the one who called the instruction; each function names its direction.

pub mod allow_list;
pub mod calendar;
pub mod change;
pub mod error;
pub mod hash;
mod layout;
pub mod ledger;
pub mod liquidation;
pub mod margin;
pub mod outflow;
pub mod payoff;
pub mod premium;
pub mod price;
pub mod round_close;
pub mod sealed;
pub mod seeds;
pub mod shares;
pub mod signed;
pub mod state;
pub mod strike;
pub mod surface;
pub mod threshold;
pub mod token_extensions;

pub use error::LedgerError;
pub use solana_pubkey::Pubkey;

/// One, in bps.
pub(crate) const BPS: u64 = 10_000;

solana_pubkey::declare_id!("7jypYUosWh1awY6gSaPUH91tboG8EQnw9wKXWyMAUxDe");
