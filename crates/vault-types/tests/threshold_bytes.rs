//! Messages and batches as bytes, there and back: what is kept is what was signed.

mod common;
mod threshold_common;

use bytemuck::Zeroable;
use common::cases;
use proptest::prelude::*;
use threshold_common::*;
use vault_types::{
    state::ThresholdBatch,
    threshold::{
        batch::{self, BatchBody, StoredBatch},
        ThresholdBody,
    },
};

#[test]
fn a_body_is_what_follows_the_header() {
    assert_eq!(ThresholdBody::LEN, 168);
    let header = header(vault_types::threshold::Form::Current.domain(), MARGIN_ACCOUNT, 1);
    let message = vault_types::threshold::message::encode(&header, &body());
    assert_eq!(body().to_bytes(), message[message.len() - ThresholdBody::LEN..]);
    assert_eq!(ThresholdBody::from_bytes(&body().to_bytes()), body());
}

#[test]
fn a_batch_is_kept_as_it_was_signed() {
    let header = header(batch::DOMAIN, BATCH, 5);
    let batch_body = BatchBody { root: [7; 32], depth: 3 };
    let message = batch::encode(&header, &batch_body);
    let opened = StoredBatch::open(&message, &expected(batch::DOMAIN, &BATCH, 4), NOW_TS).unwrap();
    assert_eq!(opened, StoredBatch { header, body: batch_body });
    assert_eq!(opened.to_bytes().to_vec(), message);
    let kept = ThresholdBatch { message: opened.to_bytes(), ..ThresholdBatch::zeroed() };
    assert_eq!(kept.batch(), opened);
}

/// Before the first batch any number of any signers is the next one.
#[test]
fn an_empty_batch_has_no_number() {
    let none = ThresholdBatch::zeroed().batch();
    assert_eq!(none, StoredBatch::zeroed());
    assert_eq!([0, 1, GENERATION, u64::MAX].map(|generation| none.last_sequence(generation)), [0; 4]);
    let kept = StoredBatch { header: header(batch::DOMAIN, BATCH, 5), ..none };
    assert_eq!((kept.last_sequence(GENERATION), kept.last_sequence(GENERATION + 1)), (5, 0));
}

proptest! {
    #![proptest_config(cases(1_000))]

    /// Any bytes are a body: what they say is checked where it is used.
    #[test]
    fn any_bytes_are_a_body_and_come_back(
        bytes in prop::collection::vec(any::<u8>(), ThresholdBody::LEN), offset in 0..8_usize,
    ) {
        // At any alignment.
        let mut shifted = vec![0; offset];
        shifted.extend_from_slice(&bytes);
        let bytes: &[u8; ThresholdBody::LEN] = shifted[offset..].try_into().unwrap();
        prop_assert_eq!(&ThresholdBody::from_bytes(bytes).to_bytes(), bytes);
    }

    #[test]
    fn any_bytes_are_a_kept_batch_and_come_back(bytes in prop::collection::vec(any::<u8>(), batch::MESSAGE_LEN)) {
        let message: [u8; batch::MESSAGE_LEN] = bytes.try_into().unwrap();
        let kept = ThresholdBatch { message, ..ThresholdBatch::zeroed() };
        prop_assert_eq!(kept.batch().to_bytes(), message);
    }
}
