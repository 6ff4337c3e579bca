//! Signed messages: who signs, how signatures are laid out, whom a message is for.

mod common;

use bytemuck::Zeroable;
use common::cases;
use proptest::prelude::*;
use vault_types::{
    signed::{
        message::{Expected, MessageHeader, MAX_AHEAD_SECS, MAX_MESSAGE_AGE_SECS},
        precompile::{self, signed_message, MemberSignature},
        SignedError,
    },
    state::SignerSet,
    surface::message::{decode, encode, SignedSlice, DOMAIN},
    Pubkey,
};

const NOW_TS: i64 = 1_700_000_000;

fn key(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

/// Members 1 to `members`.
fn set(quorum: u8, members: u8) -> SignerSet {
    let mut set = SignerSet::zeroed();
    set.replace(quorum, &(1..=members).map(key).collect::<Vec<_>>()).unwrap();
    set
}

fn signatures(members: &[u8]) -> Vec<MemberSignature> {
    members.iter().map(|member| (*member, [0xa0 + member; 64])).collect()
}

#[test]
fn a_set_has_one_to_eight_different_keys_and_a_quorum_of_them() {
    let good = set(2, 3);
    assert!(good.invariant());
    assert_eq!((good.quorum, good.members, good.generation), (2, 3, 1));
    let mut changed = good;
    changed.replace(1, &[key(9)]).unwrap();
    assert_eq!((changed.members(), changed.generation), ([key(9)].as_slice(), 2));
    assert!(changed.invariant() && changed.keys[1..].iter().all(|key| *key == Pubkey::default()));
    changed.replace(8, &(11..19).map(key).collect::<Vec<_>>()).unwrap();

    let nine: Vec<Pubkey> = (1..=9).map(key).collect();
    let bad: [(u8, &[Pubkey]); 7] = [
        (0, &[]),
        (1, &[]),
        (0, &[key(1)]),
        (2, &[key(1)]),
        (1, &[key(1), key(2), key(1)]),
        (1, &[key(1), Pubkey::default()]),
        (1, &nine),
    ];
    for (quorum, keys) in bad {
        let mut refused = good;
        assert_eq!(refused.replace(quorum, keys), Err(SignedError::InvalidSigners), "{quorum} of {keys:?}");
        assert_eq!(refused, good, "nothing has changed");
    }
    let mut last = SignerSet { generation: u64::MAX, ..good };
    assert_eq!(last.replace(1, &[key(1)]), Err(SignedError::InvalidSigners));
    let broken: [fn(&mut SignerSet); 7] = [
        |set| set.quorum = 0,
        |set| set.quorum = 4,
        |set| set.members = 0,
        |set| set.members = 9,
        |set| set.keys[1] = set.keys[0],
        |set| set.keys[7] = key(7),
        |set| set.generation = 0,
    ];
    for (index, spoil) in broken.into_iter().enumerate() {
        let mut broken = good;
        spoil(&mut broken);
        assert!(!broken.invariant(), "{index}");
    }
}

/// The table in docs/DESIGN.md, byte by byte, for two of three signers and a message of five bytes.
#[test]
fn the_layout() {
    let (data, signed_by) = precompile::data(&set(2, 3), &signatures(&[0, 2]), b"hello").unwrap();
    assert_eq!(signed_by, 0b101);
    let words = |words: [u16; 7]| words.map(u16::to_le_bytes).concat();
    let here = 0xffff;
    let expected = [
        vec![2, 0],
        words([30, here, 94, here, 222, 5, here]),
        words([126, here, 190, here, 222, 5, here]),
        vec![0xa0; 64],
        vec![1; 32],
        vec![0xa2; 64],
        vec![3; 32],
        b"hello".to_vec(),
    ];
    assert_eq!(data, expected.concat());
    assert_eq!(signed_message(&data, &set(2, 3), signed_by), Ok(b"hello".as_slice()));
}

#[test]
fn the_sender_can_only_build_what_is_accepted() {
    let set = set(1, 3);
    assert!(precompile::data(&set, &signatures(&[3]), b"").is_none(), "no such member");
    assert!(precompile::data(&set, &signatures(&[1, 0]), b"").is_none(), "not in order");
    assert!(precompile::data(&set, &signatures(&[1, 1]), b"").is_none(), "twice");
    assert!(precompile::data(&set, &signatures(&[1]), &[0; 65_536]).is_none(), "too long");
}

#[test]
fn a_quorum_of_members() {
    let set = set(2, 3);
    let of = |members: &[u8]| precompile::data(&set, &signatures(members), b"hello").unwrap();
    for members in [[0, 1].as_slice(), &[0, 2], &[1, 2], &[0, 1, 2]] {
        let (data, signed_by) = of(members);
        assert!(signed_message(&data, &set, signed_by).is_ok(), "{members:?}");
    }
    for members in [[].as_slice(), &[0], &[2]] {
        let (data, signed_by) = of(members);
        assert_eq!(signed_message(&data, &set, signed_by), Err(SignedError::TooFewSigners), "{members:?}");
    }
    let (data, _) = of(&[0, 1]);
    assert_eq!(signed_message(&data, &set, 0b1001), Err(SignedError::UnknownSigner));
    assert_eq!(signed_message(&data, &set, 0b101), Err(SignedError::WrongSigner));
    assert_eq!(signed_message(&data, &set, 0b111), Err(SignedError::Layout));

    // The first member's key in both places.
    let mut twice = data.clone();
    twice[190..222].copy_from_slice(key(1).as_ref());
    assert_eq!(signed_message(&twice, &set, 0b11), Err(SignedError::WrongSigner));

    let all = self::set(8, 8);
    let (data, signed_by) = precompile::data(&all, &signatures(&[0, 1, 2, 3, 4, 5, 6, 7]), b"hello").unwrap();
    assert_eq!(signed_by, 0xff);
    assert!(signed_message(&data, &all, signed_by).is_ok());
}

/// What follows a signature in its place, key by key, so that each byte belongs to one check.
#[test]
fn attack_01_every_byte_but_signatures_and_message_is_compared() {
    let set = set(2, 3);
    let (data, signed_by) = precompile::data(&set, &signatures(&[0, 2]), b"hello").unwrap();
    let free = |index: usize| matches!(index, 30..94 | 126..190 | 222..);
    for index in 0..data.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut other = data.clone();
            other[index] ^= flip;
            let is_key = matches!(index, 94..126 | 190..222);
            let expected = if is_key { SignedError::WrongSigner } else { SignedError::Layout };
            match signed_message(&other, &set, signed_by) {
                Ok(message) => assert!(free(index) && message == &other[222..], "byte {index}"),
                Err(error) => assert!(!free(index) && error == expected, "byte {index}: {error}"),
            }
        }
    }
    for length in 0..data.len() {
        assert!(signed_message(&data[..length], &set, signed_by).is_err(), "{length} bytes");
    }
    let longer = [data.as_slice(), &[0]].concat();
    assert_eq!(signed_message(&longer, &set, signed_by), Err(SignedError::Layout), "a byte too many");
}

proptest! {
    #![proptest_config(cases(20_000))]

    /// Whatever is accepted is what the builder writes for the same signatures and message.
    #[test]
    fn attack_01_random_bytes_never_verify(
        noise in proptest::collection::vec(any::<u8>(), 0..1_300),
        (quorum, members, signed_by) in (1..=8u8, 1..=8u8, any::<u8>()),
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3),
        is_noise: bool,
    ) {
        let set = set(quorum.min(members), members);
        let named: Vec<u8> = (0..members).filter(|member| signed_by & (1 << member) != 0).collect();
        let (honest, named_by) = precompile::data(&set, &signatures(&named), &noise).unwrap();
        let mut data = if is_noise { noise } else { honest };
        for (index, byte) in edits.iter().filter(|_| !data.is_empty()).map(|(index, byte)| (index.index(data.len()), byte)).collect::<Vec<_>>() {
            data[index] = *byte;
        }
        if let Ok(message) = signed_message(&data, &set, signed_by) {
            let start = 2 + 14 * named.len();
            let signature = |place: usize| <[u8; 64]>::try_from(&data[start + 96 * place..][..64]).unwrap();
            let given: Vec<MemberSignature> = named.iter().enumerate().map(|(place, member)| (*member, signature(place))).collect();
            prop_assert_eq!(precompile::data(&set, &given, message), Some((data.clone(), signed_by)));
            prop_assert!(!is_noise && named_by == signed_by && named.len() >= usize::from(set.quorum));
        }
    }
}

fn header() -> MessageHeader {
    MessageHeader {
        domain: DOMAIN,
        program: vault_types::ID,
        cluster_genesis_hash: [9; 32],
        config: key(1),
        target: key(2),
        generation: 3,
        sequence: 11,
        issued_ts: NOW_TS - 5,
        expires_ts: NOW_TS + 60,
    }
}

fn check(header: &MessageHeader) -> Result<(), SignedError> {
    let expected = Expected {
        domain: DOMAIN,
        cluster_genesis_hash: &[9; 32],
        config: &key(1),
        target: &key(2),
        generation: 3,
        last_sequence: 10,
    };
    header.check(&expected, NOW_TS)
}

#[test]
fn attack_03_each_field_of_the_header_has_its_own_refusal() {
    type Spoil = (SignedError, fn(&mut MessageHeader));
    let spoils: [Spoil; 14] = [
        (SignedError::Domain, |header| header.domain[15] = b'2'),
        (SignedError::Program, |header| header.program = key(7)),
        (SignedError::Cluster, |header| header.cluster_genesis_hash[31] ^= 1),
        (SignedError::Config, |header| header.config = key(7)),
        (SignedError::Target, |header| header.target = key(7)),
        (SignedError::Generation, |header| header.generation = 2),
        (SignedError::Generation, |header| header.generation = 4),
        (SignedError::Sequence, |header| header.sequence = 10),
        (SignedError::Sequence, |header| header.sequence = 0),
        (SignedError::FromTheFuture, |header| header.issued_ts = NOW_TS + MAX_AHEAD_SECS + 1),
        (SignedError::FromTheFuture, |header| header.issued_ts = i64::MAX),
        (SignedError::Expired, |header| header.expires_ts = NOW_TS - 1),
        (SignedError::TooOld, |header| header.issued_ts = NOW_TS - MAX_MESSAGE_AGE_SECS - 1),
        (SignedError::TooOld, |header| header.issued_ts = i64::MIN),
    ];
    for (error, spoil) in spoils {
        let mut header = header();
        spoil(&mut header);
        assert_eq!(check(&header), Err(error), "{header:?}");
    }
    let limits: [fn(&mut MessageHeader); 6] = [
        |_| (),
        |header| header.sequence = u64::MAX,
        |header| header.issued_ts = NOW_TS + MAX_AHEAD_SECS,
        |header| header.issued_ts = NOW_TS - MAX_MESSAGE_AGE_SECS,
        |header| header.expires_ts = NOW_TS,
        |header| header.expires_ts = i64::MAX,
    ];
    for spoil in limits {
        let mut header = header();
        spoil(&mut header);
        assert_eq!(check(&header), Ok(()), "{header:?}");
    }
}

/// The table in docs/DESIGN.md.
#[test]
fn the_header_is_little_endian() {
    let bytes = encode(&header(), &[]);
    assert_eq!(bytes.len(), MessageHeader::LEN);
    let (config, target) = (key(1), key(2));
    let expected = [
        DOMAIN.as_slice(),
        vault_types::ID.as_ref(),
        &[9; 32],
        config.as_ref(),
        target.as_ref(),
        &3u64.to_le_bytes(),
        &11u64.to_le_bytes(),
        &(NOW_TS - 5).to_le_bytes(),
        &(NOW_TS + 60).to_le_bytes(),
    ];
    assert_eq!(bytes, expected.concat());
}

#[test]
fn a_message_about_the_surface_has_one_to_eight_slices() {
    let slice = SignedSlice { expiry_ts: 1, a: 2, b: 3, rho: 4, m: 5, sigma: 6 };
    for count in 0..=9 {
        let bytes = encode(&header(), &vec![slice; count]);
        assert_eq!(bytes.len(), 176 + 48 * count);
        // One byte before them, so that the numbers are not aligned.
        let shifted = [&[0], bytes.as_slice()].concat();
        match decode(&shifted[1..]) {
            Ok(decoded) => assert!((1..=8).contains(&count) && decoded == (header(), vec![slice; count])),
            Err(error) => assert!(error == SignedError::Length && !(1..=8).contains(&count)),
        }
        for wrong in [1, 47] {
            let odd = [bytes.as_slice(), &vec![0; wrong]].concat();
            assert_eq!(decode(&odd), Err(SignedError::Length));
        }
    }
    assert_eq!(decode(&[0; 175]), Err(SignedError::Length));
    let words = [1i64, 2, 3, 4, 5, 6].map(i64::to_le_bytes).concat();
    assert_eq!(encode(&header(), &[slice])[176..], words);
}
