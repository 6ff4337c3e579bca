//! Addresses and instructions of the program, for everything that talks to it.

pub mod address;
pub mod instruction;

pub use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
pub use options_vault::{
    accounts,
    instructions::{CreateConfigArgs, CreateMarketArgs, CreateVaultArgs},
    ID as PROGRAM_ID,
};
