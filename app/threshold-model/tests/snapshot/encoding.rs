//! One encoding for a snapshot, one snapshot for an encoding.

use super::random::any_input;
use super::*;
use proptest::prelude::*;
use std::fs;
use std::path::Path;
use vault_types::hash::sha256;

fn bytes() -> Vec<u8> {
    Snapshot::new(&example()).unwrap().encode()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_decoded_is_encoded_the_same(input in any_input()) {
        let snapshot = Snapshot::new(&input).unwrap();
        let decoded = Snapshot::decode(&snapshot.encode()).unwrap();
        prop_assert_eq!(decoded.encode(), snapshot.encode());
        prop_assert_eq!(&decoded, &snapshot);
    }

    /// Bytes that nobody encoded are refused, or are what their snapshot is encoded as.
    #[test]
    fn other_bytes_are_refused_or_another_snapshot(at in 0..1_360_usize, flip in 1..=255_u8) {
        let mut changed = bytes();
        changed[at] ^= flip;
        if let Ok(snapshot) = Snapshot::decode(&changed) {
            prop_assert_eq!(snapshot.encode(), changed);
        }
    }

    /// In whatever order a file names its entries.
    #[test]
    fn a_file_may_be_in_any_order(input in any_input()) {
        let mut turned = input.clone();
        turned.markets.reverse();
        turned.accounts[0].options.reverse();
        prop_assert_eq!(Snapshot::new(&turned).unwrap(), Snapshot::new(&input).unwrap());
    }
}

/// By another implementation of docs/SNAPSHOT.md, in Python.
#[test]
fn the_example_has_these_hashes() {
    let snapshot = Snapshot::new(&example()).unwrap();
    let bytes = snapshot.encode();
    let hashes = [sha256(&[&bytes]), snapshot.market_data_hash()].map(hex::encode);
    let expected = [
        "3fd25d1e45e80925be74bc3fdad0d5a4610e5480212c0d6a67109f121f21f0c3",
        "6f019ca8f9f4e2bc07d435a5b407f9f523fcff50f3ccd7b767af478b56a9a5f6",
    ];
    assert_eq!((bytes.len(), hashes), (1_360, expected.map(str::to_owned)));
    assert_eq!(Snapshot::read(&bytes).unwrap(), snapshot);
    assert_eq!(Snapshot::read(include_bytes!("../../examples/snapshot.json")).unwrap(), snapshot);
}

/// By the same other implementation.
#[test]
fn the_example_with_a_risk_model_has_these_hashes() {
    let snapshot = Snapshot::read(include_bytes!("../../examples/snapshot_with_model.json")).unwrap();
    let bytes = snapshot.encode();
    let hashes = [sha256(&[&bytes]), snapshot.market_data_hash()].map(hex::encode);
    let expected = [
        "9485403a805326ae6cd471c8dec7870f5e04cd841a4ac9e68640a8e67c2dc771",
        "1c6208c48fa61c567da0435ef0e87c9783e1d67cc566efd48f6045832c164c22",
    ];
    assert_eq!((bytes.len(), hashes), (3_116, expected.map(str::to_owned)));
    let terms = snapshot.risk_model().unwrap();
    let parameters_hash = "256ede24bd0e4732ee2ac6c59e20b6676829c93c7c3dc6cf8d062d3c5f2971ef";
    assert_eq!((hex::encode(terms.parameters_hash).as_str(), terms.sol_price_e8), (parameters_hash, 60 * USD));
}

#[test]
fn no_part_of_a_snapshot_is_one_nor_one_with_more_behind() {
    let bytes = bytes();
    for length in 0..bytes.len() {
        let refused = Snapshot::decode(&bytes[..length]);
        assert!(matches!(refused, Err(SnapshotError::Bytes { .. })), "{length} bytes: {refused:?}");
    }
    let more = [&bytes[..], &[0]].concat();
    let refused = Snapshot::decode(&more).unwrap_err();
    assert_eq!(refused.to_string(), "byte 1360: the snapshot ends here, the bytes do not");
}

/// Rows of a table in the document: offset, length, name of the field.
fn table(title: &str) -> Vec<(usize, usize, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/SNAPSHOT.md");
    let document = fs::read_to_string(path).unwrap();
    let (_, rows) = document.split_once(&format!("| offset | bytes | {title} | what |\n")).unwrap();
    let cells = |row: &str| row.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let rows = rows.lines().skip(1).take_while(|line| line.starts_with('|')).map(cells);
    rows.map(|row| (row[1].parse().unwrap(), row[2].parse().unwrap(), row[3].replace('`', ""))).collect()
}

macro_rules! check_table {
    ($record:ty, $title:literal, $($field:ident),+) => {
        let expected = [$((std::mem::offset_of!($record, $field), stringify!($field).to_owned())),+];
        let (table, mut end) = (table($title), 0);
        assert_eq!(table.iter().map(|row| (row.0, row.2.clone())).collect::<Vec<_>>(), expected, $title);
        for (offset, length, name) in table {
            assert_eq!(offset, end, "{} {name} begins where the field before it ends", $title);
            end += length;
        }
        assert_eq!(end, size_of::<$record>(), $title);
    };
}

#[test]
fn the_tables_in_the_document_are_the_records() {
    check_table!(Round, "round", cluster_genesis_hash, config, generation, sequence, expires_ts);
    check_table!(Setting, "setting", observed_ts, parameters, strikes, zero);
    check_table!(
        MarketTerms,
        "market",
        address,
        underlying_mint,
        quote_mint,
        spot_e8,
        fallback_vol_e9,
        floor_vol_e9,
        ceiling_vol_e9,
        grid,
        standard,
        delta_limit_bps,
        underlying_decimals,
        quote_decimals,
        zero
    );
    check_table!(SmileTerms, "smile", expiry_ts, a, b, rho, m, sigma, issued_ts, posted_ts);
    check_table!(AccountTerms, "account", address, position_seq, last, form, zero);
    check_table!(
        LastThreshold,
        "last threshold",
        initial_margin_atoms,
        maintenance_margin_atoms,
        liquidation_threshold_atoms,
        accepted_ts,
        sequence,
        generation,
        position_seq,
        is_void,
        zero
    );
    check_table!(OptionTerms, "option", expiry_ts, strike_e8, quantity_atoms, market, kind, settlement, zero);
}
