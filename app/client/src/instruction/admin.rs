//! Houses: who may change what, and who signs.

use super::{build, House};
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

/// Names a house's first signers. The house's `admin` signs and pays the rent.
pub fn create_signer_set(house: House, quorum: u8, keys: Vec<Pubkey>) -> Instruction {
    let accounts = accounts::CreateSignerSet {
        admin: house.admin,
        config: house.config,
        signer_set: address::signer_set(&house.config),
        system_program: system_program::ID,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::CreateSignerSet { quorum, keys })
}
