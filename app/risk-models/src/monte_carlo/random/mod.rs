//! Random numbers that are a function of seed, path and place: no state, so any thread can make any of them.
//!
//! In reading order:
//! 1. [`philox`]: bits from a counter
//! 2. [`sobol`], [`scramble`]: points that fill the cube evenly, and their randomisation
//! 3. [`Uniforms`]: the numbers of a path, by either
//! 4. [`normal_quantile`], [`JumpCounts`]: from uniform to normal and Poisson

mod jump_counts;
mod normal_quantile;
mod philox;
mod scramble;
mod sobol;
mod sobol_table;
mod uniforms;

pub use jump_counts::JumpCounts;
pub use normal_quantile::normal_quantile;
pub use philox::philox;
pub use scramble::scramble;
pub use sobol::{Sobol, MOST_DIMENSIONS};
pub use uniforms::{Generator, Uniforms};
