//! What the journal lets be signed, and whom it belongs to.

mod common;

use common::*;
use proptest::{collection::vec, prelude::*};
use signer::{
    journal::{read, Conflict, Contents, Journal, JournalError, Limits, Promise, Promises, Record, Standing},
    Request, SignError,
};
use std::fs;
use std::path::Path;
use vault_types::threshold::Form;

/// Promised in this order, all but the last one for certain; what comes of the last one.
fn after(earlier: &[Request], last: &Request) -> Result<Standing, Conflict> {
    let mut promises = Promises::default();
    for request in earlier {
        let promise = Promise::of(request);
        assert_eq!(promises.check(&promise), Ok(Standing::New));
        promises.note(&promise);
    }
    promises.check(&Promise::of(last))
}

#[test]
fn one_account_gets_one_message_for_each_sequence_and_none_below() {
    let first = [about(1, 5, 0)];
    assert_eq!(after(&first, &first[0]), Ok(Standing::Promised(None)));
    assert_eq!(after(&first, &about(1, 5, 1)), Err(Conflict::OtherMessage { sequence: 5 }));
    assert_eq!(after(&first, &about(1, 4, 0)), Err(Conflict::LowerSequence { last: 5 }));
    assert_eq!(after(&first, &about(1, 6, 1)), Ok(Standing::New));
    assert_eq!(after(&first, &about(2, 5, 1)), Ok(Standing::New), "accounts may share the time of a round");
}

#[test]
fn both_forms_about_an_account_count_together() {
    let after_trade = |sequence| about_form(Form::AfterTrade, 1, sequence, 0);
    assert_eq!(after(&[about(1, 5, 0)], &after_trade(5)), Err(Conflict::OtherMessage { sequence: 5 }));
    assert_eq!(after(&[about(1, 5, 0)], &after_trade(6)), Ok(Standing::New));
}

/// Any account may have a leaf in it.
#[test]
fn everything_is_above_the_batches_before_it() {
    let earlier = [batch(8, 6_000, 0)];
    let shared = Err(Conflict::SharedSequence { last: 6_000 });
    assert_eq!(after(&earlier, &about(1, 6_001, 0)), Ok(Standing::New), "of the same second too");
    assert_eq!(after(&earlier, &about(1, 5_999, 0)), shared);
    assert_eq!(after(&earlier, &about(8, 5_999, 0)), shared);
    assert_eq!(after(&[batch(8, 6_000, 0), about(8, 6_007, 0)], &about(1, 5_999, 0)), shared);
    assert_eq!(after(&earlier, &batch(9, 6_000, 0)), shared, "whoever keeps it");
    assert_eq!(after(&earlier, &batch(9, 5_000, 0)), shared);
    assert_eq!(after(&earlier, &batch(8, 5_000, 0)), Err(Conflict::LowerSequence { last: 6_000 }));
    assert_eq!(after(&earlier, &batch(8, 6_000, 1)), Err(Conflict::OtherMessage { sequence: 6_000 }));
    assert_eq!(after(&earlier, &batch(8, 7_000, 0)), Ok(Standing::New));
    assert_eq!(after(&[], &about(1, 0, 0)), Err(Conflict::SharedSequence { last: 0 }), "no account takes a zero");
    assert_eq!(after(&[], &batch(8, 0, 0)), Err(Conflict::SharedSequence { last: 0 }));
}

/// Neither of its own second nor of a later one: whoever asks for such a message first would otherwise hold up everybody's thresholds.
#[test]
fn no_message_about_an_account_holds_up_a_batch() {
    for sequence in [5_999, 6_001, 6_999, 9_001] {
        assert_eq!(after(&[about(1, sequence, 0)], &batch(8, 6_000, 0)), Ok(Standing::New), "{sequence}");
    }
}

#[test]
fn the_first_number_of_each_second_is_the_batchs_and_a_batch_has_no_other() {
    let refused =
        |request: &Request| after(&[], request) == Err(Conflict::Number { sequence: request.header().sequence });
    assert!([1_000, 6_000, u64::MAX / 1_000 * 1_000].iter().all(|sequence| refused(&about(1, *sequence, 0))));
    assert!([1, 999, 6_001, 6_999, u64::MAX].iter().all(|sequence| refused(&batch(8, *sequence, 0))));
}

/// The records of a journal, each with the checksum that it has there.
fn written(requests: &[Request]) -> Vec<u8> {
    let mut bytes = Contents::compact(&public_key(), &Promises::default());
    for request in requests {
        let checksum = *bytes.last_chunk().unwrap();
        bytes.extend_from_slice(Record::new(&Promise::of(request), None, &checksum).bytes());
    }
    bytes
}

/// From before these numbers: a batch had the last one of its second, a message about an account any below it.
#[test]
fn a_journal_with_other_numbers_is_read_and_none_of_them_is_given_again() {
    let old = [about(1, 5_000, 0), batch(8, 5_999, 0), about(2, 7_000, 0), about(2, 7_005, 0)];
    let read = |bytes: &[u8]| Contents::read(bytes, Path::new("journal")).unwrap().promises;
    let promises = read(&written(&old));
    let check = |request: &Request| promises.check(&Promise::of(request));
    for known in [&old[0], &old[1], &old[3]] {
        assert_eq!(check(known), Ok(Standing::Promised(None)));
    }
    let lent = Err(Conflict::SharedSequence { last: 7_000 });
    assert_eq!(check(&batch(8, 7_000, 0)), lent, "an account may have taken it");
    assert_eq!(check(&about(3, 5_999, 0)), Err(Conflict::SharedSequence { last: 5_999 }));
    assert_eq!(check(&batch(8, 8_000, 0)), Ok(Standing::New));
    assert_eq!(check(&about(3, 6_001, 0)), Ok(Standing::New));
    let rewritten = read(&Contents::compact(&public_key(), &promises));
    assert_eq!(rewritten.check(&Promise::of(&old[0])), Ok(Standing::Promised(None)));
    assert_eq!(
        rewritten.check(&Promise::of(&batch(8, 7_000, 0))),
        lent,
        "also where a later message has taken its place"
    );
    assert_eq!(rewritten, promises);
}

proptest! {
    /// Whatever is asked for in whatever order: of two messages with one sequence no account could take either, batches rise, and so do the messages about
    /// an account; and what is written can be read again, also rewritten.
    #[test]
    fn no_order_of_questions_breaks_a_promise(
        asked in vec((any::<bool>(), 0..3_u8, prop_oneof![0..4_u64, 998..1_003_u64, 1_998..2_003_u64, 3_000..3_002_u64], 0..2_u32), 1..60)
    ) {
        let (mut promises, mut signed) = (Promises::default(), Vec::<Request>::new());
        for (is_batch, target, sequence, what) in asked {
            let request = if is_batch { batch(target, sequence, what) } else { about(target, sequence, what) };
            let promise = Promise::of(&request);
            if promises.check(&promise) != Ok(Standing::New) {
                continue;
            }
            for earlier in &signed {
                let (is_about, last) = (earlier.header().target == request.header().target, earlier.header().sequence);
                let may_meet = earlier.is_batch() || is_batch || is_about;
                prop_assert!(!may_meet || last != sequence, "{earlier:?} and {request:?}");
                let rises = earlier.is_batch() || (!is_batch && is_about);
                prop_assert!(!rises || sequence > last, "{request:?} after {earlier:?}");
            }
            promises.note(&promise);
            signed.push(request);
        }
        let all = Contents::read(&written(&signed), Path::new("journal")).unwrap();
        prop_assert_eq!(&all.promises, &promises);
        let compact = Contents::read(&Contents::compact(&public_key(), &promises), Path::new("journal")).unwrap();
        prop_assert_eq!(&compact.promises, &promises);
    }
}

fn with_generation(request: &Request, generation: u64) -> Request {
    let mut bytes = request.bytes().to_vec();
    bytes[144..152].copy_from_slice(&generation.to_le_bytes());
    Request::read(&bytes).unwrap()
}

#[test]
fn sequences_begin_anew_with_a_generation_and_generations_never_fall() {
    let later = with_generation(&about(1, 1, 0), GENERATION + 1);
    assert_eq!(after(&[about(1, 5, 0)], &later), Ok(Standing::New));
    let earlier = Err(Conflict::EarlierGeneration { last: GENERATION + 1 });
    assert_eq!(after(&[about(1, 5, 0), later.clone()], &about(1, 6, 0)), earlier);
    assert_eq!(after(&[about(1, 5, 0), later], &about(2, 6, 0)), earlier);
}

#[test]
fn houses_do_not_count_together() {
    for place in [16, 48, 80] {
        let mut bytes = about(1, 5, 0).bytes().to_vec();
        bytes[place] ^= 1;
        assert_eq!(after(&[about(1, 5, 0)], &Request::read(&bytes).unwrap()), Ok(Standing::New));
    }
}

#[test]
fn asked_again_the_signature_is_the_same_also_after_a_new_start() {
    let folder = tempfile::tempdir().unwrap();
    new_journal(folder.path());
    let request = about(1, 5, 0);
    let first = open(folder.path(), Limits::default()).sign(&request, approve).unwrap();
    let mut signer = open(folder.path(), Limits::default());
    let len = signer.journal().book().length();
    let refuse = |_: &Request| Err(std::fmt::Error);
    assert_eq!(signer.sign(&request, refuse).unwrap(), first, "it is not judged again");
    assert_eq!(signer.journal().book().length(), len, "nothing is written");
    assert!(matches!(signer.sign(&about(1, 6, 0), refuse), Err(SignError::Refused(_))));
    assert_eq!(signer.journal().book().length(), len, "nor for what the rules refuse");
}

#[test]
fn a_journal_is_open_in_one_place_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = new_journal(folder.path());
    let signer = open(folder.path(), Limits::default());
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    for name in [&path, &link] {
        let second = Journal::open(name, &public_key(), Limits::default(), unwatched());
        assert!(matches!(second, Err(JournalError::Locked { .. })));
    }
    drop(signer);
    assert!(Journal::open(&link, &public_key(), Limits::default(), unwatched()).is_ok());
    fs::hard_link(&path, folder.path().join("other")).unwrap();
    let hard = Journal::open(&path, &public_key(), Limits::default(), unwatched());
    assert!(matches!(hard, Err(JournalError::HardLinks { .. })));
}

#[test]
fn a_journal_is_made_on_purpose_only_and_belongs_to_one_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let missing = Journal::open(&path, &public_key(), Limits::default(), unwatched());
    assert!(matches!(missing, Err(JournalError::Missing { .. })));
    new_journal(folder.path());
    assert!(matches!(Journal::create(&path, &public_key()), Err(JournalError::Exists { .. })));
    let other = Journal::open(&path, &[1; 32], Limits::default(), unwatched());
    assert!(matches!(other, Err(JournalError::OtherKey { .. })));
}

#[test]
fn rewriting_keeps_what_counts_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = new_journal(folder.path());
    let limits = Limits { least_len: 4_000, times_live: 2 };
    let mut signer = open(folder.path(), limits);
    let (mut longest, mut rewritten, mut last_len) = (0, 0, 0);
    for sequence in 1..200 {
        let (target, second) = (sequence as u8 % 3, sequence / 7 * 1_000);
        let request = if sequence % 7 == 0 { batch(9, second, 0) } else { about(target, second + sequence % 7, 0) };
        let signature = signer.sign(&request, approve).unwrap();
        let len = fs::metadata(&path).unwrap().len();
        rewritten += u32::from(len < last_len);
        (longest, last_len) = (longest.max(len), len);
        let contents = read(&path).unwrap();
        assert_eq!(&contents.promises, signer.journal().book().promises());
        let kept = contents.promises.check(&Promise::of(&request));
        assert_eq!(kept, Ok(Standing::Promised(Some(signature))));
    }
    assert!(rewritten > 10 && longest < 7_000, "{rewritten} times, {longest} bytes at most");
    let promises = signer.journal().book().promises();
    let compact = Contents::read(&Contents::compact(&public_key(), promises), &path).unwrap();
    assert_eq!((&compact.promises, compact.records.len()), (promises, 8));
}
