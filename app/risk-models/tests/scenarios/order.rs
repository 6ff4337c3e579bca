//! The same bits in any order of work.

use crate::portfolios::{mixed, scenarios};
use risk_models::revaluation::{profits, Book, Move};

/// Of the profits of 600 scenarios, on every machine.
const FINGERPRINT: u64 = 0x039d_608c_003d_f1dd;

fn bits(profits: &[f64]) -> Vec<u64> {
    profits.iter().map(|profit| profit.to_bits()).collect()
}

fn all() -> (Book, Vec<Move>, Vec<u64>) {
    let book = Book::new(&mixed()).unwrap();
    let moves = scenarios(600, book.market_count());
    let bits = bits(&profits(&book, &moves).unwrap());
    (book, moves, bits)
}

#[test]
fn a_move_that_moves_nothing_gives_exactly_zero() {
    let book = Book::new(&mixed()).unwrap();
    assert_eq!(profits(&book, &[Move::NONE; 40]).unwrap(), [0.0; 20]);
}

#[test]
fn a_scenario_alone_has_the_bits_that_it_has_among_others() {
    let (book, moves, all) = all();
    for (scenario, expected) in moves.chunks(2).zip(all) {
        assert_eq!(bits(&profits(&book, scenario).unwrap()), [expected]);
    }
}

#[test]
fn parts_have_the_bits_of_the_whole() {
    let (book, moves, all) = all();
    for size in [1, 7, 16, 255, 256, 257, 600] {
        let parts: Vec<u64> = moves.chunks(2 * size).flat_map(|part| bits(&profits(&book, part).unwrap())).collect();
        assert_eq!(parts, all, "parts of {size}");
    }
}

#[test]
fn another_order_of_scenarios_orders_the_profits_and_nothing_else() {
    let (book, moves, mut all) = all();
    let reversed: Vec<Move> = moves.chunks(2).rev().flatten().copied().collect();
    all.reverse();
    assert_eq!(bits(&profits(&book, &reversed).unwrap()), all);
}

#[test]
fn the_bits_are_those_of_every_other_machine() {
    let (_, _, all) = all();
    // FNV-1a, eight bytes at a time.
    let hash =
        all.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, bits| (hash ^ bits).wrapping_mul(0x0000_0100_0000_01b3));
    assert_eq!(hash, FINGERPRINT, "{hash:#018x}");
}
