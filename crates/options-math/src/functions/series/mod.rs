//! Functions on bare words with a named binary point. "Q57" after a value means that its integer is value * 2^57.
//!
//! Everything here is built from high products of words and unsigned polynomials with positive coefficients. Rounding
//! down keeps such a polynomial non-decreasing, which is what makes `norm_cdf` exactly monotone.

pub(crate) mod exponential;
pub(crate) mod logarithm;
pub(crate) mod scaled_tail;
mod scaled_tail_table;
pub(crate) mod words;

#[cfg(test)]
mod tests;
