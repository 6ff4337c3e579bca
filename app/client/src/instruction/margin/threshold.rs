//! Signed thresholds. Nobody signs these transactions but the fee payer; where a message is brought, the ed25519 instruction of
//! [`signatures`](super::super::signatures) must come directly before.

use super::{super::build, evidence, AccountRef, Shown};
use crate::{address, ApplyLeafArgs};
use anchor_lang::{
    prelude::{AccountMeta, Pubkey},
    solana_program::instruction::Instruction,
    system_program,
};
use options_vault::{accounts, instruction as data, ID};
use solana_sdk_ids::sysvar::instructions as instructions_sysvar;
use vault_types::threshold::{batch::Leaf, tree::Node};

/// Brings a threshold for an account as it is.
pub fn apply_threshold(account: AccountRef, signed_by: u8) -> Instruction {
    let shown = Shown { signers: true, signed_by, named: vec![] };
    let accounts =
        accounts::ApplyThreshold { margin_account: account.address, evidence: evidence(account.config, &shown) };
    build(accounts, data::ApplyThreshold { signed_by })
}

/// Makes room for batches. `payer` signs and pays the rent.
pub fn create_threshold_batch(payer: Pubkey, config: Pubkey) -> Instruction {
    let accounts = accounts::CreateThresholdBatch {
        payer,
        config,
        batch: address::threshold_batch(&config),
        system_program: system_program::ID,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::CreateThresholdBatch {})
}

/// Brings the root of a tree of thresholds.
pub fn post_threshold_batch(config: Pubkey, signed_by: u8) -> Instruction {
    let accounts = accounts::PostThresholdBatch {
        config,
        signer_set: address::signer_set(&config),
        batch: address::threshold_batch(&config),
        instructions: instructions_sysvar::ID,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::PostThresholdBatch { signed_by })
}

/// Gives an account its leaf of the last batch.
pub fn apply_leaf(account: AccountRef, leaf: &Leaf, index: u32, proof: Vec<Node>) -> Instruction {
    let shown = Shown { signers: true, ..Shown::nothing() };
    let accounts = accounts::ApplyLeaf {
        margin_account: account.address,
        evidence: evidence(account.config, &shown),
        batch: address::threshold_batch(&account.config),
    };
    let args = ApplyLeafArgs { body: leaf.body.to_bytes(), index, proof: proof.concat() };
    build(accounts, data::ApplyLeaf { args })
}

/// Compares the account's threshold with the chain's own scenarios. `named` is what its markets need, in its own order.
pub fn challenge_threshold(account: AccountRef, named: Vec<AccountMeta>) -> Instruction {
    let accounts = accounts::ChallengeThreshold {
        margin_account: account.address,
        config: account.config,
        signer_set: address::signer_set(&account.config),
        event_authority: address::event_authority(),
        program: ID,
    };
    let mut challenge = build(accounts, data::ChallengeThreshold {});
    challenge.accounts.extend(named);
    challenge
}
