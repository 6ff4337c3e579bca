//! The hash of a portfolio: the same for the same holdings, another for any other.

mod common;
mod threshold_common;

use common::cases;
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashSet};
use threshold_common::{collaterals, positions};
use vault_types::{
    margin::{MAX_COLLATERALS, MAX_POSITIONS},
    threshold::{
        portfolio::{Collateral, Portfolio, Position},
        ThresholdError,
    },
    Pubkey,
};

fn position(byte: u8, quantity: i64) -> Position {
    Position { series: Pubkey::new_from_array([byte; 32]), quantity }
}

fn collateral(byte: u8, amount_atoms: u64) -> Collateral {
    Collateral { mint: Pubkey::new_from_array([byte; 32]), amount_atoms }
}

#[test]
fn an_empty_portfolio_has_a_hash() {
    let expected: [u8; 32] = Sha256::digest([b"OPTVAULT POSN v1".as_slice(), &[0; 8]].concat()).into();
    assert_eq!(Portfolio::hash_of(&[], &[]), Ok(expected));
    assert_eq!(Portfolio::hash_of(&[position(1, 0)], &[collateral(1, 0)]), Ok(expected), "of nothing");
}

#[test]
fn every_change_of_one_field_changes_the_hash() {
    let (positions, collaterals) = (positions(), collaterals());
    let mut hashes = HashSet::from([Portfolio::hash_of(&positions, &collaterals).unwrap()]);
    let mut different = |positions: &[Position], collaterals: &[Collateral]| {
        assert!(hashes.insert(Portfolio::hash_of(positions, collaterals).unwrap()), "{positions:?} {collaterals:?}");
    };
    for index in 0..positions.len() {
        for bit in 0..40 * 8 {
            let mut changed = positions.clone();
            bytemuck::bytes_of_mut(&mut changed[index])[bit / 8] ^= 1 << (bit % 8);
            different(&changed, &collaterals);
        }
    }
    for bit in 0..40 * 8 {
        let mut changed = collaterals.clone();
        bytemuck::bytes_of_mut(&mut changed[0])[bit / 8] ^= 1 << (bit % 8);
        different(&positions, &changed);
    }
    different(&positions[1..], &collaterals);
    different(&positions, &[]);
    different(&[], &collaterals);
    // The same bytes, as the other kind.
    let swapped: Vec<Position> = bytemuck::cast_slice(&collaterals).to_vec();
    different(&swapped, bytemuck::cast_slice::<Position, Collateral>(&positions));
}

#[test]
fn refusals() {
    let twice = [position(1, 5), position(2, 1), position(1, 6)];
    assert_eq!(Portfolio::hash_of(&twice, &[]), Err(ThresholdError::DuplicateEntry));
    let twice = [collateral(1, 5), collateral(1, 5)];
    assert_eq!(Portfolio::hash_of(&[], &twice), Err(ThresholdError::DuplicateEntry));
    let many: Vec<Position> = (0..25).map(|byte| position(byte, 1)).collect();
    assert!(Portfolio::hash_of(&many[..24], &[]).is_ok());
    assert_eq!(Portfolio::hash_of(&many, &[]), Err(ThresholdError::TooManyEntries));
    let many: Vec<Collateral> = (0..=MAX_COLLATERALS as u8).map(|byte| collateral(byte, 1)).collect();
    assert!(Portfolio::hash_of(&[], &many[..MAX_COLLATERALS]).is_ok());
    assert_eq!(Portfolio::hash_of(&[], &many), Err(ThresholdError::TooManyEntries));
}

fn holdings(most: usize) -> impl Strategy<Value = BTreeMap<[u8; 32], i64>> {
    prop::collection::btree_map(any::<[u8; 32]>(), any::<i64>().prop_filter("something", |value| *value != 0), 0..most)
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// Against the specification, written down once more; in any order.
    #[test]
    fn it_is_the_hash_of_the_sorted_entries(
        (positions, positions_order) in holdings(MAX_POSITIONS).prop_flat_map(|all| (Just(all.clone()), Just(all.into_iter().collect::<Vec<_>>()).prop_shuffle())),
        (collaterals, collaterals_order) in holdings(MAX_COLLATERALS).prop_flat_map(|all| (Just(all.clone()), Just(all.into_iter().collect::<Vec<_>>()).prop_shuffle())),
    ) {
        let mut hasher = Sha256::new();
        hasher.update(b"OPTVAULT POSN v1");
        hasher.update((positions.len() as u32).to_le_bytes());
        hasher.update((collaterals.len() as u32).to_le_bytes());
        for (address, amount) in positions.iter().chain(&collaterals) {
            hasher.update(address);
            hasher.update(amount.to_le_bytes());
        }
        let position = |(series, quantity)| Position { series: Pubkey::new_from_array(series), quantity };
        let collateral = |(mint, amount): ([u8; 32], i64)| Collateral { mint: Pubkey::new_from_array(mint), amount_atoms: amount as u64 };
        let positions: Vec<Position> = positions_order.into_iter().map(position).collect();
        let collaterals: Vec<Collateral> = collaterals_order.into_iter().map(collateral).collect();
        prop_assert_eq!(Portfolio::hash_of(&positions, &collaterals), Ok(hasher.finalize().into()));
    }
}
