//! A small node: `getProgramAccounts` and `getMultipleAccounts` of accounts that do not change.

use super::world::Dump;
use base64::{prelude::BASE64_STANDARD, Engine as _};
use serde_json::{json, Value};
use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    thread,
};
use vault_types::{Pubkey, ID};

/// Answers as long as the test runs.
pub struct Node(SocketAddr);

impl Node {
    pub fn start(dump: &Dump) -> Self {
        Self::ahead(dump, 0)
    }

    /// Its second answer is of so many slots later than its first.
    pub fn ahead(dump: &Dump, slots: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, dump) = (listener.local_addr().unwrap(), dump.clone());
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let answer = answer(&question(&mut stream), &dump, slots);
                let length = answer.len();
                write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{answer}").unwrap();
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

fn answer(question: &Value, dump: &Dump, slots: u64) -> String {
    let options = &question["params"][1];
    assert_eq!((&options["encoding"], &options["commitment"]), (&json!("base64"), &json!("confirmed")));
    let is_program = question["method"] == "getProgramAccounts";
    let slot = if is_program { dump.slot } else { dump.slot + slots };
    if options["minContextSlot"].as_u64().unwrap() > slot {
        let error = json!({ "code": -32016, "message": "Minimum context slot has not been reached" });
        return json!({ "jsonrpc": "2.0", "id": question["id"], "error": error }).to_string();
    }
    let value: Value = if is_program {
        assert_eq!((&question["params"][0], &options["withContext"]), (&json!(ID.to_string()), &json!(true)));
        dump.accounts.iter().filter(|(_, (owner, _))| *owner == ID).map(keyed).collect()
    } else {
        let addresses = question["params"][0].as_array().unwrap();
        assert!((1..=100).contains(&addresses.len()), "a node shows a hundred at once");
        let shown = |address: &Value| dump.accounts.get(&address.as_str().unwrap().parse().unwrap()).map(body);
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
