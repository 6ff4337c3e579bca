//! What markets and banks know.

use super::super::{build, House};
use crate::address;
use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction, system_program};
use options_vault::{accounts, instruction as data, ID};
use vault_types::margin::RiskParameters;

/// Says what a market asks of accounts that are not covered in kind. Its quote has a bank, which says that it is a dollar. The house's `admin` signs
/// and pays the rent.
pub fn create_market_risk(house: House, market: Pubkey, quote_mint: &Pubkey, params: RiskParameters) -> Instruction {
    let accounts = accounts::CreateMarketRisk {
        admin: house.admin,
        config: house.config,
        market,
        quote_bank: address::bank(&house.config, quote_mint),
        risk: address::market_risk(&market),
        system_program: system_program::ID,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::CreateMarketRisk { params })
}

/// Shows a market the price in `price_update` for its realised volatility. Nobody has to sign but the fee payer.
pub fn observe_volatility(market: Pubkey, price_update: Pubkey) -> Instruction {
    let accounts = accounts::ObserveVolatility {
        market,
        risk: address::market_risk(&market),
        price_update,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::ObserveVolatility {})
}

/// Shows a bank the price in `price_update`. Nobody has to sign but the fee payer.
pub fn observe_collateral_price(bank: Pubkey, price_update: Pubkey) -> Instruction {
    let accounts = accounts::ObserveCollateralPrice {
        bank,
        price_update,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::ObserveCollateralPrice {})
}

/// Shows a bank the rate that its source says. Nobody has to sign but the fee payer.
pub fn observe_collateral_rate(bank: Pubkey, rate_source: Pubkey) -> Instruction {
    let accounts =
        accounts::ObserveCollateralRate { bank, rate_source, event_authority: address::event_authority(), program: ID };
    build(accounts, data::ObserveCollateralRate {})
}
