//! The sealed-bid auction of a round's options.

use super::{auction::ending_sale, build, SeriesRef, VaultRef, TOKEN};
use crate::address;
use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction, system_program};
use options_vault::{accounts, instruction as data, ID};
use vault_types::sealed::BidOpening;

/// Commits a bid: `opening` stays secret, its hash and the deposit are sent. `bidder` signs, pays the deposit and the rent.
///
/// Keep the opening: whoever cannot reveal it loses the deposit, which must be at least [`BidOpening::cost_atoms`].
pub fn commit_bid(bidder: Pubkey, vault: VaultRef, id: u8, opening: &BidOpening, deposit_atoms: u64) -> Instruction {
    let auction = address::auction(&vault.address, vault.state.round);
    let accounts = accounts::CommitBid {
        bidder,
        vault: vault.address,
        auction,
        bid: address::sealed_bid(&auction, &bidder, id),
        bidder_assets: address::wallet(&bidder, &vault.state.asset_mint),
        custody: vault.state.custody,
        token_program: TOKEN,
        system_program: system_program::ID,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::CommitBid { id, commitment: opening.commitment(&auction, &bidder), deposit_atoms })
}

/// Opens a committed bid. Nobody has to sign but the fee payer.
pub fn reveal_bid(bidder: Pubkey, vault: VaultRef, id: u8, opening: &BidOpening) -> Instruction {
    let auction = address::auction(&vault.address, vault.state.round);
    let accounts = accounts::RevealBid {
        auction,
        bid: address::sealed_bid(&auction, &bidder, id),
        book: address::book(&auction),
        event_authority: address::event_authority(),
        program: ID,
    };
    let BidOpening { quantity_atoms, price_e9, salt } = *opening;
    build(accounts, data::RevealBid { quantity_atoms, price_e9, salt })
}

/// Ends the auction at one price, in the hour after the reveals.
///
/// `rent_payer` is the keeper who started the round: the auction says who.
pub fn clear_auction(vault: VaultRef, series: Pubkey, price_update: Pubkey, rent_payer: Pubkey) -> Instruction {
    let auction = address::auction(&vault.address, vault.state.round);
    let accounts = accounts::ClearAuction {
        market: vault.state.market,
        sale: ending_sale(vault, rent_payer),
        book: address::book(&auction),
        series,
        surface: address::surface(&vault.state.market),
        price_update,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::ClearAuction {})
}

/// Ends an auction that nobody has cleared in time.
pub fn void_auction(vault: VaultRef, rent_payer: Pubkey) -> Instruction {
    let auction = address::auction(&vault.address, vault.state.round);
    let accounts = accounts::VoidAuction {
        sale: ending_sale(vault, rent_payer),
        book: address::book(&auction),
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::VoidAuction {})
}

/// Pays out a bid of a finished sale to the bidder's associated token accounts. Nobody has to sign but the fee payer.
///
/// `round` is the one that the bid was made in and `series` the one it sold: bid and round say which.
pub fn claim_bid(bidder: Pubkey, vault: VaultRef, round: u64, series: SeriesRef, id: u8) -> Instruction {
    let accounts = accounts::ClaimBid {
        vault: vault.address,
        round: address::round(&vault.address, round),
        bid: address::sealed_bid(&address::auction(&vault.address, round), &bidder, id),
        bidder,
        series: series.address,
        option_mint: series.state.option_mint,
        custody: vault.state.custody,
        bidder_assets: address::wallet(&bidder, &vault.state.asset_mint),
        bidder_options: address::wallet(&bidder, &series.state.option_mint),
        token_program: TOKEN,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::ClaimBid {})
}
