//! Houses: who may change what, and who signs.

use super::{build, House};
use crate::{address, CreateConfigArgs};
use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction, system_program};
use options_vault::{accounts, instruction as data, ID};
use vault_types::{change::Change, state::Proposal};

/// What a change is for: a vault with its market, a market, the signers, or the house.
#[derive(Clone, Copy)]
pub struct TargetRef {
    pub address: Pubkey,
    /// The vault's market, where the target is a vault.
    pub market: Option<Pubkey>,
}

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

/// Proposes a change against settings with this hash, as the house's proposal `number` (its `proposals` so far). The admin signs.
pub fn propose_change(
    house: House,
    number: u64,
    target: TargetRef,
    change: Change,
    settings_hash: [u8; 32],
) -> Instruction {
    let accounts = accounts::ProposeChange {
        admin: house.admin,
        config: house.config,
        proposal: address::proposal(&house.config, number),
        target: target.address,
        market: target.market,
        system_program: system_program::ID,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::ProposeChange { change, settings_hash })
}

/// Makes a proposed change. The admin signs, or the new admin.
pub fn execute_change(executor: Pubkey, proposal: &Proposal, market: Option<Pubkey>) -> Instruction {
    let accounts = accounts::ExecuteChange {
        executor,
        config: proposal.config,
        proposal: address::proposal(&proposal.config, proposal.number),
        target: proposal.target,
        market,
        rent_payer: proposal.rent_payer,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::ExecuteChange {})
}

/// Withdraws or vetoes a proposal. The admin or the guardian signs.
pub fn cancel_change(canceller: Pubkey, proposal: &Proposal) -> Instruction {
    let accounts = accounts::CancelChange {
        canceller,
        config: proposal.config,
        proposal: address::proposal(&proposal.config, proposal.number),
        rent_payer: proposal.rent_payer,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::CancelChange {})
}

/// Makes a change that only tightens. The admin or the guardian signs.
pub fn tighten(authority: Pubkey, config: Pubkey, target: TargetRef, change: Change) -> Instruction {
    let accounts = accounts::Tighten {
        authority,
        config,
        target: target.address,
        market: target.market,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::Tighten { change })
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
