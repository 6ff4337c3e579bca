//! Functions on bare words with a named binary point. "Q57" after a value means that its integer is value * 2^57.
//!
//! Everything here is built from [`words::mul_high`] and unsigned polynomials with positive coefficients. Rounding
//! down keeps such a polynomial non-decreasing, which is what makes delta monotone in the strike (see `call`).

pub(crate) mod exponential;
pub(crate) mod logarithm;
pub(crate) mod scaled_tail;
mod scaled_tail_table;
pub(crate) mod words;

#[cfg(test)]
mod tests;
