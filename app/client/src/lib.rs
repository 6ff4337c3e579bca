//! Everything that talks to the program builds its addresses and instructions here: keeper, command line, simulator, tests.

pub mod address;
pub mod instruction;

pub use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
pub use options_vault::{
    accounts,
    instructions::{CreateMarketArgs, CreateVaultArgs},
    ID as PROGRAM_ID,
};
