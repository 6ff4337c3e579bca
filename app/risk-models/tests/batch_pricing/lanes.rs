//! The same bits in every lane, at every length, on every machine.

use crate::chain::{bits, option_type, price_rows, varied, Row};
use risk_models::batch_pricing::{price_one, Values};

/// Of the results of [`varied`] options, on every machine.
const FINGERPRINT: u64 = 0x9b1e_89f7_d012_c107;

/// As compiled for the least processor.
fn alone(row: &Row) -> Values {
    price_one(row.0, row.1, row.2, row.3, option_type(row.4))
}

#[test]
fn batches_of_every_length_have_the_bits_of_one_by_one() {
    let rows = varied(64);
    for length in (0..=17).chain([31, 32, 33, 64]) {
        for start in [0, 64 - length] {
            let rows = &rows[start..start + length];
            let results = price_rows(rows);
            assert_eq!(results.len(), length);
            for (row, values) in rows.iter().zip(&results) {
                assert_eq!(bits(values), bits(&alone(row)), "{row:?} in a batch of {length}");
            }
        }
    }
}

#[test]
fn an_option_has_the_same_bits_in_every_lane() {
    let rows = varied(8);
    for subject in &rows {
        let expected = bits(&alone(subject));
        for lane in 0..17 {
            let mut batch = varied(17);
            batch[lane] = *subject;
            assert_eq!(bits(&price_rows(&batch)[lane]), expected, "{subject:?} in lane {lane}");
        }
    }
}

#[test]
fn the_bits_are_those_of_every_other_machine() {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for bits in price_rows(&varied(5_000)).iter().flat_map(bits) {
        // FNV-1a, eight bytes at a time.
        hash = (hash ^ bits).wrapping_mul(0x0000_0100_0000_01b3);
    }
    assert_eq!(hash, FINGERPRINT, "{hash:#018x}");
}
