//! A small node for the tests of whoever takes snapshots: `getProgramAccounts` with its filters, and `getMultipleAccounts`.

use base64::{prelude::BASE64_STANDARD, Engine as _};
use serde_json::{json, Value};
use std::{
    collections::BTreeMap,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    thread,
};
use vault_types::{Pubkey, ID};

/// Owner and data of each.
pub type Accounts = BTreeMap<Pubkey, (Pubkey, Vec<u8>)>;

/// What the node sees when it is asked.
pub struct Seen {
    pub slot: u64,
    pub accounts: Accounts,
    /// So many bytes more are announced, and never sent.
    pub unsent_len: usize,
    /// It does not know of `minContextSlot`.
    pub is_forgetful: bool,
}

/// Answers as long as the test runs.
pub struct Node(SocketAddr);

impl Node {
    /// `see` gets each question.
    pub fn seeing(mut see: impl FnMut(&Value) -> Seen + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let Some(question) = question(&mut stream) else { continue };
                let seen = see(&question);
                let answer = answer(&question, &seen);
                let length = answer.len() + seen.unsent_len;
                // Whoever finds the answer too long has gone.
                write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{answer}").ok();
            }
        });
        Self(address)
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.0)
    }
}

/// Is it for all accounts of the program that pass its filters?
pub fn is_for_program(question: &Value) -> bool {
    question["method"] == "getProgramAccounts"
}

/// Does an account with these data stand in the answer? Without filters each does.
pub fn passes(question: &Value, data: &[u8]) -> bool {
    let holds = |filter: &Value| {
        let (offset, bytes) = (&filter["memcmp"]["offset"], &filter["memcmp"]["bytes"]);
        assert_eq!(filter["memcmp"]["encoding"], "base64");
        let bytes = BASE64_STANDARD.decode(bytes.as_str().unwrap()).unwrap();
        let offset = usize::try_from(offset.as_u64().unwrap()).unwrap();
        data.get(offset..).is_some_and(|data| data.starts_with(&bytes))
    };
    question["params"][1]["filters"].as_array().is_none_or(|filters| filters.iter().all(holds))
}

/// `None` if whoever asks has gone.
fn question(stream: &mut TcpStream) -> Option<Value> {
    let mut heard = vec![];
    loop {
        let mut part = [0; 4_096];
        let length = stream.read(&mut part).ok().filter(|length| *length > 0)?;
        heard.extend_from_slice(&part[..length]);
        let Some(end) = heard.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        if let Ok(question) = serde_json::from_slice(&heard[end + 4..]) {
            return Some(question);
        }
    }
}

fn answer(question: &Value, seen: &Seen) -> String {
    let (options, slot) = (&question["params"][1], seen.slot);
    assert_eq!((&options["encoding"], &options["commitment"]), (&json!("base64"), &json!("confirmed")));
    if !seen.is_forgetful && options["minContextSlot"].as_u64().is_some_and(|least| least > slot) {
        let error = json!({ "code": -32016, "message": "Minimum context slot has not been reached" });
        return json!({ "jsonrpc": "2.0", "id": question["id"], "error": error }).to_string();
    }
    let value: Value = if is_for_program(question) {
        assert_eq!((&question["params"][0], &options["withContext"]), (&json!(ID.to_string()), &json!(true)));
        let of_program = seen.accounts.iter().filter(|(_, (owner, _))| *owner == ID);
        of_program.filter(|(_, (_, data))| passes(question, data)).map(keyed).collect()
    } else {
        let addresses = question["params"][0].as_array().unwrap();
        assert!((1..=100).contains(&addresses.len()), "a node shows a hundred at once");
        let shown = |address: &Value| seen.accounts.get(&address.as_str().unwrap().parse().unwrap()).map(body);
        addresses.iter().map(shown).collect()
    };
    json!({ "jsonrpc": "2.0", "id": question["id"], "result": { "context": { "slot": slot }, "value": value } })
        .to_string()
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
