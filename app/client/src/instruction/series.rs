//! Series of options: listing, settlement price, redemption.

use super::{build, SeriesRef, TOKEN};
use crate::address;
use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction, system_program};
use options_vault::{accounts, instruction as data, ID};
use vault_types::state::{Market, OptionKind};

/// Lists a series, settled in the market's underlying (calls) or quote (puts).
pub fn create_series(
    payer: Pubkey,
    market: Pubkey,
    market_state: &Market,
    kind: OptionKind,
    strike_e8: u64,
    expiry_ts: i64,
) -> Instruction {
    let settlement_mint = market_state.settlement_mint(kind);
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

/// Brings the price in `price_update` for an expired series. Nobody has to sign but the fee payer.
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

/// Gives the premium of a series back for which no settlement price came. Nobody has to sign but the fee payer.
pub fn unwind_series(series: SeriesRef) -> Instruction {
    let accounts = accounts::UnwindSeries {
        market: series.state.market,
        series: series.address,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::UnwindSeries {})
}

/// Burns options of a settled series for their payoff. `holder` signs.
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
