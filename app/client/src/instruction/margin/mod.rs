//! Margin accounts: banks, expiries and series, collateral, options, settlement.

mod liquidation;
mod risk;
mod settlement;
mod threshold;
mod vaults;

pub use {liquidation::*, risk::*, settlement::*, threshold::*, vaults::*};

use super::{build, House, TOKEN};
use crate::{address, CreateBankArgs};
use anchor_lang::{
    prelude::{AccountMeta, Pubkey},
    solana_program::instruction::Instruction,
    system_program,
};
use options_vault::{accounts, instruction as data, ID};
use solana_sdk_ids::sysvar::instructions as instructions_sysvar;
use vault_types::{
    margin::MarginMode,
    state::{CollateralBank, Expiry, MarginAccount, MarginSeries, Market, OptionKind, SettlementAsset},
};

/// A margin account with its owner, who signs for most of what it does.
#[derive(Clone, Copy)]
pub struct AccountRef {
    pub address: Pubkey,
    pub owner: Pubkey,
    /// Its house.
    pub config: Pubkey,
}

/// What a token stands on.
#[derive(Clone, Copy)]
pub struct RateSource {
    /// The bank of the token that it is a claim on.
    pub bank: Pubkey,
    /// Says how much of it: a vault, or a stake pool.
    pub account: Pubkey,
}

/// What an instruction that may add risk shows of an account's mode, markets and collateral.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// Is the signer set named? In portfolio mode it must be.
    pub signers: bool,
    /// Who signed the threshold that comes with the instruction; zero without one.
    pub signed_by: u8,
    /// What the account's markets and collaterals need, in its own order: see [`margin_accounts`].
    pub named: Vec<AccountMeta>,
}

impl Shown {
    /// Nothing: an account in maximum-loss mode, or one that is covered in kind, needs none.
    pub fn nothing() -> Self {
        Self::default()
    }
}

/// What an account that is not at its maximum loss must name at an instruction's end: the bank of its quote, and what its markets and collaterals need. `price_account` says where the price of a market is, and
/// `collateral` what is named of a kind of collateral behind its bank: its price account, or, of one that stands on a base bank, the account that
/// says its rate, the base bank, and the price account of that one.
pub fn margin_accounts(
    account: &MarginAccount,
    price_account: impl Fn(&Pubkey) -> Pubkey,
    collateral: impl Fn(&Pubkey) -> Vec<Pubkey>,
) -> Vec<AccountMeta> {
    judged_accounts(account, i64::MIN, price_account, collateral)
}

/// The same for an account that is judged or auctioned at a moment: its expiries that are over by then are named too.
pub fn judged_accounts(
    account: &MarginAccount,
    now_ts: i64,
    price_account: impl Fn(&Pubkey) -> Pubkey,
    collateral: impl Fn(&Pubkey) -> Vec<Pubkey>,
) -> Vec<AccountMeta> {
    let mut named = vec![address::bank(&account.config, &account.quote_mint)];
    for held in account.options.iter().filter(|held| held.is_used() && held.expiry_ts <= now_ts) {
        let market = account.markets.get(usize::from(held.market)).map_or(Pubkey::default(), |market| market.market);
        let expiry = address::expiry(&market, held.expiry_ts);
        if !named.contains(&expiry) {
            named.push(expiry);
        }
    }
    named.extend(market_accounts(account, price_account));
    for held in account.collaterals.iter().filter(|held| held.is_used() && held.mint != account.quote_mint) {
        named.push(address::bank(&account.config, &held.mint));
        named.extend(collateral(&held.mint));
    }
    as_read(named)
}

/// What a challenge must name: the same without collateral.
pub fn challenge_accounts(account: &MarginAccount, price_account: impl Fn(&Pubkey) -> Pubkey) -> Vec<AccountMeta> {
    as_read(market_accounts(account, price_account))
}

fn as_read(addresses: Vec<Pubkey>) -> Vec<AccountMeta> {
    addresses.into_iter().map(|address| AccountMeta::new_readonly(address, false)).collect()
}

fn market_accounts(account: &MarginAccount, price_account: impl Fn(&Pubkey) -> Pubkey) -> Vec<Pubkey> {
    let of_market =
        |market: &Pubkey| [*market, address::market_risk(market), address::surface(market), price_account(market)];
    account.markets.iter().filter(|market| market.is_used()).flat_map(|market| of_market(&market.market)).collect()
}

fn evidence(config: Pubkey, shown: &Shown) -> accounts::Evidence {
    accounts::Evidence {
        config,
        signer_set: shown.signers.then(|| address::signer_set(&config)),
        instructions: (shown.signed_by != 0).then_some(instructions_sysvar::ID),
    }
}

fn with_named(mut instruction: Instruction, shown: Shown) -> Instruction {
    instruction.accounts.extend(shown.named);
    instruction
}

/// An expiry with its address.
#[derive(Clone, Copy)]
pub struct ExpiryRef<'a> {
    pub address: Pubkey,
    pub state: &'a Expiry,
}

/// A margin series with its address.
#[derive(Clone, Copy)]
pub struct MarginSeriesRef<'a> {
    pub address: Pubkey,
    pub state: &'a MarginSeries,
}

/// Opens a bank for a mint of the given token program, which may stand on another bank, at the rate that an account says. The house's `admin`
/// signs and pays the rent.
pub fn create_bank(
    house: House,
    mint: Pubkey,
    token_program: Pubkey,
    base: Option<RateSource>,
    args: CreateBankArgs,
) -> Instruction {
    let bank = address::bank(&house.config, &mint);
    let accounts = accounts::CreateBank {
        admin: house.admin,
        config: house.config,
        bank,
        mint,
        custody: address::custody(&bank),
        base_bank: base.map(|base| base.bank),
        rate_source: base.map(|base| base.account),
        token_program,
        system_program: system_program::ID,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::CreateBank { args })
}

/// Lists an expiry. `payer` signs and pays the rent.
pub fn create_expiry(payer: Pubkey, market: Pubkey, market_state: &Market, expiry_ts: i64) -> Instruction {
    let expiry = address::expiry(&market, expiry_ts);
    let accounts = accounts::CreateExpiry {
        payer,
        market,
        expiry,
        underlying_mint: market_state.underlying_mint,
        quote_mint: market_state.quote_mint,
        underlying_bank: address::bank(&market_state.config, &market_state.underlying_mint),
        quote_bank: address::bank(&market_state.config, &market_state.quote_mint),
        underlying_pool: address::expiry_pool(&expiry, SettlementAsset::UNDERLYING),
        quote_pool: address::expiry_pool(&expiry, SettlementAsset::QUOTE),
        token_program: TOKEN,
        system_program: system_program::ID,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::CreateExpiry { expiry_ts })
}

/// Lists a series of an expiry. `payer` signs and pays the rent.
pub fn create_margin_series(
    payer: Pubkey,
    market: Pubkey,
    expiry: Pubkey,
    kind: OptionKind,
    settlement: SettlementAsset,
    strike_e8: u64,
) -> Instruction {
    let series = address::margin_series(&expiry, kind, settlement, strike_e8);
    let accounts = accounts::CreateMarginSeries {
        payer,
        market,
        expiry,
        series,
        option_mint: address::option_mint(&series),
        token_program: TOKEN,
        system_program: system_program::ID,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::CreateMarginSeries { kind, settlement, strike_e8 })
}

/// Opens a margin account. `owner` signs and pays the rent.
pub fn open_margin_account(owner: Pubkey, config: Pubkey, quote_mint: Pubkey, id: u16) -> Instruction {
    let accounts = accounts::OpenMarginAccount {
        owner,
        config,
        quote_bank: address::bank(&config, &quote_mint),
        margin_account: address::margin_account(&config, &owner, id),
        system_program: system_program::ID,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::OpenMarginAccount { id })
}

/// Closes an empty margin account. Its owner signs.
pub fn close_margin_account(account: AccountRef) -> Instruction {
    let accounts = accounts::CloseMarginAccount {
        owner: account.owner,
        margin_account: account.address,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::CloseMarginAccount {})
}

/// Changes the mode of a margin account with this quote. Its owner signs.
pub fn set_margin_mode(account: AccountRef, quote_mint: &Pubkey, mode: MarginMode, shown: Shown) -> Instruction {
    let accounts = accounts::SetMarginMode {
        owner: account.owner,
        margin_account: account.address,
        evidence: evidence(account.config, &shown),
        quote_bank: address::bank(&account.config, quote_mint),
        event_authority: address::event_authority(),
        program: ID,
    };
    with_named(build(accounts, data::SetMarginMode { mode }), shown)
}

/// Puts collateral into a margin account, from `owner_tokens`. Its owner signs.
pub fn deposit_collateral(
    account: AccountRef,
    bank: &CollateralBank,
    owner_tokens: Pubkey,
    amount_atoms: u64,
) -> Instruction {
    deposit_for(account, bank, owner_tokens, amount_atoms, None)
}

/// The same into a bank that may be full, for what the account has to pay at an expiry whose price is final.
pub fn deposit_to_pay(
    account: AccountRef,
    bank: &CollateralBank,
    owner_tokens: Pubkey,
    amount_atoms: u64,
    expiry: Pubkey,
) -> Instruction {
    deposit_for(account, bank, owner_tokens, amount_atoms, Some(expiry))
}

fn deposit_for(
    account: AccountRef,
    bank: &CollateralBank,
    owner_tokens: Pubkey,
    amount_atoms: u64,
    expiry: Option<Pubkey>,
) -> Instruction {
    let accounts = accounts::DepositCollateral {
        owner: account.owner,
        margin_account: account.address,
        bank: address::bank(&account.config, &bank.mint),
        owner_tokens,
        custody: bank.custody,
        token_program: bank.token_program,
        expiry,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::DepositCollateral { amount_atoms })
}

/// Takes collateral out of a margin account, to `destination`. Its owner signs.
pub fn withdraw_collateral(
    account: AccountRef,
    bank: &CollateralBank,
    destination: Pubkey,
    amount_atoms: u64,
    shown: Shown,
) -> Instruction {
    let accounts = accounts::WithdrawCollateral {
        owner: account.owner,
        margin_account: account.address,
        evidence: evidence(account.config, &shown),
        bank: address::bank(&account.config, &bank.mint),
        custody: bank.custody,
        destination,
        token_program: bank.token_program,
        event_authority: address::event_authority(),
        program: ID,
    };
    with_named(build(accounts, data::WithdrawCollateral { amount_atoms, signed_by: shown.signed_by }), shown)
}

/// Takes options out of a margin account, to `destination`. Its owner signs.
pub fn write_options(
    account: AccountRef,
    series: MarginSeriesRef,
    destination: Pubkey,
    quantity_atoms: u64,
    shown: Shown,
) -> Instruction {
    let accounts = accounts::WriteOptions {
        owner: account.owner,
        margin_account: account.address,
        evidence: evidence(account.config, &shown),
        market: series.state.market,
        expiry: series.state.expiry,
        series: series.address,
        option_mint: series.state.option_mint,
        destination,
        token_program: TOKEN,
        event_authority: address::event_authority(),
        program: ID,
    };
    with_named(build(accounts, data::WriteOptions { quantity_atoms, signed_by: shown.signed_by }), shown)
}

/// Brings options into a margin account. Its owner signs.
pub fn bring_in_options(account: AccountRef, series: MarginSeriesRef, quantity_atoms: u64) -> Instruction {
    let accounts = accounts::BringInOptions {
        owner: account.owner,
        margin_account: account.address,
        market: series.state.market,
        expiry: series.state.expiry,
        series: series.address,
        option_mint: series.state.option_mint,
        owner_options: address::wallet(&account.owner, &series.state.option_mint),
        token_program: TOKEN,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::BringInOptions { quantity_atoms })
}
