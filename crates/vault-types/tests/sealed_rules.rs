//! Sealed bids, one rule at a time: what a commitment hides, who buys, at which price, and what the accounts may say.

use bytemuck::Zeroable;
use sha2::{Digest, Sha256};
use vault_types::{sealed::*, state::*, Pubkey};

fn book_of(bids: &[SealedBid]) -> BidBook {
    let mut book = BidBook::zeroed();
    bids.iter().for_each(|bid| book.insert(bid.ranked()));
    book
}

fn bid(sequence: u32, quantity_atoms: u64, price_e9: u64) -> SealedBid {
    SealedBid { status: BidStatus::REVEALED, sequence, quantity_atoms, price_e9, ..SealedBid::zeroed() }
}

/// A round of 320, so that a bid is for at least ten.
fn sale(bids: &[SealedBid], reserve: u64) -> Clearing {
    clear(book_of(bids).ranked(), 320, reserve).unwrap()
}

#[test]
fn sold_out_costs_what_the_last_buyer_bid() {
    let clearing = sale(&[bid(0, 200, 50), bid(1, 100, 70), bid(2, 100, 60)], 40);
    assert_eq!((clearing.clearing_price_e9, clearing.sold_atoms, clearing.last_filled_atoms), (50, 320, 120));
    let clearing = sale(&[bid(0, 220, 50), bid(1, 100, 70), bid(2, 100, 40)], 40);
    assert_eq!((clearing.clearing_price_e9, clearing.last.price_e9), (50, 50), "sold out to the atom");
}

#[test]
fn what_is_left_over_makes_the_reserve_the_price() {
    let clearing = sale(&[bid(0, 219, 50), bid(1, 100, 70), bid(2, 100, 39)], 40);
    assert_eq!((clearing.clearing_price_e9, clearing.sold_atoms, clearing.last.price_e9), (40, 319, 50));
    let nothing = sale(&[bid(0, 320, 39)], 40);
    assert_eq!((nothing.sold_atoms, nothing.premium_atoms, nothing.last_filled_atoms), (0, 0, 0));
    assert_eq!(sale(&[], 40).sold_atoms, 0);
}

#[test]
fn of_equal_prices_the_earlier_commitment_is_served_first() {
    let (early, late) = (bid(3, 200, 50), bid(9, 200, 50));
    let clearing = sale(&[late, early], 40);
    let result = |bid: &SealedBid| {
        let bid = SealedBid { deposit_atoms: 1_000, ..*bid };
        SealedSale::cleared(&clearing, 0).result(&bid).unwrap().unwrap()
    };
    assert_eq!((result(&early).filled_atoms, result(&late).filled_atoms), (200, 120));
}

#[test]
fn a_book_keeps_the_best_and_forgets_nobody_who_could_buy() {
    let mut bids: Vec<_> = (0..32).map(|sequence| bid(sequence, 10, 50)).collect();
    bids.push(bid(32, 10, 60));
    bids.push(bid(33, 10, 40));
    let book = book_of(&bids);
    assert_eq!((book.count, book.ranked()[0].sequence), (32, 32));
    assert!(book.ranked().iter().all(|kept| kept.sequence != 31 && kept.sequence != 33));
    assert_eq!(clear(book.ranked(), 320, 40).unwrap().sold_atoms, 320);
}

#[test]
fn bids_are_at_least_a_part_of_the_round() {
    let least = |size_atoms, min_bid_atoms| {
        PremiumAuction { size_atoms, min_bid_atoms, ..PremiumAuction::zeroed() }.smallest_sealed_bid_atoms()
    };
    assert_eq!([least(320, 1), least(321, 1), least(320, 11), least(5, 11), least(1, 1)], [10, 11, 11, 5, 1]);
}

/// sha256 of domain tag, auction, bidder, quantity, price, salt, in this order; another in any of them is another commitment.
#[test]
fn commitments_are_the_hash_of_all_their_parts() {
    let (auction, bidder) = (Pubkey::new_from_array([1; 32]), Pubkey::new_from_array([2; 32]));
    let opening = BidOpening { quantity_atoms: 0x0102, price_e9: 0x0304, salt: [5; 32] };
    let text = [
        b"options-vault sealed bid v1".as_slice(),
        &[1; 32],
        &[2; 32],
        &[2, 1, 0, 0, 0, 0, 0, 0],
        &[4, 3, 0, 0, 0, 0, 0, 0],
        &[5; 32],
    ];
    let commitment = opening.commitment(&auction, &bidder);
    assert_eq!(commitment, <[u8; 32]>::from(Sha256::digest(text.concat())));
    let others = [
        opening.commitment(&bidder, &bidder),
        opening.commitment(&auction, &auction),
        BidOpening { quantity_atoms: 1, ..opening }.commitment(&auction, &bidder),
        BidOpening { price_e9: 1, ..opening }.commitment(&auction, &bidder),
        BidOpening { salt: [6; 32], ..opening }.commitment(&auction, &bidder),
    ];
    assert!(others.iter().all(|other| *other != commitment));
}

#[test]
fn a_sale_says_what_every_bid_has_become() {
    let committed = SealedBid { deposit_atoms: 100, ..SealedBid::zeroed() };
    let revealed = SealedBid { deposit_atoms: 100, ..bid(1, 320, 50) };
    assert_eq!(SealedSale::PENDING.result(&revealed), Ok(None));
    for any in [committed, revealed] {
        let result = SealedSale::VOID.result(&any).unwrap().unwrap();
        assert_eq!((result.filled_atoms, result.paid_atoms, result.refund_atoms), (0, 0, 100));
    }
    let cleared = SealedSale::cleared(&sale(&[revealed], 40), 100);
    let result = cleared.result(&committed).unwrap().unwrap();
    assert_eq!((result.filled_atoms, result.refund_atoms), (0, 0), "forfeited");
    let result = cleared.result(&revealed).unwrap().unwrap();
    assert_eq!((result.filled_atoms, result.paid_atoms, result.refund_atoms), (320, 1, 99));
    assert!(cleared.result(&SealedBid { deposit_atoms: 0, ..revealed }).is_err(), "more than it paid in");
}

#[test]
fn invariants() {
    let committed = SealedBid { deposit_atoms: 1, ..SealedBid::zeroed() };
    let revealed = SealedBid { deposit_atoms: 1, ..bid(0, 1, 1) };
    assert!(committed.invariant() && revealed.invariant());
    let bad: [fn(&mut SealedBid); 4] = [
        |bid| bid.deposit_atoms = 0,
        |bid| bid.quantity_atoms ^= 1,
        |bid| bid.price_e9 ^= 1,
        |bid| bid.status = bytemuck::cast(2u8),
    ];
    for change in bad {
        for mut bid in [committed, revealed] {
            change(&mut bid);
            assert!(!bid.invariant(), "{bid:?}");
        }
    }
    let book = book_of(&[bid(0, 1, 5), bid(1, 1, 4)]);
    let bad: [fn(&mut BidBook); 4] = [
        |book| book.bids.swap(0, 1),
        |book| book.bids[1].quantity_atoms = 0,
        |book| book.bids[0].price_e9 = PRICE_ONE_E9 + 1,
        |book| book.bids[1] = book.bids[0],
    ];
    for change in bad {
        let mut book = book;
        change(&mut book);
        assert!(!book.invariant());
    }
    let sale = SealedSale {
        clearing_price_e9: 3,
        last_price_e9: 4,
        last_filled_atoms: 5,
        outcome: SaleOutcome::CLEARED,
        ..SealedSale::PENDING
    };
    assert!(sale.is_sound(5) && SealedSale::VOID.is_sound(0) && SealedSale::PENDING.is_sound(9));
    assert!(!sale.is_sound(4) && !sale.is_sound(0) && !SealedSale::VOID.is_sound(1));
    assert!(!SealedSale { clearing_price_e9: 5, ..sale }.is_sound(5), "more than the last buyer bid");
    assert!(!SealedSale { outcome: SaleOutcome::PENDING, ..sale }.is_sound(5));
    assert!(!SealedSale { outcome: SaleOutcome::VOID, ..sale }.is_sound(5));
    assert!(!SealedSale { outcome: bytemuck::cast(3u8), ..sale }.is_sound(5));
}

/// A sealed auction takes deposits and sells nothing before its end.
#[test]
fn sealed_auctions() {
    let sound = PremiumAuction {
        mechanism: AuctionMechanism::SEALED_BID,
        end_ts: 1,
        close_ts: 9,
        size_atoms: 10,
        bids: 3,
        committed_atoms: 30,
        revealed_atoms: 20,
        ..PremiumAuction::zeroed()
    };
    assert!(sound.invariant());
    assert_eq!((sound.unrevealed_atoms(), sound.void_ts()), (10, 3_609));
    assert!(!PremiumAuction { revealed_atoms: 31, ..sound }.invariant());
    assert!(!PremiumAuction { bids: 31, ..sound }.invariant(), "a bid without a deposit");
    assert!(!PremiumAuction { close_ts: 0, ..sound }.invariant());
    assert!(!PremiumAuction { sold_atoms: 1, ..sound }.invariant());
    assert!(!PremiumAuction { premium_atoms: 1, ..sound }.invariant());
    assert!(!PremiumAuction { mechanism: bytemuck::cast(2u8), ..sound }.invariant());
    let dutch = PremiumAuction { end_ts: 1, close_ts: 1, ..PremiumAuction::zeroed() };
    assert!(dutch.invariant());
    assert!(!PremiumAuction { committed_atoms: 1, ..dutch }.invariant());
    assert!(!PremiumAuction { revealed_atoms: 1, ..dutch }.invariant());
}

/// Premium without a sale is what was forfeited, and with one it is more than that.
#[test]
fn rounds_with_forfeits() {
    let sale = SealedSale { forfeited_atoms: 7, outcome: SaleOutcome::CLEARED, ..SealedSale::PENDING };
    let unsold = Round { sale, premium_atoms: 7, start_nav_atoms: 100, size_atoms: 100, ..Round::zeroed() };
    assert!(unsold.invariant());
    assert!(!Round { premium_atoms: 6, ..unsold }.invariant());
    assert!(!Round { premium_atoms: 8, ..unsold }.invariant(), "a premium for nothing");
    let sale = SealedSale { last_filled_atoms: 1, ..sale };
    let sold = Round { sale, sold_atoms: 1, premium_atoms: 8, ..unsold };
    assert!(sold.invariant());
    assert!(!Round { premium_atoms: 7, ..sold }.invariant(), "sold for nothing");
    assert!(!Round { sale: SealedSale::VOID, ..sold }.invariant());
}
