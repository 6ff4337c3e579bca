//! The program's instructions. Token accounts of users are their associated ones.

use crate::{address, CreateMarketArgs, CreateVaultArgs};
use anchor_lang::{
    prelude::Pubkey, solana_program::instruction::Instruction, system_program, InstructionData, ToAccountMetas,
};
use options_vault::{accounts, instruction as data, ID};
use vault_types::state::{Market, OptionKind, Series, Vault};

const TOKEN: Pubkey = spl_token_interface::ID;

/// A vault with its address: what most instructions need to know.
#[derive(Clone, Copy)]
pub struct VaultRef<'a> {
    pub address: Pubkey,
    pub state: &'a Vault,
}

/// A series with its address.
#[derive(Clone, Copy)]
pub struct SeriesRef<'a> {
    pub address: Pubkey,
    pub state: &'a Series,
}

fn build(accounts: impl ToAccountMetas, data: impl InstructionData) -> Instruction {
    Instruction { program_id: ID, accounts: accounts.to_account_metas(None), data: data.data() }
}

pub fn create_market(
    authority: Pubkey,
    underlying_mint: Pubkey,
    quote_mint: Pubkey,
    args: CreateMarketArgs,
) -> Instruction {
    let accounts = accounts::CreateMarket {
        authority,
        market: address::market(&authority, &underlying_mint, &quote_mint),
        underlying_mint,
        quote_mint,
        system_program: system_program::ID,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::CreateMarket { args })
}

pub fn set_volatility(authority: Pubkey, market: Pubkey, volatility_e9: u64) -> Instruction {
    let accounts =
        accounts::SetVolatility { authority, market, event_authority: address::event_authority(), program: ID };
    build(accounts, data::SetVolatility { volatility_e9 })
}

/// Lists a series that is settled in the market's underlying.
pub fn create_series(
    payer: Pubkey,
    market: Pubkey,
    market_state: &Market,
    kind: OptionKind,
    strike_e8: u64,
    expiry_ts: i64,
) -> Instruction {
    let settlement_mint = market_state.underlying_mint;
    let series = address::series(&market, kind, strike_e8, expiry_ts, &settlement_mint);
    let accounts = accounts::CreateSeries {
        payer,
        market,
        series,
        settlement_mint,
        option_mint: address::option_mint(&series),
        pool: address::pool(&series),
        token_program: TOKEN,
        system_program: system_program::ID,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::CreateSeries { kind, strike_e8, expiry_ts })
}

pub fn post_settlement_price(series: SeriesRef, price_update: Pubkey) -> Instruction {
    let accounts = accounts::PostSettlementPrice {
        market: series.state.market,
        series: series.address,
        price_update,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::PostSettlementPrice {})
}

pub fn redeem(holder: Pubkey, series: SeriesRef, quantity_atoms: u64) -> Instruction {
    let accounts = accounts::Redeem {
        holder,
        series: series.address,
        option_mint: series.state.option_mint,
        pool: series.state.pool,
        holder_options: address::wallet(&holder, &series.state.option_mint),
        holder_assets: address::wallet(&holder, &series.state.settlement_mint),
        token_program: TOKEN,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::Redeem { quantity_atoms })
}

pub fn create_vault(authority: Pubkey, market: Pubkey, asset_mint: Pubkey, args: CreateVaultArgs) -> Instruction {
    let vault = address::vault(&market, args.id);
    let accounts = accounts::CreateVault {
        authority,
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

pub fn deposit(owner: Pubkey, vault: VaultRef, amount_atoms: u64) -> Instruction {
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
    build(accounts, data::Deposit { amount_atoms })
}

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

/// `round` is the one that the deposit joined: the ticket says which.
pub fn claim_shares(owner: Pubkey, vault: VaultRef, round: u64) -> Instruction {
    let accounts = accounts::ClaimShares {
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

/// `round` is the one whose end the withdrawal is paid at: the ticket says which.
pub fn claim_withdrawal(owner: Pubkey, vault: VaultRef, round: u64) -> Instruction {
    let accounts = accounts::ClaimWithdrawal {
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

/// Starts the vault's next round in `series`.
pub fn roll(keeper: Pubkey, vault: VaultRef, series: Pubkey, price_update: Pubkey) -> Instruction {
    let round = vault.state.next_round();
    let accounts = accounts::Roll {
        keeper,
        market: vault.state.market,
        vault: vault.address,
        series,
        round: address::round(&vault.address, round),
        auction: address::auction(&vault.address, round),
        share_mint: vault.state.share_mint,
        share_escrow: vault.state.share_escrow,
        price_update,
        token_program: TOKEN,
        system_program: system_program::ID,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::Roll {})
}

pub fn bid(
    bidder: Pubkey,
    vault: VaultRef,
    series: SeriesRef,
    price_update: Pubkey,
    quantity_atoms: u64,
    max_premium_atoms: u64,
) -> Instruction {
    let accounts = accounts::Bid {
        bidder,
        market: vault.state.market,
        vault: vault.address,
        auction: address::auction(&vault.address, vault.state.round),
        series: series.address,
        option_mint: series.state.option_mint,
        bidder_assets: address::wallet(&bidder, &vault.state.asset_mint),
        custody: vault.state.custody,
        bidder_options: address::wallet(&bidder, &series.state.option_mint),
        price_update,
        token_program: TOKEN,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::Bid { quantity_atoms, max_premium_atoms })
}

/// `rent_payer` is the keeper who started the round: the auction says who.
pub fn close_auction(vault: VaultRef, rent_payer: Pubkey) -> Instruction {
    let accounts = accounts::CloseAuction {
        vault: vault.address,
        round: address::round(&vault.address, vault.state.round),
        auction: address::auction(&vault.address, vault.state.round),
        rent_payer,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::CloseAuction {})
}

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
