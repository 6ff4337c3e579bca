//! What is taken as the body of a request: random bytes, and messages with something wrong.

mod common;

use common::*;
use proptest::prelude::*;
use signer::service::message::{read, BodyError, MAX_BODY_LEN};
use signer::RequestError;

fn messages() -> impl Strategy<Value = Vec<u8>> {
    (any::<u8>(), any::<u64>(), any::<u32>(), any::<bool>()).prop_map(|(target, sequence, what, is_batch)| {
        let request = if is_batch { batch(target, sequence, what) } else { about(target, sequence, what) };
        request.bytes().to_vec()
    })
}

/// A message that something has happened to.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    (messages(), any::<bool>(), any::<prop::sample::Index>(), any::<u8>(), 0..3).prop_map(
        |(message, as_hex, place, byte, what)| {
            let mut body = if as_hex { hex::encode(&message).into_bytes() } else { message };
            let place = place.index(body.len());
            match what {
                0 => body[place] = byte,
                1 => body.truncate(place),
                _ => body.insert(place, byte),
            }
            body
        },
    )
}

proptest! {
    #[test]
    fn a_message_is_read_raw_and_in_hex(message in messages(), spaces in "[ \r\n\t]{0,3}") {
        let digits = hex::encode(&message);
        for body in [digits.clone(), digits.to_uppercase(), format!("{spaces}{digits}{spaces}")] {
            prop_assert!(body.len() <= MAX_BODY_LEN);
            let request = read(body.as_bytes()).unwrap();
            prop_assert_eq!(request.bytes(), &message);
        }
        let request = read(&message).unwrap();
        prop_assert_eq!(request.bytes(), &message);
    }

    /// What is signed is what was sent, or its hex, and nothing in between.
    #[test]
    fn whatever_is_taken_is_exactly_what_was_sent(body in prop_oneof![damaged(), any::<Vec<u8>>()]) {
        if let Ok(request) = read(&body) {
            let text = std::str::from_utf8(&body).unwrap_or_default();
            let is_hex = hex::decode(text.trim_ascii()).ok().is_some_and(|bytes| bytes == request.bytes());
            prop_assert!(request.bytes() == body || is_hex);
            prop_assert!([216, 344].contains(&request.bytes().len()));
        }
    }
}

#[test]
fn each_fault_has_its_error() {
    let message = about(1, 5, 0);
    assert_eq!(read(b"").unwrap_err(), RequestError::Length.into());
    assert_eq!(read(b"hello").unwrap_err(), BodyError::Encoding);
    assert_eq!(read(&[0xff; 344]).unwrap_err(), BodyError::Encoding);
    assert_eq!(read(&message.bytes()[..343]).unwrap_err(), RequestError::Length.into());
    let mut other = message.bytes().to_vec();
    other[15] = b'2';
    assert_eq!(read(&other).unwrap_err(), RequestError::Domain.into());
}
