//! The file with the signers: what is none.

mod common;

use common::{command::*, publisher::*, *};
use serde_json::json;
use std::fs;

#[test]
fn a_file_of_signers_that_is_none_is_bad_input() {
    let folder = tempfile::tempdir().unwrap();
    let [first, second] =
        [0, 1].map(|member| json!({"address": member_key(member).to_string(), "url": "http://[::1]:9/x/"}));
    let url = |url: &str| json!({"address": first["address"], "url": url});
    for (quorum, signers, error) in [
        (3, vec![first.clone(), second.clone()], "a quorum of one to all"),
        (0, vec![first.clone()], "a quorum of one to all"),
        (1, vec![first.clone(), first.clone()], "a quorum of one to all"),
        (1, vec![], "a quorum of one to all"),
        (1, vec![first.clone(), json!({"address": "x", "url": "http://x:1"})], "address of signer 2"),
        (1, vec![url("ftp://x:1")], "url of signer 1: the url must be http://HOST:PORT/PATH"),
        (1, vec![url("x:1")], "url of signer 1"),
        (1, vec![url("http://")], "url of signer 1"),
        (1, vec![url("http://me:secret@x:1")], "url of signer 1"),
        (1, vec![url("http://x:1/?y")], "url of signer 1 has a query: leave it out"),
        (1, vec![url("http://x:99999")], "url of signer 1"),
        (1, vec![json!({"address": first["address"]})], "missing field `url`"),
    ] {
        fs::write(folder.path().join("signers.json"), json!({"quorum": quorum, "signers": signers}).to_string())
            .unwrap();
        let output = collect(folder.path(), about(1, 5, 0).bytes(), &[]);
        let (code, text) = failure(&output);
        assert!(code == 2 && text.contains(error) && text.contains("signers.json"), "{error}: {text}");
    }
    let output = collect(folder.path(), b"no message", &[]);
    assert_eq!(failure(&output).0, 2);
}
