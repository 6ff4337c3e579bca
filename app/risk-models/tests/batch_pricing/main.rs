//! Batches of prices: against numbers computed with more digits, against the scalar Black-76, bit by bit in every lane, at the edges.

mod chain;
mod edges;
mod functions;
mod functions_table;
mod lanes;
mod reference;
mod scalar;

/// The accuracy asked for, in units of spot.
const BAR: f64 = 1e-12;
