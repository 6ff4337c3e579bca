//! The account of a sealed auction's book, from the roll to the end of the sale.
//!
//! It is an unchecked account in the instructions, so that a Dutch auction, which has none, is refused by its own name first.

use crate::{
    errors::{ensure, refuse, VaultError},
    pda::{read_state, NewPda},
};
use anchor_lang::{prelude::*, system_program, Lamports};
use vault_types::{
    seeds,
    state::{AuctionMechanism, BidBook, PremiumAuction, RankedBid, BOOK_BIDS, VERSION},
};

/// Creates an empty book.
#[inline(never)]
pub(crate) fn create_book<'info>(
    payer: &Signer<'info>,
    account: &UncheckedAccount<'info>,
    auction: Pubkey,
    bump: u8,
) -> Result<()> {
    let book = Box::new(BidBook {
        version: VERSION,
        bump,
        padding: [0; 2],
        count: 0,
        auction,
        bids: [RankedBid::default(); BOOK_BIDS],
        reserved: [0; 32],
    });
    NewPda { payer, account, seeds: &[seeds::BOOK, auction.as_ref(), &[bump]] }.create_state(&*book)
}

/// Refuses an auction of the other kind.
pub(super) fn check_sealed(auction: &PremiumAuction) -> Result<()> {
    ensure(auction.mechanism == AuctionMechanism::SEALED_BID, VaultError::NotASealedAuction)
}

/// The book at the address that the caller's `seeds` constraint has checked.
#[inline(never)]
pub(super) fn read_book(account: &UncheckedAccount) -> Result<Box<BidBook>> {
    read_state::<BidBook>(account)?.map(Box::new).ok_or_else(|| refuse(VaultError::NotASealedAuction))
}

/// Ends the account; its rent goes back to who paid it.
#[inline(never)]
pub(super) fn close_book(account: &UncheckedAccount, rent_payer: &UncheckedAccount) -> Result<()> {
    let lamports = account.get_lamports();
    rent_payer.add_lamports(lamports)?;
    account.sub_lamports(lamports)?;
    account.assign(&system_program::ID);
    Ok(account.resize(0)?)
}
