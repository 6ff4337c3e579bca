//! m of n signatures.

mod common;

use bytemuck::Zeroable as _;
use common::{
    publisher::{member_key as key, set},
    *,
};
use ed25519_dalek::Signer as _;
use signer::collect::{collect, CollectError};
use vault_types::{signed::precompile, state::SignerSet, Pubkey};

fn by(member: u8, message: &[u8]) -> (Pubkey, [u8; 64]) {
    (key(member), signing_key(member).sign(message).to_bytes())
}

#[test]
fn a_quorum_comes_in_the_order_of_the_set_and_no_more_than_it() {
    let message = about(1, 5, 0);
    let message = message.bytes();
    let found = collect(&set(), message, &[4, 2, 3, 0].map(|member| by(member, message))).unwrap();
    assert_eq!(found.iter().map(|(member, _)| *member).collect::<Vec<_>>(), [0, 2, 3]);
    for (member, signature) in &found {
        assert_eq!(*signature, by(*member, message).1);
    }
    let (data, signed_by) = precompile::data(&set(), &found, message).unwrap();
    assert_eq!(precompile::signed_message(&data, &set(), signed_by), Ok(message));
}

#[test]
fn duplicates_strangers_and_wrong_signatures_do_not_count() {
    let message = about(1, 5, 0);
    let (message, other) = (message.bytes(), about(1, 6, 0));
    let missing = |signatures: &[(Pubkey, [u8; 64])]| match collect(&set(), message, signatures) {
        Err(CollectError::Missing { found, quorum, missing }) => (found, quorum, missing),
        found => panic!("{found:?}"),
    };
    let two = [by(1, message), by(3, message)];
    assert_eq!(missing(&two), (2, 3, [0, 2, 4].map(key).to_vec()));
    for third in [by(3, message), by(7, message), by(0, other.bytes()), (key(0), by(1, message).1)] {
        assert_eq!(missing(&[two[0], two[1], third]), (2, 3, [0, 2, 4].map(key).to_vec()));
    }
    assert_eq!(missing(&[]).0, 0);
}

/// Somebody sends rubbish in a member's name first.
#[test]
fn a_wrong_signature_does_not_hide_the_right_one() {
    let message = about(1, 5, 0);
    let message = message.bytes();
    let signatures = [(key(0), [1; 64]), by(0, message), by(1, message), by(2, message)];
    assert_eq!(collect(&set(), message, &signatures).unwrap().len(), 3);
}

#[test]
fn who_is_missing_is_named_and_no_set_is_an_error() {
    let message = about(1, 5, 0);
    let error = collect(&set(), message.bytes(), &[by(0, message.bytes())]).unwrap_err();
    assert!(error.to_string().starts_with(&format!("1 of 3 signatures; ask {}, ", key(1))), "{error}");
    assert_eq!(collect(&SignerSet::zeroed(), &[], &[]), Err(CollectError::SignerSet));
}
