//! What is written is read back; whatever else is in a file is refused with its line.

use crate::common::*;
use feed::record::{LineProblem, Reader, RecordError, Writer};
use std::fs;

fn read(bytes: &[u8]) -> Result<Vec<Entry>, RecordError> {
    Reader::new("ticks.jsonl".to_owned(), bytes).collect()
}

fn written(entries: &[Entry]) -> Result<Vec<u8>, RecordError> {
    let mut writer = Writer::new("ticks.jsonl".to_owned(), Vec::new());
    for entry in entries {
        writer.write(entry)?;
    }
    Ok(writer.into_inner())
}

fn any_update() -> impl Strategy<Value = AccountUpdate> {
    let data = prop_oneof![4 => prop::collection::vec(any::<u8>(), 0..200), 1 => Just(Vec::new())];
    (any::<u64>(), 0..4u8, any::<[u8; 32]>(), data).prop_map(|(slot, address, owner, data)| AccountUpdate {
        slot,
        address: Pubkey::new_from_array([address; 32]),
        owner: Pubkey::new_from_array(owner),
        data,
    })
}

/// In any order of times and slots, then put into one that a recording may have.
fn any_recording() -> impl Strategy<Value = Vec<Entry>> {
    let entry = (0..=i64::MAX, prop::option::weighted(0.8, any_update()));
    prop::collection::vec(entry, 0..20).prop_map(|entries| {
        let (mut times, updates): (Vec<_>, Vec<_>) = entries.into_iter().unzip();
        times.sort_unstable();
        let mut slots: Vec<_> = updates.iter().flatten().map(|update| update.slot).collect();
        slots.sort_unstable_by(|a, b| b.cmp(a));
        let in_order = updates
            .into_iter()
            .map(|update| update.map(|update| AccountUpdate { slot: slots.pop().unwrap_or(update.slot), ..update }));
        times.into_iter().zip(in_order).map(|(received_ms, update)| Entry { received_ms, update }).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(entries in any_recording()) {
        let bytes = written(&entries).unwrap();
        prop_assert_eq!(bytes.iter().filter(|&&byte| byte == b'\n').count(), entries.len());
        prop_assert_eq!(read(&bytes), Ok(entries));
    }

    /// A recorder that is stopped leaves all but what it was writing.
    #[test]
    fn a_recording_that_is_cut_has_all_lines_before(entries in any_recording(), at in any::<prop::sample::Index>()) {
        let bytes = written(&entries).unwrap();
        let cut = &bytes[..at.index(bytes.len() + 1)];
        let whole = cut.iter().filter(|&&byte| byte == b'\n').count();
        let read: Vec<_> = Reader::new("ticks.jsonl".to_owned(), cut).collect();
        let is_cut_off = cut.last().is_some_and(|&byte| byte != b'\n');
        prop_assert_eq!(read.len(), whole + usize::from(is_cut_off));
        prop_assert!(read[..whole].iter().zip(&entries).all(|(read, entry)| read.as_ref() == Ok(entry)));
        if is_cut_off {
            let line = whole as u64 + 1;
            let error = RecordError::Line { file: "ticks.jsonl".to_owned(), line, problem: LineProblem::CutOff };
            prop_assert_eq!(&read[whole], &Err(error));
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read(&bytes).ok();
    }
}

const FIRST: &str = r#"{"received_ms":1700000000000,"slot":5,"address":"US517G5965aydkZ46HS38QLi7UQiSojurfbQfKCELFx","owner":"11111111111111111111111111111111","data":""}"#;

fn second(fields: &str) -> String {
    let bytes = format!("{FIRST}\n{fields}\n");
    let error = read(bytes.as_bytes()).unwrap_err().to_string();
    error.strip_prefix("ticks.jsonl: line 2: ").expect("the file and the line").to_owned()
}

/// The format as the page has it, not as the writer writes it.
#[test]
fn the_documented_lines_are_read() {
    let text = format!("{FIRST}\n{{\"received_ms\":1700000001000}}\n");
    let update = AccountUpdate::missing(5, Pubkey::new_from_array(FEED));
    let entries = vec![seen(NOW_MS, update), passed(NOW_MS + 1_000)];
    assert_eq!(read(text.as_bytes()), Ok(entries.clone()));
    assert_eq!(written(&entries).unwrap(), text.as_bytes());
    assert_eq!(read(b""), Ok(vec![]));
}

#[test]
fn wrong_lines_are_refused_with_file_and_line() {
    let changed = |from: &str, to: &str| {
        assert!(FIRST.contains(from), "{from}");
        second(&FIRST.replace(from, to))
    };
    let cases = [
        (second("{"), "is no line of a recording (EOF while parsing an object, column 1)"),
        (second(""), "is no line of a recording (EOF"),
        (second("[]"), "is no line of a recording"),
        (changed("\"slot\"", "\"slots\""), "unknown field `slots`"),
        (changed("\"slot\":5", "\"slot\":-5"), "invalid value"),
        (changed("\"slot\":5", "\"slot\":5.5"), "invalid type"),
        (changed("\"slot\":5", "\"slot\":5,\"slot\":5"), "duplicate field `slot`"),
        (changed("\"received_ms\":1700000000000,", ""), "missing field `received_ms`"),
        (changed("1700000000000", "-1"), "received_ms is -1: give milliseconds since 1970"),
        (changed("1700000000000", "1699999999999"), "1699999999999 is before 1700000000000"),
        (changed("\"slot\":5,", ""), "has some of slot, address, owner and data"),
        (changed(",\"data\":\"\"", ""), "has some of slot, address, owner and data"),
        (changed("\"slot\":5", "\"slot\":4"), "slot 4 of US517G5965aydkZ46HS38QLi7UQiSojurfbQfKCELFx is before 5"),
        (changed("US517G", "US517O"), "address must be 32 bytes in base 58"),
        (changed("\"11111111111111111111111111111111\"", "\"1\""), "owner must be 32 bytes in base 58"),
        (changed("\"data\":\"\"", "\"data\":\"AA=\""), "data must be in base 64, with padding"),
        (changed("\"data\":\"\"", "\"data\":\"AB==\""), "data must be in base 64, with padding"),
        (changed("\"data\":\"\"", "\"data\":\"*A==\""), "data must be in base 64, with padding"),
        (second(&format!("{FIRST} {FIRST}")), "trailing characters"),
        (second(&" ".repeat(17 << 20)), "is longer than 16777216 bytes"),
    ];
    for (error, expected) in cases {
        assert!(error.contains(expected) && error.lines().count() == 1, "{error} has no {expected}");
    }
}

#[test]
fn after_an_error_there_is_nothing_more() {
    let text = format!("{FIRST}\nx\n{FIRST}\n");
    let mut reader = Reader::new("ticks.jsonl".to_owned(), text.as_bytes());
    assert!(reader.next().unwrap().is_ok());
    assert!(reader.next().unwrap().is_err());
    assert!(reader.next().is_none());
}

/// What the reader would refuse is not written, and what comes afterwards is.
#[test]
fn a_writer_keeps_the_order() {
    let update = |slot| AccountUpdate { slot, ..good(PriceSource::PYTH_PULL, SPOT, NOW_TS) };
    let mut writer = Writer::new("ticks.jsonl".to_owned(), Vec::new());
    writer.write(&seen(NOW_MS, update(5))).unwrap();
    let line = |problem| Err(RecordError::Line { file: "ticks.jsonl".to_owned(), line: 2, problem });
    let (received_ms, last_ms) = (NOW_MS - 1, NOW_MS);
    assert_eq!(writer.write(&passed(received_ms)), line(LineProblem::TimeFalls { received_ms, last_ms }));
    let falls = LineProblem::SlotFalls { address: account(), slot: 4, last: 5 };
    assert_eq!(writer.write(&seen(NOW_MS + 1, update(4))), line(falls));
    writer.write(&seen(NOW_MS, update(5))).unwrap();
    assert_eq!(read(&writer.into_inner()).unwrap().len(), 2);
    assert!(written(&[passed(-1)]).is_err());
}

#[test]
fn a_recording_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ticks.jsonl");
    assert!(matches!(Reader::open(&path), Err(RecordError::Unreadable { .. })));
    let entry = seen(NOW_MS, good(PriceSource::PYTH_PUSH, SPOT, NOW_TS));
    Writer::create(&path).unwrap().write(&entry).unwrap();
    assert!(matches!(Writer::create(&path), Err(RecordError::Exists { .. })));
    let nowhere = folder.path().join("nowhere").join("ticks.jsonl");
    assert!(matches!(Writer::create(&nowhere), Err(RecordError::Unwritable { .. })));
    assert_eq!(Reader::open(&path).unwrap().collect::<Result<Vec<_>, _>>(), Ok(vec![entry]));
    assert!(fs::read_to_string(&path).unwrap().ends_with("\n"));
}
