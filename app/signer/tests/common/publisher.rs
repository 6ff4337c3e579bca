//! A house of five signers, three of which must sign, and the publisher's command.

use super::{command::*, service::*, *};
use serde_json::{json, Value};
use signer::HouseInput;
use std::process::Output;
use vault_types::signed::precompile;
use vault_types::state::SignerSet;

pub const MEMBERS: [u8; 5] = [0, 1, 2, 3, 4];

pub fn member_key(member: u8) -> Pubkey {
    Pubkey::new_from_array(signing_key(member).verifying_key().to_bytes())
}

/// Three of five.
pub fn set() -> SignerSet {
    let mut set: SignerSet = bytemuck::Zeroable::zeroed();
    set.replace(3, &MEMBERS.map(member_key)).unwrap();
    set
}

/// A folder with house, snapshot, and keys and journals of all; and the house and snapshot of a later generation, as `other-`.
pub fn house_of_five() -> tempfile::TempDir {
    let folder = ready();
    MEMBERS.iter().for_each(|member| new_member(folder.path(), *member));
    let mut other: HouseInput = serde_json::from_str(HOUSE_FILE).unwrap();
    other.generation += 1;
    fs::write(folder.path().join("other-house.json"), serde_json::to_string(&other).unwrap()).unwrap();
    write_snapshot(folder.path(), "other-snapshot.json", |snapshot| snapshot.house.generation += 1);
    folder
}

pub fn start(folder: &Path, member: u8) -> Service {
    Service::of_member(folder, member, "")
}

/// The file with the signers: member 0 has the first url, and so on.
pub fn write_signers(folder: &Path, urls: &[String]) {
    let row = |(member, url): (u8, &String)| json!({"address": member_key(member).to_string(), "url": url});
    let signers: Vec<Value> = (0..).zip(urls).map(row).collect();
    fs::write(folder.join("signers.json"), json!({"quorum": 3, "signers": signers}).to_string()).unwrap();
}

pub fn collect(folder: &Path, message: &[u8], more: &[&str]) -> Output {
    fs::write(folder.join("message"), message).unwrap();
    signer(folder, &[&["collect", "--signers", "signers.json", "--message", "message"], more].concat())
}

/// What became of a member, from the report on standard error.
pub fn outcome(output: &Output, member: u8) -> String {
    let report = std::str::from_utf8(&output.stderr).unwrap();
    let key = member_key(member).to_string();
    let line = report.lines().find_map(|line| line.strip_prefix(&key)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("nothing about {member} in\n{report}")).to_owned()
}

/// The chain takes it: the layout by the program's function, each signature by the precompile's.
pub fn check_instruction(data: &[u8], signed_by: u8, message: &[u8]) {
    assert_eq!(precompile::signed_message(data, &set(), signed_by), Ok(message));
    for place in 0..usize::from(data[0]) {
        let signer = &data[2 + 14 * usize::from(data[0]) + 96 * place..][..96];
        let (signature, key) = (signer[..64].try_into().unwrap(), signer[64..].try_into().unwrap());
        assert!(signer::key::verify(key, message, signature));
    }
}

/// The batch of the folder's snapshot, in the file `out`.
pub fn publish(folder: &Path, more: &[&str]) -> Output {
    let files = ["--house", "house.json", "--snapshot", "snapshot.json", "--signers", "signers.json", "--out", "out"];
    signer(folder, &[&["batch"], &files[..], more].concat())
}
