//! A vault's creation and the cranks of its week.

use super::{build, House, SeriesRef, VaultRef, TOKEN};
use crate::{address, CreateVaultArgs};
use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction, system_program};
use options_vault::{accounts, instruction as data, ID};

/// Opens a vault on a market. The house's `admin` signs and pays the rent.
pub fn create_vault(house: House, market: Pubkey, asset_mint: Pubkey, args: CreateVaultArgs) -> Instruction {
    let vault = address::vault(&market, args.id);
    let accounts = accounts::CreateVault {
        admin: house.admin,
        config: house.config,
        market,
        vault,
        asset_mint,
        share_mint: address::share_mint(&vault),
        custody: address::custody(&vault),
        share_escrow: address::share_escrow(&vault),
        token_program: TOKEN,
        system_program: system_program::ID,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::CreateVault { args })
}

/// Starts the vault's next round in `series`.
pub fn roll(keeper: Pubkey, vault: VaultRef, series: Pubkey, price_update: Pubkey) -> Instruction {
    let accounts = accounts::Roll {
        start: round_start(keeper, vault, price_update),
        series,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::Roll {})
}

/// What every instruction that starts a round names.
pub(super) fn round_start(keeper: Pubkey, vault: VaultRef, price_update: Pubkey) -> accounts::RoundStart {
    let round = vault.state.next_round();
    let auction = address::auction(&vault.address, round);
    accounts::RoundStart {
        keeper,
        market: vault.state.market,
        vault: vault.address,
        round: address::round(&vault.address, round),
        auction,
        book: address::book(&auction),
        share_mint: vault.state.share_mint,
        share_escrow: vault.state.share_escrow,
        surface: address::surface(&vault.state.market),
        price_update,
        token_program: TOKEN,
        system_program: system_program::ID,
    }
}

/// Pays what the round's options are worth into their pool, once the settlement price is final.
pub fn settle(vault: VaultRef, series: SeriesRef) -> Instruction {
    let accounts = accounts::Settle {
        vault: vault.address,
        round: address::round(&vault.address, vault.state.round),
        series: series.address,
        custody: vault.state.custody,
        pool: series.state.pool,
        token_program: TOKEN,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::Settle {})
}

/// Ends the round: fees, price per share, withdrawals.
pub fn close_round(vault: VaultRef) -> Instruction {
    let accounts = accounts::CloseRound {
        vault: vault.address,
        round: address::round(&vault.address, vault.state.round),
        share_mint: vault.state.share_mint,
        share_escrow: vault.state.share_escrow,
        token_program: TOKEN,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::CloseRound {})
}

/// Sends the fees to their recipient's associated token account.
pub fn collect_fees(vault: VaultRef) -> Instruction {
    let accounts = accounts::CollectFees {
        vault: vault.address,
        custody: vault.state.custody,
        recipient_assets: address::wallet(&vault.state.fee_recipient, &vault.state.asset_mint),
        token_program: TOKEN,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::CollectFees {})
}
