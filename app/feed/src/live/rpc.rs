//! One question over HTTP: all accounts in one slot. The answer may be anything: too long, cut, late, or a lie.

use super::{wire, Commitment, Endpoint};
use crate::record::AccountUpdate;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{
    body::Bytes,
    client::conn::http1,
    header::{CONTENT_TYPE, HOST},
    Request, StatusCode,
};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, task::JoinSet};
use vault_types::Pubkey;

/// More than a hundred price accounts take.
const MAX_ANSWER_LEN: usize = 16 << 20;
/// One question a connection, so one number.
const ID: u64 = 1;

/// Asks once. Whoever calls bounds the time; dropped in the middle, it leaves nothing open.
pub(super) async fn accounts(
    node: &Endpoint,
    addresses: &[Pubkey],
    commitment: Commitment,
) -> Result<Vec<AccountUpdate>, String> {
    let (status, body) = exchange(node, wire::accounts_request(ID, addresses, commitment)).await?;
    // Refusals come with statuses of all kinds, and say more than those.
    match wire::accounts_answer(&body, ID, addresses) {
        Err(wire::WireError::Json { .. }) if status != StatusCode::OK => Err(format!("status {}", status.as_u16())),
        answer => answer.map_err(|error| error.to_string()),
    }
}

async fn exchange(node: &Endpoint, question: String) -> Result<(StatusCode, Bytes), String> {
    let stream = TcpStream::connect((node.host.as_str(), node.port)).await.map_err(broken)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    // Ends with this function, however that ends.
    let mut driver = JoinSet::new();
    driver.spawn(connection);
    let request = Request::post(&node.path)
        .header(HOST, &node.authority)
        .header(CONTENT_TYPE, "application/json")
        .body(Full::new(Bytes::from(question)))
        .map_err(|error| format!("its url makes no request ({error})"))?;
    let response = sender.send_request(request).await.map_err(broken)?;
    let status = response.status();
    let body = Limited::new(response.into_body(), MAX_ANSWER_LEN).collect().await;
    Ok((status, body.map_err(|error| format!("the answer broke off ({error})"))?.to_bytes()))
}

fn broken(error: impl std::error::Error) -> String {
    format!("no connection ({error})")
}
