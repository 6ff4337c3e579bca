//! The program that was just built, on the validator's own bank: real slots, epochs and signatures, every feature on.

mod bank;
mod caller;
mod margin;
mod mints;
mod refusals;
mod scene;
mod signed;
mod week;
