//! Disks that stop in the middle, lose power, or change a byte.

mod common;

use common::*;
use signer::journal::{Book, Contents, Journal, JournalError, Limits, Log, Promise, Record, Standing, HEADER_LEN};
use std::cell::RefCell;
use std::fs;
use std::io;
use std::path::Path;
use std::rc::Rc;

/// A journal of six records: three promises, each with its signature.
fn six_records() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = new_journal(folder.path());
    let mut signer = open(folder.path(), Limits::default());
    for sequence in 1..=3 {
        signer.sign(&about(1, sequence, 0), approve).unwrap();
    }
    fs::read(path).unwrap()
}

fn read(bytes: &[u8]) -> Result<Contents, JournalError> {
    Contents::read(bytes, Path::new("journal"))
}

#[test]
fn a_journal_cut_anywhere_keeps_every_whole_record() {
    let whole = six_records();
    assert_eq!(whole.len(), HEADER_LEN + 6 * Record::LEN);
    for len in HEADER_LEN..=whole.len() {
        let contents = read(&whole[..len]).unwrap();
        let (records, torn) = ((len - HEADER_LEN) / Record::LEN, (len - HEADER_LEN) % Record::LEN);
        assert_eq!((contents.records.len(), contents.torn_len), (records, torn));
    }
}

#[test]
fn a_journal_without_its_whole_header_is_refused() {
    let whole = six_records();
    for len in 0..HEADER_LEN {
        assert!(matches!(read(&whole[..len]), Err(JournalError::NotAJournal { .. })), "{len} bytes");
    }
}

/// On disk: the end is cut off, the same message can be signed again, and another one only if nothing was promised.
#[test]
fn a_file_torn_at_every_byte_of_a_promise_or_signature_opens_and_goes_on() {
    let whole = six_records();
    let last = about(1, 3, 0);
    let folder = tempfile::tempdir().unwrap();
    let path = new_journal(folder.path());
    let good = read(&whole).unwrap();
    for torn in 0..2 * Record::LEN {
        let len = HEADER_LEN + 4 * Record::LEN + torn;
        fs::write(&path, &whole[..len]).unwrap();
        let mut signer = open(folder.path(), Limits::default());
        assert_eq!(fs::metadata(&path).unwrap().len() as usize, len - torn % Record::LEN);
        let was_promised = torn >= Record::LEN;
        let other = Promise::of(&about(1, 3, 9));
        assert_eq!(signer.journal().book().promises().check(&other).is_err(), was_promised, "torn at {torn}");
        let signature = signer.sign(&last, approve).unwrap();
        assert_eq!(Some(&signature), good.records[5].signature());
        assert_eq!(fs::read(&path).unwrap(), whole);
    }
}

#[test]
fn a_last_record_that_the_disk_never_filled_is_cut_off() {
    let mut bytes = six_records();
    bytes.extend([0; Record::LEN]);
    let contents = read(&bytes).unwrap();
    assert_eq!((contents.records.len(), contents.torn_len), (6, Record::LEN));
}

#[test]
fn a_changed_byte_anywhere_but_in_the_last_record_is_refused() {
    let whole = six_records();
    for at in 0..whole.len() - Record::LEN {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        let error = read(&bytes).unwrap_err();
        match at.checked_sub(HEADER_LEN) {
            None => assert!(matches!(error, JournalError::NotAJournal { .. }), "{error}"),
            Some(at) => match error {
                JournalError::Damaged { record, .. } => assert_eq!(record, at / Record::LEN + 1),
                other => panic!("{other}"),
            },
        }
    }
}

/// The last record is a signature, or a promise whose signature nobody got. Without it every answer stands.
#[test]
fn a_changed_byte_in_the_last_record_takes_no_promise_back() {
    let whole = six_records();
    for at in whole.len() - Record::LEN..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        let contents = read(&bytes).unwrap();
        assert_eq!((contents.records.len(), contents.torn_len), (5, Record::LEN));
        assert_eq!(contents.promises.check(&Promise::of(&about(1, 3, 0))), Ok(Standing::Promised(None)));
        assert!(contents.promises.check(&Promise::of(&about(1, 3, 1))).is_err());
    }
}

#[test]
fn records_left_out_repeated_or_in_another_order_are_refused() {
    let whole = six_records();
    let record = |index: usize| &whole[HEADER_LEN + index * Record::LEN..][..Record::LEN];
    for order in [vec![1, 2], vec![0, 2, 3], vec![0, 0, 1], vec![0, 1, 1, 2], vec![2, 3, 0, 1]] {
        let records = order.iter().map(|index| record(*index)).collect::<Vec<_>>().concat();
        let bytes = [&whole[..HEADER_LEN], &records].concat();
        assert!(matches!(read(&bytes), Err(JournalError::Damaged { .. })), "{order:?}");
    }
}

/// Written by another program, or by a faulty one: every checksum holds.
#[test]
fn records_that_break_a_promise_or_sign_none_are_refused() {
    let signature = [7; 64];
    let second = [
        (about(1, 5, 1), None),
        (about(1, 4, 0), None),
        (about(1, 5, 1), Some(&signature)),
        (about(2, 5, 0), Some(&signature)),
        (batch(9, 0, 0), None),
    ];
    for (request, signature) in second {
        let mut bytes = Contents::compact(&public_key(), &Default::default());
        for (request, signature) in [(about(1, 5, 0), None), (request, signature)] {
            let checksum = *bytes.last_chunk().unwrap();
            bytes.extend_from_slice(Record::new(&Promise::of(&request), signature, &checksum).bytes());
        }
        assert!(matches!(read(&bytes), Err(JournalError::Damaged { record: 2, .. })));
    }
}

/// A disk that takes so many bytes and syncs, and then fails. Power goes with it: what was not synced stays in any part.
#[derive(Clone, Default)]
struct Disk(Rc<RefCell<State>>);

#[derive(Default)]
struct State {
    written: Vec<u8>,
    synced_len: usize,
    bytes_left: usize,
    syncs_left: usize,
}

impl Log for Disk {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.0.borrow_mut();
        let taken = bytes.len().min(state.bytes_left);
        state.written.extend_from_slice(&bytes[..taken]);
        state.bytes_left -= taken;
        if taken < bytes.len() {
            Err(io::Error::other("full"))
        } else {
            Ok(())
        }
    }

    fn sync(&mut self) -> io::Result<()> {
        let mut state = self.0.borrow_mut();
        state.syncs_left = state.syncs_left.checked_sub(1).ok_or(io::Error::other("gone"))?;
        state.synced_len = state.written.len();
        Ok(())
    }
}

/// Signs sequences 1 to 3 until the disk fails; returns how many promises and signatures were answered.
fn use_until_it_fails(book: &mut Book<Disk>) -> (u64, u64) {
    let (mut promised, mut signed) = (0, 0);
    for sequence in 1..=3 {
        let promise = Promise::of(&about(1, sequence, 0));
        if book.promise(&promise).is_err() {
            break;
        }
        promised = sequence;
        if book.keep_signature(&promise, &[7; 64]).is_err() {
            break;
        }
        signed = sequence;
    }
    (promised, signed)
}

/// Whatever the disk keeps of what it had not synced, everything that was answered is there.
#[test]
fn loss_of_power_at_every_byte_and_every_sync_loses_no_answer() {
    let empty = Contents::compact(&public_key(), &Default::default());
    let contents = read(&empty).unwrap();
    let stops = (0..=6 * Record::LEN).map(|bytes| (bytes, 6)).chain((0..6).map(|syncs| (6 * Record::LEN, syncs)));
    for (bytes_left, syncs_left) in stops {
        let disk = Disk(Rc::new(RefCell::new(State { bytes_left, syncs_left, ..State::default() })));
        let mut book = Book::new(&contents, disk.clone());
        let (promised, signed) = use_until_it_fails(&mut book);
        let has_failed = signed < 3;
        let later = book.promise(&Promise::of(&about(2, 1, 0)));
        assert_eq!(
            matches!(later, Err(JournalError::Broken)),
            has_failed,
            "after a failed write nothing more is written"
        );
        let state = disk.0.borrow();
        for len in state.synced_len..=state.written.len() {
            let kept = read(&[&empty, &state.written[..len]].concat()).unwrap().promises;
            for sequence in 1..=promised {
                assert!(kept.check(&Promise::of(&about(1, sequence, 9))).is_err(), "{sequence} is free again");
            }
            if signed > 0 && promised == signed && len == state.synced_len {
                let last = kept.check(&Promise::of(&about(1, signed, 0)));
                assert_eq!(last, Ok(Standing::Promised(Some([7; 64]))));
            }
        }
    }
}

/// A crash while the file is rewritten leaves a part of the new one beside it.
#[test]
fn what_an_interrupted_rewriting_leaves_is_ignored() {
    let folder = tempfile::tempdir().unwrap();
    let path = new_journal(folder.path());
    let limits = Limits { least_len: 1, times_live: 2 };
    let mut sequence = 0;
    for len in (0..HEADER_LEN + Record::LEN).step_by(40) {
        fs::write(folder.path().join("journal.new"), vec![7; len]).unwrap();
        let mut signer = open(folder.path(), limits);
        for _ in 0..4 {
            sequence += 1;
            signer.sign(&about(1, sequence, 0), approve).unwrap();
            assert!(signer.journal().book().promises().check(&Promise::of(&about(1, sequence, 9))).is_err());
        }
    }
    assert!(fs::metadata(&path).unwrap().len() < (HEADER_LEN + 6 * Record::LEN) as u64, "it was rewritten");
    assert!(Journal::open(&path, &public_key(), limits, unwatched()).is_ok());
}
