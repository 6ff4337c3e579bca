//! The pricing kernel: Black-Scholes in 64-bit words, made for sBPF.
//!
//! On sBPF a 64-bit division is one instruction, but the high half of a product takes many and a 128-bit division is a long
//! function. So nothing on the hot path is 128 bits wide: operands are sized so that every product fits 64 bits, and precision comes
//! from long division in two or three steps.
//!
//! "Q40" after a value means that its integer is value * 2^40. The bound behind a line of arithmetic is that of its result;
//! builds with debug assertions check each of them (see [`words`]).

pub(crate) mod bell;
pub(crate) mod discount;
pub(crate) mod evaluate;
pub(crate) mod log_ratio;
pub(crate) mod position;
pub(crate) mod quantile;
pub(crate) mod square_root;
mod tables;
pub(crate) mod time_root;
pub(crate) mod words;

#[cfg(test)]
mod tests;
