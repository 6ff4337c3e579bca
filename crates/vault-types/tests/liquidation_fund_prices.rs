//! What a share of the insurance fund costs, and what it pays: nobody is robbed by whoever came first.

mod common;
#[path = "liquidation_common/funds.rs"]
mod funds;
mod liquidation_common;
mod margin_common;

use common::{cases, exact::*, magnitude};
use funds::*;
use margin_common::DOLLAR;
use proptest::prelude::*;
use vault_types::liquidation::LossBook;

/// Where a share is worth more than an atom, a stake gets its shares pro rata, but they are worth what they are with nobody's million: a fund of seven
/// for a million shares sells a share for seven and buys it back for four.
#[test]
fn a_share_costs_what_it_is_worth() {
    let mut book = LossBook::NEW;
    book.stake(MILLION).unwrap();
    book.receive(6 * MILLION).unwrap();
    let mut new = stake(&mut book, 8 * MILLION).unwrap();
    assert_eq!(new.shares, 2 * MILLION);
    assert_eq!(leave(&mut book, &mut new), Ok(8 * MILLION));
}

/// A thousand dollars of penalties came in before anybody staked. The first who stakes has few shares, and the second a tenth of those: of its hundred
/// dollars ninety are gone, to nobody.
#[test]
fn who_stakes_second_where_penalties_came_first_gets_it_back() {
    let mut book = LossBook::NEW;
    book.receive(1_000 * DOLLAR).unwrap();
    let [mut first, mut second] = [(); 2].map(|()| stake(&mut book, 100 * DOLLAR).unwrap());
    let paid = [leave(&mut book, &mut second).unwrap(), leave(&mut book, &mut first).unwrap()];
    assert!(paid.iter().all(|paid| *paid >= 99 * DOLLAR), "{paid:?}");
}

proptest! {
    #![proptest_config(cases(500))]

    /// A penalty of an auction with oneself makes shares dear, so that the next stake is rounded down by almost a share. Nobody's million is there to
    /// make that cost the attacker most of it; whoever comes second may lose no more than a share that is dear in spite of it.
    #[test]
    fn the_first_staker_cannot_rob_the_second(
        first in 1..1_u64 << 32, donated in magnitude(), second in 1..1_u64 << 40,
    ) {
        let donated = donated >> 16;
        let mut book = LossBook::NEW;
        let mut attacker = stake(&mut book, first).unwrap();
        book.receive(donated).unwrap();
        let Some(mut victim) = stake(&mut book, second) else { return Ok(()) };
        let (paid, mut later) = (leave(&mut book, &mut attacker).unwrap(), book);
        let back = leave(&mut later, &mut victim).unwrap();
        prop_assert!(paid <= first + donated, "it cost more than it brought");
        let price = ratio(first + donated + MILLION, first + MILLION);
        prop_assert!(exact(second - back.min(second)) <= price + exact(1), "{second} became {back}");
    }
}
