//! What is said to a node and what it answers: JSON-RPC 2.0, methods `getMultipleAccounts`, `getProgramAccounts` and `accountSubscribe`. Nodes add fields from
//! version to version, so unknown ones are passed over.

use super::Commitment;
use crate::record::AccountUpdate;
use base64::{prelude::BASE64_STANDARD, Engine as _};
use bounded_http::shown;
use serde::{de::DeserializeOwned, Deserialize};
use serde_json::{json, Value};
use thiserror::Error;
use vault_types::Pubkey;

/// So many accounts a node shows at once when it is asked for them by their addresses.
pub const MAX_ACCOUNTS: usize = 100;
/// So much of a foreign text is shown.
const MAX_SHOWN: usize = 200;

/// Why an answer is none.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WireError {
    #[error("it does not answer as a node does ({reason})")]
    Json { reason: String },
    #[error("it refuses: {code}, {message}")]
    Refused { code: i64, message: String },
    #[error("it answers another question")]
    OtherQuestion,
    #[error("it shows {shown} accounts of {asked}")]
    Count { shown: usize, asked: usize },
    #[error("it shows an account whose {field} cannot be read")]
    Account { field: &'static str },
}

/// What comes over a websocket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// From now on it tells about the account that request `id` was for, under the number `subscription`.
    Confirmed {
        id: u64,
        subscription: u64,
    },
    Changed {
        subscription: u64,
        account: Shown,
    },
}

/// An account that a node shows; the address is known from the question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub slot: u64,
    pub owner: Pubkey,
    pub data: Vec<u8>,
}

impl Shown {
    pub fn at(self, address: Pubkey) -> AccountUpdate {
        AccountUpdate { slot: self.slot, address, owner: self.owner, data: self.data }
    }
}

/// What an account must have to be shown: these bytes of its data, from this one on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    pub offset: usize,
    pub bytes: Vec<u8>,
}

#[derive(Deserialize)]
struct Answer<T> {
    id: Option<u64>,
    result: Option<T>,
    error: Option<RefusalBody>,
}

#[derive(Deserialize)]
struct RefusalBody {
    code: i64,
    message: String,
}

#[derive(Deserialize)]
struct InContext<T> {
    context: Context,
    value: T,
}

#[derive(Deserialize)]
struct Context {
    slot: u64,
}

#[derive(Deserialize)]
struct KeyedBody {
    pubkey: String,
    account: AccountBody,
}

#[derive(Deserialize)]
struct AccountBody {
    owner: String,
    /// The data and their encoding.
    data: (String, String),
}

#[derive(Deserialize)]
struct Notification {
    result: InContext<Option<AccountBody>>,
    subscription: u64,
}

/// At most [`MAX_ACCOUNTS`]; with `slot_at_least` from a node that has come so far.
pub fn accounts_request(id: u64, addresses: &[Pubkey], commitment: Commitment, slot_at_least: Option<u64>) -> String {
    let addresses: Vec<String> = addresses.iter().map(Pubkey::to_string).collect();
    request(id, "getMultipleAccounts", json!([addresses, options(commitment, slot_at_least)]))
}

/// For all accounts of a program that have these bytes, in one slot.
pub fn program_accounts_request(
    id: u64,
    program: &Pubkey,
    holding: &[Holding],
    commitment: Commitment,
    slot_at_least: Option<u64>,
) -> String {
    let filter = |Holding { offset, bytes }: &Holding| {
        let bytes = BASE64_STANDARD.encode(bytes);
        json!({ "memcmp": { "offset": offset, "bytes": bytes, "encoding": "base64" } })
    };
    let mut options = options(commitment, slot_at_least);
    options["withContext"] = Value::Bool(true);
    options["filters"] = holding.iter().map(filter).collect();
    request(id, "getProgramAccounts", json!([program.to_string(), options]))
}

pub fn subscribe_request(id: u64, address: &Pubkey, commitment: Commitment) -> String {
    request(id, "accountSubscribe", json!([address.to_string(), options(commitment, None)]))
}

fn options(commitment: Commitment, slot_at_least: Option<u64>) -> Value {
    let mut options = json!({ "encoding": "base64", "commitment": commitment.name() });
    if let Some(slot) = slot_at_least {
        options["minContextSlot"] = slot.into();
    }
    options
}

fn request(id: u64, method: &str, params: Value) -> String {
    json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string()
}

/// All accounts that were asked for, in one slot and in the order of the question; one that is not there is empty.
pub fn accounts_answer(body: &[u8], id: u64, addresses: &[Pubkey]) -> Result<Vec<AccountUpdate>, WireError> {
    let answer: Answer<InContext<Vec<Option<AccountBody>>>> = parse(body)?;
    let InContext { context, value } = answer.result(Some(id))?;
    if value.len() != addresses.len() {
        return Err(WireError::Count { shown: value.len(), asked: addresses.len() });
    }
    let shown = |(account, address): (Option<AccountBody>, &Pubkey)| Ok(decode(context.slot, account)?.at(*address));
    value.into_iter().zip(addresses).map(shown).collect()
}

/// The slot, and all accounts that are shown, in the order of the answer.
pub fn program_accounts_answer(body: &[u8], id: u64) -> Result<(u64, Vec<AccountUpdate>), WireError> {
    let answer: Answer<InContext<Vec<KeyedBody>>> = parse(body)?;
    let InContext { context, value } = answer.result(Some(id))?;
    let shown = |KeyedBody { pubkey, account }: KeyedBody| {
        let address = pubkey.parse().map_err(|_| WireError::Account { field: "pubkey" })?;
        Ok(decode(context.slot, Some(account))?.at(address))
    };
    Ok((context.slot, value.into_iter().map(shown).collect::<Result<_, _>>()?))
}

pub fn message(text: &[u8]) -> Result<Message, WireError> {
    let value: Value = parse(text)?;
    if value.get("method").is_some_and(|method| method == "accountNotification") {
        let params = value.get("params").cloned().unwrap_or_default();
        let Notification { result, subscription } = serde_json::from_value(params).map_err(not_json)?;
        return Ok(Message::Changed { subscription, account: decode(result.context.slot, result.value)? });
    }
    let answer: Answer<u64> = serde_json::from_value(value).map_err(not_json)?;
    let id = answer.id.ok_or(WireError::OtherQuestion)?;
    Ok(Message::Confirmed { id, subscription: answer.result(Some(id))? })
}

impl<T> Answer<T> {
    fn result(self, id: Option<u64>) -> Result<T, WireError> {
        if let Some(RefusalBody { code, message }) = self.error {
            return Err(WireError::Refused { code, message: shown(&message, MAX_SHOWN) });
        }
        if self.id != id {
            return Err(WireError::OtherQuestion);
        }
        self.result.ok_or_else(|| WireError::Json { reason: "neither result nor error".to_owned() })
    }
}

fn decode(slot: u64, account: Option<AccountBody>) -> Result<Shown, WireError> {
    let Some(AccountBody { owner, data: (data, encoding) }) = account else {
        return Ok(Shown { slot, owner: Pubkey::default(), data: Vec::new() });
    };
    let owner = owner.parse().map_err(|_| WireError::Account { field: "owner" })?;
    let data = BASE64_STANDARD.decode(data).ok().filter(|_| encoding == "base64");
    Ok(Shown { slot, owner, data: data.ok_or(WireError::Account { field: "data" })? })
}

fn parse<T: DeserializeOwned>(text: &[u8]) -> Result<T, WireError> {
    serde_json::from_slice(text).map_err(not_json)
}

fn not_json(error: serde_json::Error) -> WireError {
    WireError::Json { reason: shown(&error.to_string(), MAX_SHOWN) }
}
