//! Which mints are collateral (ATTACKS 19): every extension on its own, and bytes that are no mint.

mod common;

use common::cases;
use proptest::prelude::*;
use vault_types::token_extensions::{check_mint, MintError, MintFacts};

/// Numbers of `ExtensionType` and the lengths of its values.
const DESCRIBING: [(u16, usize); 6] = [(18, 64), (19, 123), (20, 64), (21, 80), (22, 64), (23, 72)];
const REFUSED: [(u16, usize, MintError); 13] = [
    (1, 108, MintError::TransferFee),
    (3, 32, MintError::CloseAuthority),
    (4, 65, MintError::Confidential),
    (16, 129, MintError::Confidential),
    (24, 196, MintError::Confidential),
    (6, 1, MintError::DefaultAccountState),
    (9, 0, MintError::NonTransferable),
    (10, 52, MintError::InterestBearing),
    (12, 32, MintError::PermanentDelegate),
    (14, 64, MintError::TransferHook),
    (25, 56, MintError::ScaledUiAmount),
    (26, 33, MintError::Pausable),
    (28, 32, MintError::PermissionedBurn),
];
const OF_TOKEN_ACCOUNTS: [u16; 9] = [2, 5, 7, 8, 11, 13, 15, 17, 27];

/// As `Mint::pack_into_slice`.
fn mint(decimals: u8, freeze_authority: Option<[u8; 32]>) -> Vec<u8> {
    let mut data = [[1, 0, 0, 0].as_slice(), &[7; 32], &1_000_000_u64.to_le_bytes(), &[decimals, 1]].concat();
    data.extend([u8::from(freeze_authority.is_some()), 0, 0, 0]);
    data.extend(freeze_authority.unwrap_or_default());
    assert_eq!(data.len(), 82);
    data
}

/// With entries of these numbers and lengths.
fn extended(entries: &[(u16, usize)]) -> Vec<u8> {
    let mut data = mint(6, None);
    data.resize(165, 0);
    data.push(1);
    for (number, length) in entries {
        data.extend(number.to_le_bytes());
        data.extend(u16::try_from(*length).unwrap().to_le_bytes());
        data.extend(vec![0xab; *length]);
    }
    data
}

#[test]
fn a_classic_mint_is_read() {
    let plain = MintFacts { decimals: 9, supply_atoms: 1_000_000, can_be_frozen: false };
    assert_eq!(check_mint(&mint(9, None)), Ok(plain));
    let frozen = MintFacts { decimals: 6, can_be_frozen: true, ..plain };
    assert_eq!(check_mint(&mint(6, Some([9; 32]))), Ok(frozen), "USDC has a freeze authority");
    let mut fixed_supply = mint(9, None);
    fixed_supply[..36].fill(0);
    assert_eq!(check_mint(&fixed_supply), Ok(plain));
}

#[test]
fn what_only_describes_the_token_is_accepted() {
    assert!(check_mint(&extended(&[])).is_ok());
    for entry in DESCRIBING {
        assert!(check_mint(&extended(&[entry])).is_ok(), "{entry:?}");
    }
    let all = extended(&DESCRIBING);
    assert!(check_mint(&all).is_ok());
    for unused in 0..9 {
        assert!(check_mint(&[all.as_slice(), &vec![0; unused]].concat()).is_ok(), "{unused} unused bytes");
    }
}

#[test]
fn attack_19_every_extension_that_moves_or_holds_tokens_is_refused_by_name() {
    for (number, length, error) in REFUSED {
        assert_eq!(check_mint(&extended(&[(number, length)])), Err(error), "{number}");
        let [first, .., last] = DESCRIBING;
        assert_eq!(check_mint(&extended(&[first, (number, length), last])), Err(error), "{number} among others");
    }
    for number in OF_TOKEN_ACCOUNTS.into_iter().chain(29..200).chain([u16::MAX - 1, u16::MAX]) {
        assert_eq!(check_mint(&extended(&[(number, 0)])), Err(MintError::Unknown(number)));
    }
}

#[test]
fn attack_19_no_number_passes_that_is_not_listed() {
    let accepted = (1..=u16::MAX).filter(|number| check_mint(&extended(&[(*number, 8)])).is_ok());
    assert_eq!(accepted.collect::<Vec<_>>(), DESCRIBING.map(|(number, _)| number));
}

#[test]
fn attack_19_nothing_hides_behind_the_end_of_the_entries() {
    for (number, length, _) in REFUSED {
        assert_eq!(check_mint(&extended(&[(0, 0), (number, length)])), Err(MintError::Malformed), "{number}");
    }
    assert_eq!(check_mint(&extended(&[(18, 64), (18, 64)])), Err(MintError::Malformed), "twice");
}

/// Every mint cut off anywhere: refused, but for the ends where nothing is missing.
#[test]
fn what_is_cut_off_is_refused() {
    let classic = mint(9, Some([1; 32]));
    assert!((0..82).all(|length| check_mint(&classic[..length]) == Err(MintError::Malformed)));
    let long = extended(&DESCRIBING);
    let mut accepted_ends: Vec<usize> = (0..=long.len()).filter(|end| check_mint(&long[..*end]).is_ok()).collect();
    let mut ends = vec![82, 166];
    for (_, length) in DESCRIBING {
        ends.push(ends.last().unwrap() + 4 + length);
    }
    accepted_ends.dedup();
    assert_eq!(accepted_ends, ends);
}

#[test]
fn what_is_no_mint_is_refused() {
    for (what, offset, byte) in [
        ("not initialised", 45, 0),
        ("initialised to an unknown value", 45, 2),
        ("an authority that is neither there nor not", 0, 2),
        ("a freeze authority that is neither there nor not", 49, 1),
        ("a byte in the padding", 82, 1),
        ("a byte at the padding's end", 164, 1),
        ("a token account", 165, 2),
        ("of no type", 165, 0),
    ] {
        let mut data = extended(&[(18, 64)]);
        data[offset] = byte;
        assert_eq!(check_mint(&data), Err(MintError::Malformed), "{what}");
    }
    let as_long_as_a_multisig = extended(&[(18, 64), (19, 355 - 166 - 68 - 4)]);
    assert_eq!(as_long_as_a_multisig.len(), 355);
    assert_eq!(check_mint(&as_long_as_a_multisig), Err(MintError::Malformed));
    assert!(check_mint(&extended(&[(18, 64), (19, 355 - 166 - 68 - 4 + 1)])).is_ok());
    let beyond = [extended(&[]).as_slice(), &[18, 0, 255, 255], &[0; 64]].concat();
    assert_eq!(check_mint(&beyond), Err(MintError::Malformed), "longer than the account");
}

proptest! {
    #![proptest_config(cases(20_000))]

    #[test]
    fn random_bytes_never_panic(data in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = check_mint(&data);
    }

    /// Random entries behind a true mint: only what is listed passes.
    #[test]
    fn random_entries_are_refused_or_harmless(
        entries in prop::collection::vec((0u16..32, 0usize..80), 0..5),
        change in prop::option::of((0usize..600, any::<u8>())),
    ) {
        let mut data = extended(&entries);
        if let Some((offset, byte)) = change {
            let offset = offset % data.len();
            data[offset] = byte;
            let _ = check_mint(&data);
            return Ok(());
        }
        let numbers: Vec<u16> = entries.iter().map(|(number, _)| *number).collect();
        let are_listed = numbers.iter().all(|number| (18..=23).contains(number));
        let are_once = (1..numbers.len()).all(|i| !numbers[..i].contains(&numbers[i]));
        if check_mint(&data).is_ok() {
            // An entry of number 0 and length 0 is the end, and all behind it is zero.
            let ends = numbers.last().is_none_or(|last| *last == 0);
            prop_assert!((are_listed && are_once) || ends, "{entries:?}");
        } else {
            prop_assert!(!(are_listed && are_once && data.len() != 355), "{entries:?}");
        }
    }
}
