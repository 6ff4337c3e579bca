//! Markets and their volatility.

use super::{build, House};
use crate::{address, CreateMarketArgs};
use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction, system_program};
use options_vault::{accounts, instruction as data, ID};

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

/// Sets the volatility, a year, times 10^9, of rounds started from now on. The house's `admin` signs.
pub fn set_volatility(house: House, market: Pubkey, volatility_e9: u64) -> Instruction {
    let accounts = accounts::SetVolatility {
        admin: house.admin,
        config: house.config,
        market,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::SetVolatility { volatility_e9 })
}
