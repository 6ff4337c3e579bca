//! What a portfolio gains or loses under many scenarios: every position is priced anew in each, by Black-76; nothing is extrapolated from Greeks.
//!
//! A [`Book`] is a portfolio prepared once; a scenario is one [`Move`] for each of its markets; [`profits`] gives a number for each scenario.
//! Units are those of [`portfolio`](crate::portfolio): USD, days, fractions.
//!
//! With S the spot, F the forward of an expiry, t its years, r the market's rate, `c = ln(F/S) / t` its carry, and a move with the ratio q and
//! p years passed (at most t):
//!
//! - `F' = F q e^(-c p)`, `t' = t - p`, `D' = e^(-r t')`
//! - volatility of a strike: `v' = max(least, v (1 + w relative) + w absolute)`; w is the weight of the expiry, usually 1. The volatility
//!   stays with its strike when spot moves
//! - coins and perpetuals gain `S (q - 1)` each, futures `F' - F`, options `D' price(F', K, t', v') - D price(F, K, t, v)`
//!
//! Options that expire on the way are paid what they are worth at the scenario's spot. Cash earns nothing.
//!
//! The sum of a scenario is in the order of the book and knows nothing of other scenarios: they can be split among threads ([`profits_by`]), or come in
//! another order, without changing a bit. A move that moves nothing gives exactly zero.
//!
//! In this order, one file each:
//! 1. `book`: a portfolio with today's prices
//! 2. `moves`: what happens to a market
//! 3. `lanes`: scenarios side by side
//! 4. `gains`: of one of each thing, for accounts that hold the same ones
//! 5. `profits`: the sums

mod book;
mod error;
mod gains;
mod lanes;
mod moves;
mod profits;

pub use book::Book;
pub(crate) use book::{BookExpiry, BookMarket};
pub use error::RevaluationError;
pub(crate) use gains::{add_times, gains_of_one};
pub use moves::Move;
pub use profits::{profits, profits_by};
