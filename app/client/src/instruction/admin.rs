//! Houses: who may change what.

use super::build;
use crate::{address, CreateConfigArgs};
use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction, system_program};
use options_vault::{accounts, instruction as data, ID};

/// Opens a house. `creator` signs, pays the rent and is the first admin.
pub fn create_config(creator: Pubkey, args: CreateConfigArgs) -> Instruction {
    let accounts = accounts::CreateConfig {
        creator,
        config: address::config(&creator),
        system_program: system_program::ID,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::CreateConfig { args })
}
