//! Elementary functions and the normal distribution to the last bit of a [`crate::Fix`].
//!
//! Pricing does not use them (its kernel trades digits for compute); `exponential` serves the strikes, the rest callers
//! and tests.

mod elementary;
mod normal;
mod series;

pub use elementary::{exp, ln, sqrt};
pub use normal::{norm_cdf, norm_inv, norm_pdf};
pub(crate) use series::exponential::exponential;
