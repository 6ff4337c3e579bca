//! Deposits and withdrawals.

use super::{build, VaultRef, TOKEN};
use crate::address;
use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction, system_program};
use options_vault::{accounts, instruction as data, ID};

/// Queues assets for the next round. `owner` signs and pays the ticket's rent; `proof` leads to the root of the vault's allow-list,
/// if it has one.
pub fn deposit(owner: Pubkey, vault: VaultRef, amount_atoms: u64, proof: Vec<[u8; 32]>) -> Instruction {
    let accounts = accounts::Deposit {
        owner,
        vault: vault.address,
        ticket: address::deposit_ticket(&vault.address, &owner),
        owner_assets: address::wallet(&owner, &vault.state.asset_mint),
        custody: vault.state.custody,
        token_program: TOKEN,
        system_program: system_program::ID,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::Deposit { amount_atoms, proof })
}

/// Deposits between rounds and receives the shares at once. `owner` signs.
pub fn deposit_now(owner: Pubkey, vault: VaultRef, amount_atoms: u64, proof: Vec<[u8; 32]>) -> Instruction {
    let accounts = accounts::DepositNow {
        owner,
        vault: vault.address,
        owner_assets: address::wallet(&owner, &vault.state.asset_mint),
        custody: vault.state.custody,
        share_mint: vault.state.share_mint,
        owner_shares: address::wallet(&owner, &vault.state.share_mint),
        token_program: TOKEN,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::DepositNow { amount_atoms, proof })
}

/// Takes a queued deposit back, with the ticket's rent.
pub fn cancel_deposit(owner: Pubkey, vault: VaultRef) -> Instruction {
    let accounts = accounts::CancelDeposit {
        owner,
        vault: vault.address,
        ticket: address::deposit_ticket(&vault.address, &owner),
        owner_assets: address::wallet(&owner, &vault.state.asset_mint),
        custody: vault.state.custody,
        token_program: TOKEN,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::CancelDeposit {})
}

/// Collects the shares of a deposit that has joined, into the owner's associated account. `claimer` signs: the owner or anyone.
///
/// `round` is the one that the deposit joined: the ticket says which.
pub fn claim_shares(claimer: Pubkey, owner: Pubkey, vault: VaultRef, round: u64) -> Instruction {
    let accounts = accounts::ClaimShares {
        claimer,
        owner,
        vault: vault.address,
        ticket: address::deposit_ticket(&vault.address, &owner),
        round: address::round(&vault.address, round),
        share_escrow: vault.state.share_escrow,
        owner_shares: address::wallet(&owner, &vault.state.share_mint),
        token_program: TOKEN,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::ClaimShares {})
}

/// Queues shares to be paid at the end of the running round, or at once between rounds.
pub fn request_withdrawal(owner: Pubkey, vault: VaultRef, shares: u64) -> Instruction {
    let accounts = accounts::RequestWithdrawal {
        owner,
        vault: vault.address,
        ticket: address::withdrawal_ticket(&vault.address, &owner),
        share_mint: vault.state.share_mint,
        owner_shares: address::wallet(&owner, &vault.state.share_mint),
        share_escrow: vault.state.share_escrow,
        token_program: TOKEN,
        system_program: system_program::ID,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::RequestWithdrawal { shares })
}

/// Takes queued shares back before their round ends.
pub fn cancel_withdrawal(owner: Pubkey, vault: VaultRef) -> Instruction {
    let accounts = accounts::CancelWithdrawal {
        owner,
        vault: vault.address,
        ticket: address::withdrawal_ticket(&vault.address, &owner),
        share_escrow: vault.state.share_escrow,
        owner_shares: address::wallet(&owner, &vault.state.share_mint),
        token_program: TOKEN,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::CancelWithdrawal {})
}

/// Collects the assets of a withdrawal whose round has ended, into the owner's associated account. `claimer` signs: the owner or
/// anyone.
///
/// `round` is the one whose end the withdrawal is paid at: the ticket says which.
pub fn claim_withdrawal(claimer: Pubkey, owner: Pubkey, vault: VaultRef, round: u64) -> Instruction {
    let accounts = accounts::ClaimWithdrawal {
        claimer,
        owner,
        vault: vault.address,
        ticket: address::withdrawal_ticket(&vault.address, &owner),
        round: address::round(&vault.address, round),
        owner_assets: address::wallet(&owner, &vault.state.asset_mint),
        custody: vault.state.custody,
        token_program: TOKEN,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::ClaimWithdrawal {})
}
