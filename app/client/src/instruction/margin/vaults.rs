//! Vaults that sell more than they cover.

use super::{as_read, build, evidence, with_named, ExpiryRef, MarginSeriesRef, Shown, TOKEN};
use crate::{
    address,
    instruction::{vault::round_start, VaultRef},
};
use anchor_lang::{
    prelude::{AccountMeta, Pubkey},
    solana_program::instruction::Instruction,
    system_program,
};
use options_vault::{accounts, instruction as data, ID};

/// Opens the margin account out of which a vault sells. `payer` signs and pays the rent.
pub fn open_vault_margin_account(payer: Pubkey, vault: VaultRef, quote_mint: &Pubkey) -> Instruction {
    let config = vault.state.config;
    let accounts = accounts::OpenVaultMarginAccount {
        payer,
        market: vault.state.market,
        vault: vault.address,
        quote_bank: address::bank(&config, quote_mint),
        margin_account: address::vault_margin_account(&config, &vault.address),
        system_program: system_program::ID,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::OpenVaultMarginAccount {})
}

/// What a round of a vault on margin must name: the bank of its market's quote, its market, and unless its asset is the quote the bank of its asset with what is named behind
/// that, see [`margin_accounts`](super::margin_accounts).
pub fn vault_margin_accounts(
    vault: VaultRef,
    quote_mint: &Pubkey,
    price_account: Pubkey,
    behind_bank: &[Pubkey],
) -> Vec<AccountMeta> {
    let (market, asset_mint) = (vault.state.market, vault.state.asset_mint);
    let quote_bank = address::bank(&vault.state.config, quote_mint);
    let mut named = vec![quote_bank, market, address::market_risk(&market), address::surface(&market), price_account];
    if asset_mint != *quote_mint {
        named.push(address::bank(&vault.state.config, &asset_mint));
        named.extend(behind_bank);
    }
    as_read(named)
}

/// Starts the next round of a vault on margin in `series`.
pub fn roll_on_margin(
    keeper: Pubkey,
    vault: VaultRef,
    series: MarginSeriesRef,
    price_update: Pubkey,
    shown: Shown,
) -> Instruction {
    let accounts = accounts::RollOnMargin {
        start: round_start(keeper, vault, price_update),
        vault_custody: vault.state.custody,
        collateral: collateral(vault),
        evidence: evidence(vault.state.config, &shown),
        expiry: series.state.expiry,
        series: series.address,
        event_authority: address::event_authority(),
        program: ID,
    };
    with_named(build(accounts, data::RollOnMargin {}), shown)
}

/// Buys so many options of a vault on margin, in atoms of the underlying, for at most `max_premium_atoms`. `bidder` signs and pays.
pub fn bid_on_margin(
    bidder: Pubkey,
    vault: VaultRef,
    series: MarginSeriesRef,
    price_update: Pubkey,
    options_atoms: u64,
    max_premium_atoms: u64,
    shown: Shown,
) -> Instruction {
    let accounts = accounts::BidOnMargin {
        bidder,
        market: vault.state.market,
        vault: vault.address,
        auction: address::auction(&vault.address, vault.state.round),
        collateral: collateral(vault),
        evidence: evidence(vault.state.config, &shown),
        expiry: series.state.expiry,
        series: series.address,
        option_mint: series.state.option_mint,
        bidder_assets: address::wallet(&bidder, &vault.state.asset_mint),
        bidder_options: address::wallet(&bidder, &series.state.option_mint),
        surface: address::surface(&vault.state.market),
        price_update,
        token_program: TOKEN,
        event_authority: address::event_authority(),
        program: ID,
    };
    let signed_by = shown.signed_by;
    with_named(build(accounts, data::BidOnMargin { options_atoms, max_premium_atoms, signed_by }), shown)
}

/// Brings home what a vault's round has left, once its margin account is settled.
pub fn settle_on_margin(vault: VaultRef, series: Pubkey, expiry: ExpiryRef) -> Instruction {
    let accounts = accounts::SettleOnMargin {
        vault: vault.address,
        round: address::round(&vault.address, vault.state.round),
        expiry: expiry.address,
        series,
        vault_custody: vault.state.custody,
        collateral: collateral(vault),
        token_program: TOKEN,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::SettleOnMargin {})
}

fn collateral(vault: VaultRef) -> accounts::VaultCollateral {
    let bank = address::bank(&vault.state.config, &vault.state.asset_mint);
    accounts::VaultCollateral {
        margin_account: address::vault_margin_account(&vault.state.config, &vault.address),
        bank,
        custody: address::custody(&bank),
    }
}
