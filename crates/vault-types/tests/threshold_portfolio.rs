//! The hash of a portfolio: the same for the same holdings, another for any other.

mod common;
mod threshold_common;

use bytemuck::Zeroable;
use common::cases;
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashSet};
use threshold_common::{collaterals, positions};
use vault_types::{
    margin::{MAX_COLLATERALS, MAX_POSITIONS},
    state::{HeldCollateral, HeldOptions, MarginAccount, OptionKind, SettlementAsset},
    threshold::{
        portfolio::{Portfolio, Position},
        ThresholdError,
    },
    Pubkey,
};

fn position(byte: u8, quantity: i64) -> Position {
    Position { series: Pubkey::new_from_array([byte; 32]), quantity }
}

fn collateral(byte: u8, amount_atoms: u64) -> HeldCollateral {
    HeldCollateral { mint: Pubkey::new_from_array([byte; 32]), amount_atoms }
}

#[test]
fn an_account_says_what_its_threshold_is_for() {
    let empty = MarginAccount::zeroed();
    assert_eq!(empty.portfolio().unwrap().position_hash, Portfolio::hash_of(&[], &[]).unwrap());
    let mut account = MarginAccount { position_seq: 7, ..empty };
    account.options[3] = HeldOptions {
        series: Pubkey::new_from_array([2; 32]),
        quantity_atoms: -10,
        kind: OptionKind::PUT,
        settlement: SettlementAsset::QUOTE,
        ..HeldOptions::zeroed()
    };
    account.collaterals[1] = collateral(5, 99);
    let expected = Portfolio::hash_of(&[position(2, -10)], &[collateral(5, 99)]).unwrap();
    assert_eq!(account.portfolio(), Ok(Portfolio { position_seq: 7, position_hash: expected }));
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
    let mut different = |positions: &[Position], collaterals: &[HeldCollateral]| {
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
    different(&swapped, bytemuck::cast_slice::<Position, HeldCollateral>(&positions));
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
    let many: Vec<HeldCollateral> = (0..=MAX_COLLATERALS as u8).map(|byte| collateral(byte, 1)).collect();
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
        let collateral = |(mint, amount): ([u8; 32], i64)| HeldCollateral { mint: Pubkey::new_from_array(mint), amount_atoms: amount as u64 };
        let positions: Vec<Position> = positions_order.into_iter().map(position).collect();
        let collaterals: Vec<HeldCollateral> = collaterals_order.into_iter().map(collateral).collect();
        prop_assert_eq!(Portfolio::hash_of(&positions, &collaterals), Ok(hasher.finalize().into()));
    }
}
