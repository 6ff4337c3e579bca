//! Addresses and instructions of the program, for everything that talks to it.

pub mod address;
pub mod instruction;

pub use anchor_lang::{
    prelude::Pubkey,
    solana_program::instruction::{AccountMeta, Instruction},
};
pub use options_vault::{
    accounts,
    instructions::{
        AccountBid, ApplyLeafArgs, CreateBankArgs, CreateConfigArgs, CreateMarketArgs, CreateVaultArgs, HedgeOffer,
    },
    ID as PROGRAM_ID,
};

/// The newer token program.
pub const TOKEN_2022_PROGRAM: Pubkey = Pubkey::from_str_const("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");
/// The classic token program.
pub const TOKEN_PROGRAM: Pubkey = spl_token_interface::ID;
