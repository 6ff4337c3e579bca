//! A learned model: ridge regression of the logarithm of variance on many features of the past.
//!
//! `forecast = days * s * e^(w . x)`: x are the features, w the weights of least squares with a penalty ([`RIDGE`]) on
//! `ln(mean variance of the days ahead)`, and s the mean of `variance / e^(w . x)` over the past, as for HAR. One set for each horizon.
//!
//! [`Learned`] learns again every day from all days so far; [`Weights`] are learned once, from one or several coins, and kept in a file.

mod features;
mod forecaster;
mod training;
mod weights;

pub use features::{features, FEATURES, LEAST_DAYS, NAMES};
pub use forecaster::Learned;
pub use training::Training;
pub use weights::{FixedWeights, HorizonWeights, Weights};

/// Penalty on the squares of standardised weights, per row.
pub const RIDGE: f64 = 0.1;
