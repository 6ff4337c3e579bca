//! The Dutch auction of a round's options.

use super::{build, SeriesRef, VaultRef, TOKEN};
use crate::address;
use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use options_vault::{accounts, instruction as data, ID};

/// Buys options in the premium auction, for at most `max_premium_atoms`. `bidder` signs and pays.
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
        surface: address::surface(&vault.state.market),
        price_update,
        token_program: TOKEN,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::Bid { quantity_atoms, max_premium_atoms })
}

/// Ends the auction, once its time is over or all is sold.
///
/// `rent_payer` is the keeper who started the round: the auction says who.
pub fn close_auction(vault: VaultRef, rent_payer: Pubkey) -> Instruction {
    let accounts = accounts::CloseAuction {
        sale: ending_sale(vault, rent_payer),
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::CloseAuction {})
}

/// What every instruction that ends a sale names.
pub(super) fn ending_sale(vault: VaultRef, rent_payer: Pubkey) -> accounts::EndingSale {
    accounts::EndingSale {
        vault: vault.address,
        round: address::round(&vault.address, vault.state.round),
        auction: address::auction(&vault.address, vault.state.round),
        rent_payer,
    }
}
