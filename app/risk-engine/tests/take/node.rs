//! A small node: `getProgramAccounts` with its filters and `getMultipleAccounts`, of accounts that do not change.

use super::world::Dump;
use base64::{prelude::BASE64_STANDARD, Engine as _};
use serde_json::{json, Value};
use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    thread,
};
use vault_types::{Pubkey, ID};

/// What anybody may have made: an account of the program that the program has never written.
const STRANGERS_LEN: usize = 1 << 20;

/// Answers as long as the test runs.
pub struct Node(SocketAddr);

/// What is special about it.
#[derive(Clone, Copy, Default)]
pub struct Habits {
    /// So many slots pass while it sends accounts of the program.
    pub passing: u64,
    /// And so many before it looks for them, when it has shown others.
    pub waiting: u64,
    /// So many accounts of the program are strangers', a megabyte each.
    pub strangers: usize,
}

impl Node {
    pub fn start(dump: &Dump) -> Self {
        Self::with(dump, Habits::default())
    }

    pub fn with(dump: &Dump, habits: Habits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, mut dump, mut has_shown) = (listener.local_addr().unwrap(), dump.clone(), false);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let question = question(&mut stream);
                let is_program = question["method"] == "getProgramAccounts";
                dump.slot += if is_program && has_shown { habits.waiting } else { 0 };
                let answer = answer(&question, &dump);
                let length = answer.len() + strangers_len(&question, habits.strangers);
                // Whoever finds the answer too long has gone.
                let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{answer}");
                dump.slot += if is_program { habits.passing } else { 0 };
                has_shown |= !is_program;
            }
        });
        Self(address)
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.0)
    }
}

fn question(stream: &mut TcpStream) -> Value {
    let mut heard = vec![];
    loop {
        let mut part = [0; 4_096];
        let length = stream.read(&mut part).unwrap();
        assert!(length > 0, "the question is cut off");
        heard.extend_from_slice(&part[..length]);
        let Some(end) = heard.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        if let Ok(question) = serde_json::from_slice(&heard[end + 4..]) {
            return question;
        }
    }
}

fn answer(question: &Value, dump: &Dump) -> String {
    let (options, slot) = (&question["params"][1], dump.slot);
    assert_eq!((&options["encoding"], &options["commitment"]), (&json!("base64"), &json!("confirmed")));
    if options["minContextSlot"].as_u64().unwrap() > slot {
        let error = json!({ "code": -32016, "message": "Minimum context slot has not been reached" });
        return json!({ "jsonrpc": "2.0", "id": question["id"], "error": error }).to_string();
    }
    let value: Value = if question["method"] == "getProgramAccounts" {
        assert_eq!((&question["params"][0], &options["withContext"]), (&json!(ID.to_string()), &json!(true)));
        let of_program = dump.accounts.iter().filter(|(_, (owner, _))| *owner == ID);
        of_program.filter(|(_, (_, data))| passes(question, data)).map(keyed).collect()
    } else {
        let addresses = question["params"][0].as_array().unwrap();
        assert!((1..=100).contains(&addresses.len()), "a node shows a hundred at once");
        let shown = |address: &Value| dump.accounts.get(&address.as_str().unwrap().parse().unwrap()).map(body);
        addresses.iter().map(shown).collect()
    };
    json!({ "jsonrpc": "2.0", "id": question["id"], "result": { "context": { "slot": slot }, "value": value } })
        .to_string()
}

/// Does an account with these data stand in the answer? Without filters each does.
fn passes(question: &Value, data: &[u8]) -> bool {
    let holds = |filter: &Value| {
        let (offset, bytes) = (filter["memcmp"]["offset"].as_u64().unwrap(), &filter["memcmp"]["bytes"]);
        assert_eq!(filter["memcmp"]["encoding"], "base64");
        let bytes = BASE64_STANDARD.decode(bytes.as_str().unwrap()).unwrap();
        data.get(usize::try_from(offset).unwrap()..).is_some_and(|data| data.starts_with(&bytes))
    };
    question["params"][1]["filters"].as_array().is_none_or(|filters| filters.iter().all(holds))
}

/// What those would take in the answer.
fn strangers_len(question: &Value, count: usize) -> usize {
    let is_program = question["method"] == "getProgramAccounts";
    if is_program && passes(question, &vec![0; STRANGERS_LEN]) {
        count * STRANGERS_LEN / 3 * 4
    } else {
        0
    }
}

fn keyed((address, account): (&Pubkey, &(Pubkey, Vec<u8>))) -> Value {
    json!({ "pubkey": address.to_string(), "account": body(account) })
}

fn body((owner, data): &(Pubkey, Vec<u8>)) -> Value {
    json!({
        "data": [BASE64_STANDARD.encode(data), "base64"], "executable": false, "lamports": 1_825_020,
        "owner": owner.to_string(), "rentEpoch": u64::MAX, "space": data.len(),
    })
}
