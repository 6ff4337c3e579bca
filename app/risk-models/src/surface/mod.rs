//! The implied-volatility surface: a smile for each expiry, fitted to quotes, without arbitrage.
//!
//! Total variance is `w(k) = a + b (rho (k - m) + sqrt((k - m)^2 + sigma^2))` at the log-strike `k = ln(K/F)`, and the volatility
//! `sqrt(w / years)`; years have 365 days (J. Gatheral, "A parsimonious arbitrage-free implied volatility parameterization", Global
//! Derivatives 2004). `docs/SURFACE.md` says it in prose.
//!
//! Order of computation, one file each:
//! 1. `quotes`: two-sided quotes, and their weights
//! 2. `smile`: the function, and the density that it implies
//! 3. `inner`: level and slopes for a given bend, exactly; `search`: bend and roundness
//! 4. `grid`: where a smile is looked at; `arbitrage`: what is seen
//! 5. `constrained`: the best smile without arbitrage, if the best of all has some; `raise`: what it may need in the end
//! 6. `fit`: one expiry, all expiries; `quality`: how well the quotes are met
//! 7. `on_chain`: the slice that signers post
//!
//! Sums are in the order of the quotes and all functions are of the `libm` crate, or roots: the same quotes give the same bits on
//! every machine.

mod arbitrage;
mod constrained;
mod error;
mod fit;
mod grid;
mod inner;
mod normal_equations;
mod on_chain;
mod quality;
mod quotes;
mod raise;
mod search;
mod smile;

pub use arbitrage::{Arbitrage, LEAST_DENSITY_FACTOR};
pub use error::SurfaceError;
pub use fit::{fit, fit_chain, FittedSmile, Neighbours, SurfaceExpiry};
pub use grid::Grid;
pub use on_chain::slice;
pub use quality::{Quality, Within};
pub use quotes::{SmileQuotes, VolQuote, FEWEST_STRIKES};
pub use smile::{RawSvi, Smile};
