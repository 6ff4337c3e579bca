//! A node with the accounts of a chain, at the time of this machine: its clock and its price are always of now.

use super::chain::{Chain, CLOCK};
use base64::{prelude::BASE64_STANDARD, Engine as _};
use serde_json::{json, Value};
use simulator::PriceUpdate;
use std::{
    collections::BTreeMap,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        atomic::{AtomicU64, Ordering},
        Arc,
    },
    thread,
};
use vault_types::{Pubkey, ID};

type Accounts = BTreeMap<Pubkey, (Pubkey, Vec<u8>)>;

/// Answers as long as the test runs.
pub struct Node {
    address: SocketAddr,
    price_e8: Arc<AtomicU64>,
}

impl Node {
    pub fn start(chain: &Chain, price_e8: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let node = Self { address: listener.local_addr().unwrap(), price_e8: Arc::new(AtomicU64::new(price_e8)) };
        let (mut accounts, slot, price_e8) = (chain.accounts(), chain.slot(), node.price_e8.clone());
        let (price_account, feed_id) = (chain.scene.price_account, chain.scene.feed_id);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let Some(question) = question(&mut stream) else { continue };
                let now_ts = signer::clock::now_ts().unwrap();
                accounts.get_mut(&CLOCK).unwrap().1[32..40].copy_from_slice(&now_ts.to_le_bytes());
                let price = PriceUpdate::new(feed_id, price_e8.load(Ordering::SeqCst), now_ts).to_account();
                accounts.insert(price_account, (price.owner, price.data));
                let answer = answer(&question, slot, &accounts);
                let length = answer.len();
                write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{answer}").ok();
            }
        });
        node
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn set_price(&self, price_e8: u64) {
        self.price_e8.store(price_e8, Ordering::SeqCst);
    }
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

fn answer(question: &Value, slot: u64, accounts: &Accounts) -> String {
    let params = &question["params"];
    let value: Vec<Value> = if question["method"] == "getProgramAccounts" {
        let asked = accounts.iter().filter(|(_, (owner, data))| *owner == ID && passes(&params[1]["filters"], data));
        asked.map(|(address, account)| json!({ "pubkey": address.to_string(), "account": body(account) })).collect()
    } else {
        let address = |text: &Value| text.as_str().unwrap().parse::<Pubkey>().unwrap();
        let addresses = params[0].as_array().unwrap().iter().map(address);
        addresses.map(|address| accounts.get(&address).map_or(Value::Null, body)).collect()
    };
    let result = json!({ "context": { "slot": slot }, "value": value });
    json!({ "jsonrpc": "2.0", "id": question["id"], "result": result }).to_string()
}

fn passes(filters: &Value, data: &[u8]) -> bool {
    filters.as_array().unwrap().iter().all(|filter| {
        let (offset, bytes) = (&filter["memcmp"]["offset"], &filter["memcmp"]["bytes"]);
        let bytes = BASE64_STANDARD.decode(bytes.as_str().unwrap()).unwrap();
        let offset = usize::try_from(offset.as_u64().unwrap()).unwrap();
        data.get(offset..).is_some_and(|data| data.starts_with(&bytes))
    })
}

fn body((owner, data): &(Pubkey, Vec<u8>)) -> Value {
    json!({ "data": [BASE64_STANDARD.encode(data), "base64"], "owner": owner.to_string() })
}
