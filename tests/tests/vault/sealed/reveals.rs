//! What can be revealed, and how revealed bids rank.

use super::*;
use options_vault::errors::VaultError;
use vault_client::{address, instruction};
use vault_types::state::BidBook;

#[test]
fn a_wrong_opening_opens_nothing() {
    let mut story = sealed();
    let (bid, key) = (secret(0, 50 * COIN, DEAR), story.key(0));
    story.commit(0, &bid);
    story.wait_for_reveals();
    for wrong in [
        BidOpening { quantity_atoms: 51 * COIN, ..bid.opening },
        BidOpening { price_e9: DEAR - 1, ..bid.opening },
        BidOpening { salt: [0; 32], ..bid.opening },
    ] {
        refused(story.scene.reveal_bid(&key, &SecretBid { opening: wrong, ..bid }), VaultError::WrongOpening);
    }
    story.reveal(0, &bid);
}

#[test]
fn attack_07_a_bid_is_revealed_once() {
    let mut story = sealed();
    let (bid, key) = (secret(0, 50 * COIN, DEAR), story.key(0));
    story.commit(0, &bid);
    refused(story.scene.commit_bid(&story.makers[0], &bid), VaultError::AlreadyExists);
    story.wait_for_reveals();
    story.reveal(0, &bid);
    refused(story.scene.reveal_bid(&key, &bid), VaultError::AlreadyRevealed);
    story.clear();
    assert_eq!(story.scene.round(1).unwrap().sold_atoms, 50 * COIN);
}

/// Whoever copies a commitment cannot open it, even with the opening: it is bound to the bidder and the auction.
#[test]
fn attack_07_a_copied_commitment_opens_for_nobody() {
    let mut story = sealed();
    let (bid, [honest, thief]) = (secret(0, 50 * COIN, DEAR), [story.key(0), story.key(1)]);
    story.commit(0, &bid);
    let mut copy = story.scene.with_vault(|vault| instruction::commit_bid(thief, vault, 0, &bid.opening, DEAR));
    let original = story.scene.sealed_bid(&honest, 1, 0).unwrap().commitment;
    // Discriminator, id, commitment.
    copy.data[9..41].copy_from_slice(&original);
    story.scene.world.send("commit_bid", copy, &[&story.makers[1]]).unwrap();
    assert_eq!(story.scene.sealed_bid(&thief, 1, 0).unwrap().commitment, original);
    story.wait_for_reveals();
    story.reveal(0, &bid);
    refused(story.scene.reveal_bid(&thief, &bid), VaultError::WrongOpening);
}

/// The same opening in next week's auction is another commitment.
#[test]
fn attack_03_a_commitment_of_another_auction_opens_nothing() {
    let mut story = sealed();
    let (bid, key) = (secret(0, 50 * COIN, DEAR), story.key(0));
    story.commit(0, &bid);
    let last_weeks = story.scene.sealed_bid(&key, 1, 0).unwrap().commitment;
    story.clear();
    story.settle_at(SPOT);
    story.scene.roll(SPOT).unwrap();
    let mut replay = story.scene.with_vault(|vault| instruction::commit_bid(key, vault, 0, &bid.opening, DEAR));
    replay.data[9..41].copy_from_slice(&last_weeks);
    story.scene.world.send("commit_bid", replay, &[&story.makers[0]]).unwrap();
    story.wait_for_reveals();
    refused(story.scene.reveal_bid(&key, &bid), VaultError::WrongOpening);
}

#[test]
fn the_deposit_covers_the_bid_to_the_atom() {
    let mut story = sealed();
    let (good, key) = (secret(0, 50 * COIN + 1, DEAR), story.key(0));
    assert_eq!(good.deposit_atoms, 2 * COIN + 1, "the part of an atom is rounded up");
    let poor = SecretBid { deposit_atoms: good.deposit_atoms - 1, id: 1, ..good };
    story.commit(0, &good);
    story.commit(0, &poor);
    refused(
        story.scene.commit_bid(&story.makers[0], &SecretBid { id: 2, deposit_atoms: 0, ..good }),
        VaultError::ZeroAmount,
    );
    let rich = SecretBid { id: 3, deposit_atoms: 99 * COIN, ..good };
    refused_by_code(story.scene.commit_bid(&story.makers[0], &rich), TOKEN_INSUFFICIENT_FUNDS);
    story.wait_for_reveals();
    story.reveal(0, &good);
    refused(story.scene.reveal_bid(&key, &poor), VaultError::DepositBelowBid);
}

#[test]
fn quantities_and_prices_have_bounds() {
    let mut story = sealed();
    let (least, most) = (100 * COIN / 32, 100 * COIN);
    assert_eq!(least, story.scene.auction().unwrap().smallest_sealed_bid_atoms());
    let key = story.key(0);
    let full = |id, quantity_atoms, price_e9| SecretBid { deposit_atoms: COIN, ..secret(id, quantity_atoms, price_e9) };
    let bids = [
        (full(0, least, 1), None),
        (full(1, most, 1), None),
        (full(2, least - 1, 1), Some(VaultError::BidTooSmall)),
        (full(3, 0, 1), Some(VaultError::BidTooSmall)),
        (full(4, most + 1, 1), Some(VaultError::BidTooLarge)),
        (full(5, least, 0), Some(VaultError::PriceNotBiddable)),
        (full(6, least, 1_000_000_001), Some(VaultError::PriceNotBiddable)),
        (SecretBid { deposit_atoms: least, ..secret(7, least, 1_000_000_000) }, None),
    ];
    bids.iter().for_each(|(bid, _)| story.commit(0, bid));
    story.wait_for_reveals();
    for (bid, expected) in bids {
        let reveal = story.scene.reveal_bid(&key, &bid);
        match expected {
            Some(error) => refused(reveal, error),
            None => drop(reveal.unwrap()),
        }
    }
}

/// At one price the earlier commitment is served first, in whatever order the bids are revealed.
#[test]
fn ties_are_broken_by_the_commitment() {
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let mut story = sealed();
        let bid = secret(0, 40 * COIN, DEAR);
        [0, 1, 2].iter().for_each(|maker| story.commit(*maker, &bid));
        story.wait_for_reveals();
        order.iter().for_each(|maker| story.reveal(*maker, &bid));
        story.clear();
        assert_eq!(story.scene.round(1).unwrap().sale.clearing_price_e9, DEAR);
        order.iter().rev().for_each(|maker| story.claim(*maker, &bid));
        assert_eq!([0, 1, 2].map(|maker| story.options(maker)), [40 * COIN, 40 * COIN, 20 * COIN], "{order:?}");
    }
}

/// The 33rd bid pushes the worst one out of the book; its bidder has the whole deposit back, and the round is sold out.
#[test]
fn a_full_book_evicts_its_worst_bid() {
    let mut story = sealed();
    let least = 100 * COIN / 32;
    let cheap: Vec<_> = (0..32).map(|id| secret(id, least, DEAR)).collect();
    let (better, worse) = (secret(40, least, DEAR + 1), secret(41, least, DEAR - 1));
    cheap.iter().for_each(|bid| story.commit(0, bid));
    story.commit(1, &better);
    story.commit(2, &worse);
    story.wait_for_reveals();
    cheap.iter().for_each(|bid| story.reveal(0, bid));
    story.reveal(1, &better);
    story.reveal(2, &worse);
    let auction = address::auction(&story.scene.vault, 1);
    let book: BidBook = story.scene.world.read(&address::book(&auction)).unwrap();
    assert_eq!((book.count, book.bids[0].sequence, book.bids[31].sequence), (32, 32, 30));
    story.clear();
    assert_eq!(story.scene.round(1).unwrap().sold_atoms, 100 * COIN);
    story.claim(1, &better);
    story.claim(2, &worse);
    story.claim(0, &cheap[31]);
    assert_eq!((story.options(1), story.options(2), story.options(0)), (least, 0, 0));
    assert_eq!(story.coins(2), 100 * COIN);
    cheap[..31].iter().for_each(|bid| story.claim(0, bid));
    assert_eq!(story.options(0), 31 * least);
    assert_eq!(story.coins(0), 100 * COIN - 31 * cost(least, DEAR));
}
