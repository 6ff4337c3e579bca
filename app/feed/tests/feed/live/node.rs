//! A small node: `getMultipleAccounts` over HTTP and `accountSubscribe` over a websocket, on one port.

use crate::common::*;
use base64::{prelude::BASE64_STANDARD, Engine as _};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{json, Value};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::broadcast,
    task::JoinSet,
};
use tokio_tungstenite::{accept_async, tungstenite::Message};

/// How it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Good,
    /// Closes every connection at once.
    Dead,
    /// Answers with what is no answer.
    Babbling,
    /// Answers every question with an error.
    Refusing,
    /// Answers with a byte more than anybody takes.
    Long,
    /// Takes connections and says nothing.
    Stuck,
}

struct State {
    mood: Mood,
    slot: u64,
    /// Of the next answer alone.
    slot_once: Option<u64>,
    accounts: BTreeMap<String, (Pubkey, Vec<u8>)>,
    /// Questions over HTTP, subscriptions over websockets.
    asked: usize,
    subscribed: usize,
}

#[derive(Clone)]
enum Event {
    Changed(AccountUpdate),
    Text(String),
    Cut,
}

/// Ends with the test.
pub struct Node {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    events: broadcast::Sender<Event>,
    _tasks: JoinSet<()>,
}

impl Node {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let state =
            State { mood: Mood::Good, slot: 100, slot_once: None, accounts: BTreeMap::new(), asked: 0, subscribed: 0 };
        let (address, state) = (listener.local_addr().unwrap(), Arc::new(Mutex::new(state)));
        let (events, mut tasks) = (broadcast::channel(64).0, JoinSet::new());
        tasks.spawn(listen(listener, state.clone(), events.clone()));
        Self { address, state, events, _tasks: tasks }
    }

    pub fn rpc(&self) -> String {
        format!("http://{}/?key=secret", self.address)
    }

    pub fn websocket(&self) -> String {
        format!("ws://{}/?key=secret", self.address)
    }

    pub fn mood(&self, mood: Mood) {
        self.state.lock().unwrap().mood = mood;
    }

    /// In the next slot the account is so.
    pub fn set(&self, update: AccountUpdate) -> AccountUpdate {
        let mut state = self.state.lock().unwrap();
        state.slot += 1;
        state.accounts.insert(update.address.to_string(), (update.owner, update.data.clone()));
        AccountUpdate { slot: state.slot, ..update }
    }

    /// Tells those who have subscribed to the account.
    pub fn tell(&self, update: AccountUpdate) {
        self.events.send(Event::Changed(update)).ok();
    }

    /// Sends a text to all websockets.
    pub fn say(&self, text: &str) {
        self.events.send(Event::Text(text.to_owned())).ok();
    }

    /// Cuts all websockets.
    pub fn cut(&self) {
        self.events.send(Event::Cut).ok();
    }

    /// All further answers are of this slot.
    pub fn go_to(&self, slot: u64) {
        self.state.lock().unwrap().slot = slot;
    }

    /// The next answer is of this slot.
    pub fn go_to_once(&self, slot: u64) {
        self.state.lock().unwrap().slot_once = Some(slot);
    }

    pub fn asked(&self) -> usize {
        self.state.lock().unwrap().asked
    }

    pub fn subscribed(&self) -> usize {
        self.state.lock().unwrap().subscribed
    }
}

async fn listen(listener: TcpListener, state: Arc<Mutex<State>>, events: broadcast::Sender<Event>) {
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let (state, events) = (state.clone(), events.subscribe());
        let mood = state.lock().unwrap().mood;
        match mood {
            Mood::Dead => drop(stream),
            Mood::Stuck => drop(connections.spawn(async move {
                std::future::pending::<()>().await;
                drop(stream);
            })),
            _ => drop(connections.spawn(async move {
                // Whoever asks may be gone before the answer.
                let _ = talk(stream, &state, events).await;
            })),
        }
    }
}

async fn talk(mut stream: TcpStream, state: &Mutex<State>, events: broadcast::Receiver<Event>) -> Option<()> {
    let mut first = [0];
    stream.peek(&mut first).await.ok()?;
    if first == *b"G" {
        return websocket(stream, state, events).await;
    }
    let question = read_body(&mut stream).await?;
    let body = answer(&mut state.lock().unwrap(), &question);
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    stream.write_all((head + &body).as_bytes()).await.ok()
}

/// The body of a request, by its length.
async fn read_body(stream: &mut TcpStream) -> Option<Value> {
    let mut request = Vec::new();
    loop {
        stream.read_buf(&mut request).await.ok().filter(|&read| read > 0)?;
        let text = std::str::from_utf8(&request).unwrap();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        assert!(head.starts_with("POST /?key=secret HTTP/1.1"), "{head}");
        let length = head.to_ascii_lowercase().lines().find_map(|line| {
            line.strip_prefix("content-length:").map(|length| length.trim().parse::<usize>().unwrap())
        });
        if body.len() == length.unwrap() {
            return Some(serde_json::from_str(body).unwrap());
        }
    }
}

fn answer(state: &mut State, question: &Value) -> String {
    state.asked += 1;
    assert_eq!((&question["method"], &question["params"][1]), (&json!("getMultipleAccounts"), &options()));
    let shown = |address: &Value| account_body(state.accounts.get(address.as_str().unwrap()));
    let accounts: Vec<Value> = question["params"][0].as_array().unwrap().iter().map(shown).collect();
    let slot = state.slot_once.take().unwrap_or(state.slot);
    let result = json!({ "context": { "slot": slot, "apiVersion": "3.1.0" }, "value": accounts });
    match state.mood {
        Mood::Babbling => "<html>too many requests</html>".to_owned(),
        Mood::Long => "x".repeat((16 << 20) + 1),
        Mood::Refusing => {
            let error = json!({ "code": -32005, "message": "Node is behind by\n42 slots" });
            json!({ "jsonrpc": "2.0", "id": question["id"], "error": error }).to_string()
        }
        _ => json!({ "jsonrpc": "2.0", "id": question["id"], "result": result }).to_string(),
    }
}

fn options() -> Value {
    json!({ "encoding": "base64", "commitment": "confirmed" })
}

fn account_body(account: Option<&(Pubkey, Vec<u8>)>) -> Value {
    let Some((owner, data)) = account else { return Value::Null };
    json!({
        "data": [BASE64_STANDARD.encode(data), "base64"], "executable": false, "lamports": 1_825_020,
        "owner": owner.to_string(), "rentEpoch": u64::MAX, "space": data.len(),
    })
}

async fn websocket(stream: TcpStream, state: &Mutex<State>, mut events: broadcast::Receiver<Event>) -> Option<()> {
    let mut socket = accept_async(stream).await.ok()?;
    let mut subscriptions = BTreeMap::new();
    loop {
        let text = tokio::select! {
            frame = socket.next() => match frame?.ok()? {
                Message::Text(question) => subscribe(state, &question, &mut subscriptions),
                Message::Close(_) => return Some(()),
                _ => continue,
            },
            event = events.recv() => match event.ok()? {
                Event::Changed(update) => match subscriptions.get(&update.address.to_string()) {
                    Some(subscription) => notification(*subscription, &update),
                    None => continue,
                },
                Event::Text(text) => text,
                Event::Cut => return None,
            },
        };
        socket.send(Message::text(text)).await.ok()?;
    }
}

fn subscribe(state: &Mutex<State>, question: &str, subscriptions: &mut BTreeMap<String, usize>) -> String {
    let question: Value = serde_json::from_str(question).unwrap();
    assert_eq!((&question["method"], &question["params"][1]), (&json!("accountSubscribe"), &options()));
    let subscription = subscriptions.len() + 7;
    subscriptions.insert(question["params"][0].as_str().unwrap().to_owned(), subscription);
    state.lock().unwrap().subscribed += 1;
    json!({ "jsonrpc": "2.0", "id": question["id"], "result": subscription }).to_string()
}

fn notification(subscription: usize, update: &AccountUpdate) -> String {
    let account = account_body(Some(&(update.owner, update.data.clone())));
    let result = json!({ "context": { "slot": update.slot }, "value": account });
    let params = json!({ "result": result, "subscription": subscription });
    json!({ "jsonrpc": "2.0", "method": "accountNotification", "params": params }).to_string()
}
