//! A grid of prices and volatilities like that of Deribit's portfolio margin: the worst loss of a market, and contingencies on top.
//!
//! For each market, with q the price range, n the buckets, t the days to an expiry, and names of the [`MarketParameters`]:
//!
//! - near moves: spot times `1 + q i / n` for i from -n to n, each with volatilities as they are, up, and down
//! - far moves: spot times `1 + move`, volatilities up; of the profit counts `far_factor q / |move|`, brought nearer to zero by up to
//!   `far_dampener (|move| / q - 1)` USD: small accounts need nothing for moves that hardly ever happen
//! - volatilities: up `max(least_volatility_after_rise, v (1 + up m))`, down `max(0, v (1 - down m))`, with `m = (30 / max(t, least_days))^p`,
//!   p the short-term power up to 30 days and the long-term power beyond
//! - contingencies: [`contingency`](contingency())
//!
//! With L the worst loss of a market (zero or more) and C its contingencies: what must be held is the sum over the markets of the
//! [requirement](crate::requirement) of the risk `L + C` and of what the market's options are worth. A market nets its expiries, as Deribit nets those of an
//! underlying; nothing of one market pays for another.
//!
//! Sources: Deribit's page on portfolio margin (the grid, its far moves, the powers of 30 days, contingencies) and the reference of its API call
//! `private/pme/simulate` (parameters, and an example by which the far profit of a future is that of a move by q). `docs/SCENARIOS.md`
//! says where this differs from it.
//!
//! In this order, one file each:
//! 1. `parameters`: the file, and its checks
//! 2. `grid`: the moves, and how much of their profit counts
//! 3. `contingency`: options owed, futures against each other
//! 4. `margin`: the account

mod contingency;
mod grid;
mod margin;
mod parameters;

pub(crate) use contingency::charge;
pub use contingency::contingency;
pub use grid::{far_profit, volatility_weight};
pub(crate) use grid::{loss, moves};
pub use margin::{margin, GridMargin, MarketLoss};
pub use parameters::{MarketParameters, Parameters};
