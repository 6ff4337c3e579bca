//! Markets and their volatility surfaces.

use super::{build, House};
use crate::{address, CreateMarketArgs};
use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction, system_program};
use options_vault::{accounts, instruction as data, ID};
use solana_sdk_ids::sysvar::instructions as instructions_sysvar;

/// Opens a market for `underlying_mint` priced in `quote_mint`. The house's `admin` signs and pays the rent.
pub fn create_market(house: House, underlying_mint: Pubkey, quote_mint: Pubkey, args: CreateMarketArgs) -> Instruction {
    let accounts = accounts::CreateMarket {
        admin: house.admin,
        config: house.config,
        market: address::market(&house.config, args.id),
        underlying_mint,
        quote_mint,
        system_program: system_program::ID,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::CreateMarket { args })
}

/// Shows the market the price in `price_update`. Nobody has to sign but the fee payer.
pub fn observe_price(market: Pubkey, price_update: Pubkey) -> Instruction {
    let accounts =
        accounts::ObservePrice { market, price_update, event_authority: address::event_authority(), program: ID };
    build(accounts, data::ObservePrice {})
}

/// Makes room for a market's volatility surface. `payer` signs and pays the rent.
pub fn create_surface(payer: Pubkey, market: Pubkey) -> Instruction {
    let accounts = accounts::CreateSurface {
        payer,
        market,
        surface: address::surface(&market),
        system_program: system_program::ID,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::CreateSurface {})
}

/// Brings a signed message about a market's volatilities. Nobody signs the transaction for it; the ed25519 instruction of
/// [`signatures`](super::signatures) must come directly before.
pub fn post_surface(config: Pubkey, market: Pubkey, signed_by: u8) -> Instruction {
    let accounts = accounts::PostSurface {
        config,
        market,
        signer_set: address::signer_set(&config),
        surface: address::surface(&market),
        instructions: instructions_sysvar::ID,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::PostSurface { signed_by })
}
