//! One connection over a websocket: subscribes to each account and tells what changes, until something goes wrong.

use super::{
    follow::News,
    wire::{self, Message},
    Commitment, Endpoint,
};
use crate::record::AccountUpdate;
use bounded_http::{connect, Duplex};
use futures_util::{SinkExt as _, StreamExt as _};
use std::{collections::BTreeMap, time::Duration};
use tokio::{sync::mpsc::Sender, time::timeout};
use tokio_tungstenite::{
    client_async_with_config,
    tungstenite::{self, protocol::WebSocketConfig, Bytes, Message as Frame},
    WebSocketStream,
};
use vault_types::Pubkey;

/// More than the largest account takes in base 64.
const MAX_MESSAGE_LEN: usize = 16 << 20;

/// What is listened to, and how long a silence may be.
pub(super) struct Subscription<'a> {
    pub node: &'a Endpoint,
    pub addresses: &'a [Pubkey],
    pub commitment: Commitment,
    /// For a connection, and for an answer to whatever was sent.
    pub patience: Duration,
}

impl Subscription<'_> {
    /// Calls `on_stand` once every change is told; what changed before that is not. Returns why it has ended.
    pub async fn listen(&self, news: &Sender<News>, on_stand: impl FnMut()) -> String {
        let opened = timeout(self.patience, self.open()).await;
        match opened.unwrap_or_else(|_| Err("no connection in time".to_owned())) {
            Ok(socket) => self.read(socket, news, on_stand).await,
            Err(trouble) => trouble,
        }
    }

    async fn open(&self) -> Result<Socket, String> {
        let stream = connect(self.node, self.patience).await.map_err(|trouble| trouble.to_string())?;
        let config =
            WebSocketConfig::default().max_message_size(Some(MAX_MESSAGE_LEN)).max_frame_size(Some(MAX_MESSAGE_LEN));
        let (mut socket, _) = client_async_with_config(self.node.url(), stream, Some(config)).await.map_err(broken)?;
        for (id, address) in (0..).zip(self.addresses) {
            let question = wire::subscribe_request(id, address, self.commitment);
            socket.send(Frame::text(question)).await.map_err(broken)?;
        }
        Ok(socket)
    }

    async fn read(&self, mut socket: Socket, news: &Sender<News>, mut on_stand: impl FnMut()) -> String {
        let mut addresses = BTreeMap::new();
        loop {
            let heard = match self.next(&mut socket, addresses.len() == self.addresses.len()).await {
                Ok(frame) => self.heard(&frame, &mut addresses),
                Err(trouble) => return trouble,
            };
            match heard {
                Ok(Heard::Nothing) => (),
                Ok(Heard::Stands) => on_stand(),
                Ok(Heard::Changed(update)) => {
                    if news.send(News::Shown(vec![update])).await.is_err() {
                        return "nobody listens any more".to_owned();
                    }
                }
                Err(trouble) => return trouble,
            }
        }
    }

    /// The next frame. Once the subscription stands, a silence is broken by a ping; one that is not is the end.
    async fn next(&self, socket: &mut Socket, stands: bool) -> Result<Frame, String> {
        let mut may_ask = stands;
        loop {
            match timeout(self.patience, socket.next()).await {
                Ok(Some(frame)) => return frame.map_err(broken),
                Ok(None) => return Err("the connection was closed".to_owned()),
                Err(_) if may_ask => {
                    may_ask = false;
                    let ping = timeout(self.patience, socket.send(Frame::Ping(Bytes::new()))).await;
                    ping.unwrap_or(Ok(())).map_err(broken)?;
                }
                Err(_) => return Err("it has fallen silent".to_owned()),
            }
        }
    }

    /// What a frame says. Of a subscription that is not ours nothing is heard.
    fn heard(&self, frame: &Frame, addresses: &mut BTreeMap<u64, Pubkey>) -> Result<Heard, String> {
        let Frame::Text(text) = frame else { return Ok(Heard::Nothing) };
        match wire::message(text.as_bytes()).map_err(|error| error.to_string())? {
            Message::Confirmed { id, subscription } => {
                let address = usize::try_from(id).ok().and_then(|id| self.addresses.get(id));
                let address = *address.ok_or("it answers another question")?;
                let is_known = addresses.values().any(|known| *known == address);
                if is_known || addresses.insert(subscription, address).is_some() {
                    return Err("it answers a question twice".to_owned());
                }
                Ok(if addresses.len() == self.addresses.len() { Heard::Stands } else { Heard::Nothing })
            }
            Message::Changed { subscription, account } => {
                let address = addresses.get(&subscription);
                Ok(address.map_or(Heard::Nothing, |address| Heard::Changed(account.at(*address))))
            }
        }
    }
}

type Socket = WebSocketStream<Box<dyn Duplex>>;

enum Heard {
    Nothing,
    /// Every account is subscribed to.
    Stands,
    Changed(AccountUpdate),
}

/// What the answer to the handshake says may be long.
fn broken(error: impl Into<tungstenite::Error>) -> String {
    match error.into() {
        tungstenite::Error::Http(response) => format!("no websocket: status {}", response.status().as_u16()),
        error => format!("the connection broke ({error})"),
    }
}
