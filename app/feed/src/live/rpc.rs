//! Questions to a node over HTTP, one a connection. The answer may be anything: too long, cut, late, or a lie.

use super::{
    wire::{self, Holding, WireError},
    Commitment, Endpoint,
};
use crate::record::AccountUpdate;
use bounded_http::{post, Limits, StatusCode};
use std::time::Duration;
use vault_types::Pubkey;

/// One question a connection, so one number.
const ID: u64 = 1;
const CONNECT: Duration = Duration::from_secs(3);
/// More than a hundred price accounts take, or a hundred of the program's that a market needs.
const ACCOUNTS_LEN: usize = 16 << 20;

/// Who is asked, and what counts as an answer.
#[derive(Clone, Copy, Debug)]
pub struct Client<'a> {
    pub node: &'a Endpoint,
    pub commitment: Commitment,
    /// The node is asked for no earlier slot, and refuses if it has not come so far; what it answers is for the caller to look at.
    pub slot_at_least: Option<u64>,
}

/// Whoever calls bounds the time; dropped in the middle, a question leaves nothing open. Errors are one line without the node's name.
impl Client<'_> {
    /// At most [`wire::MAX_ACCOUNTS`], in one slot and in the order of the question; one that is not there is empty.
    pub async fn accounts(&self, addresses: &[Pubkey]) -> Result<Vec<AccountUpdate>, String> {
        let question = wire::accounts_request(ID, addresses, self.commitment, self.slot_at_least);
        self.ask(question, ACCOUNTS_LEN, |body| wire::accounts_answer(body, ID, addresses)).await
    }

    /// All of a program's accounts that have these bytes at these places, in one slot, which comes first. An answer of more than `answer_len` bytes is none.
    pub async fn program_accounts(
        &self,
        program: &Pubkey,
        holding: &[Holding],
        answer_len: usize,
    ) -> Result<(u64, Vec<AccountUpdate>), String> {
        let question = wire::program_accounts_request(ID, program, holding, self.commitment, self.slot_at_least);
        self.ask(question, answer_len, |body| wire::program_accounts_answer(body, ID)).await
    }

    async fn ask<T>(
        &self,
        question: String,
        answer_len: usize,
        read: impl FnOnce(&[u8]) -> Result<T, WireError>,
    ) -> Result<T, String> {
        let limits = Limits { connect: CONNECT, answer_len };
        let answer = post(self.node, "application/json", question.into(), &limits).await;
        let (status, body) = answer.map_err(|trouble| trouble.to_string())?;
        // Refusals come with statuses of all kinds, and say more than those.
        match read(&body) {
            Err(WireError::Json { .. }) if status != StatusCode::OK => Err(format!("status {}", status.as_u16())),
            answer => answer.map_err(|error| error.to_string()),
        }
    }
}
