//! docs/SIGNER*.md against the bytes of a journal and the codes of the command.

mod common;

use common::*;
use signer::journal::{Limits, Record, HEADER_LEN};
use signer::publish::signers::Signers;
use std::fs;
use vault_types::hash::sha256;

/// Offset, length and words of each row of the table under this title.
fn table(title: &str) -> Vec<(usize, usize, String)> {
    let document = document();
    let (_, rows) = document.split_once(&format!("| offset | bytes | field of {title} |\n")).unwrap();
    let rows = rows.lines().skip(1).take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let [_, offset, bytes, field, _] = row.split('|').map(str::trim).collect::<Vec<_>>()[..] else {
            panic!("{row}")
        };
        (offset.parse().unwrap(), bytes.parse().unwrap(), field.to_owned())
    })
    .collect()
}

fn check(title: &str, bytes: &[u8], fields: &[&[u8]]) {
    let (table, mut end) = (table(title), 0);
    assert_eq!(table.len(), fields.len());
    for ((offset, len, name), field) in table.iter().zip(fields) {
        assert_eq!(*offset, end, "{name} begins where the field before it ends");
        assert_eq!(&bytes[*offset..offset + len], *field, "{name}");
        end = offset + len;
    }
    assert_eq!(end, bytes.len());
}

#[test]
fn the_journal_is_laid_out_as_the_document_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = new_journal(folder.path());
    let request = batch(0xb0, 12_000, 1);
    let signature = open(folder.path(), Limits::default()).sign(&request, approve).unwrap();
    let bytes = fs::read(path).unwrap();
    let (header, records) = bytes.split_at(HEADER_LEN);
    check("the header", header, &[b"OPTVAULT JRNL v1", &public_key(), &sha256(&[&header[..48]])]);
    let mut checksum = sha256(&[&header[..48]]);
    for (record, (kind, signature)) in records.chunks(Record::LEN).zip([([1], [0; 64]), ([2], signature)]) {
        checksum = sha256(&[&checksum, &record[..248]]);
        let (message, length) = (request.header(), 280_u32.to_le_bytes());
        let (generation, sequence) = (message.generation.to_le_bytes(), message.sequence.to_le_bytes());
        let fields: [&[u8]; 13] = [
            &length,
            &kind,
            &[2],
            &[0; 2],
            message.program.as_ref(),
            &message.cluster_genesis_hash,
            message.config.as_ref(),
            message.target.as_ref(),
            &generation,
            &sequence,
            &request.hash(),
            &signature,
            &checksum,
        ];
        check("a record", record, &fields);
    }
    assert_eq!(records.len(), 2 * Record::LEN);
}

#[test]
fn the_example_of_signers_can_be_read() {
    let input = serde_json::from_str(include_str!("../examples/signers.json")).unwrap();
    let signers = Signers::new(&input).unwrap();
    assert_eq!(signers.set().quorum, 2);
    let urls: Vec<_> = signers.iter().map(|(_, url)| (url.host(), url.port(), url.path())).collect();
    let path = "/v1/sign";
    assert_eq!(urls, [("127.0.0.1", 7001, path), ("127.0.0.1", 7002, path), ("10.0.0.3", 7001, "/signer/v1/sign")]);
}

#[test]
fn every_name_in_the_examples_is_one_that_the_document_points_to() {
    for file in [
        "signer/examples/house.json",
        "signer/examples/prices.json",
        "signer/examples/signers.json",
        "threshold-model/examples/snapshot.json",
    ] {
        assert!(document().contains(&format!("../app/{file}")), "{file}");
    }
}
