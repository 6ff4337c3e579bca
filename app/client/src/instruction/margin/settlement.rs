//! After an expiry: its price, what accounts pay and receive, what holders redeem.

use super::{build, AccountRef, ExpiryRef, MarginSeriesRef, TOKEN};
use crate::address;
use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use options_vault::{accounts, instruction as data, ID};
use vault_types::state::SettlementAsset;

/// Brings the price in `price_update` for an expiry. Nobody has to sign but the fee payer.
pub fn post_expiry_price(expiry: ExpiryRef, price_update: Pubkey) -> Instruction {
    let accounts = accounts::PostExpiryPrice {
        market: expiry.state.market,
        expiry: expiry.address,
        price_update,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::PostExpiryPrice {})
}

/// Settles an expiry at the market's last price. Nobody has to sign but the fee payer.
pub fn settle_expiry_at_last_price(expiry: ExpiryRef) -> Instruction {
    let accounts = accounts::SettleExpiryAtLastPrice {
        market: expiry.state.market,
        expiry: expiry.address,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::SettleExpiryAtLastPrice {})
}

/// Settles what a margin account has of an expiry in one token. Nobody has to sign but the fee payer.
pub fn settle_margin_account(account: AccountRef, expiry: ExpiryRef, settlement: SettlementAsset) -> Instruction {
    settle_account(account, None, expiry, settlement)
}

/// The same where the pool has less than the account should receive: the owner signs that the rest is given up.
pub fn settle_margin_account_for_less(
    account: AccountRef,
    expiry: ExpiryRef,
    settlement: SettlementAsset,
) -> Instruction {
    settle_account(account, Some(account.owner), expiry, settlement)
}

fn settle_account(
    account: AccountRef,
    owner: Option<Pubkey>,
    expiry: ExpiryRef,
    settlement: SettlementAsset,
) -> Instruction {
    let bank = address::bank(&account.config, &expiry.state.mint(settlement));
    let accounts = accounts::SettleMarginAccount {
        margin_account: account.address,
        owner,
        expiry: expiry.address,
        bank,
        custody: address::custody(&bank),
        pool: expiry.state.pool(settlement),
        token_program: TOKEN,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::SettleMarginAccount { settlement })
}

/// Burns options of a settled margin series for their payoff, to `destination`. `holder` signs.
pub fn redeem_margin_options(
    holder: Pubkey,
    expiry: ExpiryRef,
    series: MarginSeriesRef,
    destination: Pubkey,
    quantity_atoms: u64,
) -> Instruction {
    let accounts = accounts::RedeemMarginOptions {
        holder,
        expiry: expiry.address,
        series: series.address,
        option_mint: series.state.option_mint,
        pool: expiry.state.pool(series.state.settlement),
        holder_options: address::wallet(&holder, &series.state.option_mint),
        destination,
        token_program: TOKEN,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::RedeemMarginOptions { quantity_atoms })
}
