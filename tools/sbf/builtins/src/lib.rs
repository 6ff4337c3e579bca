//! Functions that the `sbf` tool links into every program, for what the BPF backend cannot do by itself.
//!
//! The arithmetic is plain Rust and is tested natively against the compiler's own. [`exports`] gives it the C names and the
//! calling convention that the tool expects; it exists on the chain only, as do the memory functions.
//!
//! Rules for code here: nothing may panic (the panic machinery belongs to the program, not to this crate), and nothing may use
//! the operation that it implements.

#![no_std]

pub mod divide;
pub mod multiply;

#[cfg(target_os = "solana")]
mod exports;
#[cfg(target_os = "solana")]
mod memory;
