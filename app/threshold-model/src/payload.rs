//! A message about an account, field by field, in the order of its bytes.

use super::{Snapshot, SnapshotError};
use std::io;
use vault_types::{
    signed::message::MessageHeader,
    threshold::{message, Form, ThresholdBody},
    Pubkey,
};

/// What signers sign about one account. Nothing in it has been judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payload {
    pub form: Form,
    pub header: MessageHeader,
    pub body: ThresholdBody,
}

/// One field: numbers in decimal, addresses in base 58, hashes in hex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    pub value: String,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PayloadError {
    #[error("{argument}: neither hex nor a file ({reason}): give a message in hex, or a file with its bytes")]
    Unreadable { argument: String, reason: String },
    #[error("the payload has {len} bytes: a message about an account has 344, one with a batch 216")]
    Length { len: usize },
    #[error("the payload does not begin like a message about thresholds: docs/THRESHOLD.md has the domains")]
    Domain,
}

impl Payload {
    /// The bytes that a command line names: in hex, or by a file that has them, which `read_file` reads.
    pub fn bytes_of(
        argument: &str,
        read_file: impl FnOnce(&str) -> io::Result<Vec<u8>>,
    ) -> Result<Vec<u8>, PayloadError> {
        hex::decode(argument).or_else(|_| {
            read_file(argument)
                .map_err(|error| PayloadError::Unreadable { argument: argument.to_owned(), reason: error.to_string() })
        })
    }

    pub fn read(bytes: &[u8]) -> Result<Self, PayloadError> {
        let (header, body) = message::decode(bytes).map_err(|_| PayloadError::Length { len: bytes.len() })?;
        let forms = [Form::Current, Form::AfterTrade];
        let form = forms.into_iter().find(|form| form.domain() == header.domain).ok_or(PayloadError::Domain)?;
        Ok(Self { form, header, body })
    }

    /// All of them: equal if and only if the bytes are.
    pub fn fields(&self) -> Vec<Field> {
        let mut fields = header_fields(&self.header);
        fields.extend(Self::body_fields(&self.body));
        fields
    }

    /// Those of the body.
    pub fn body_fields(body: &ThresholdBody) -> Vec<Field> {
        let field = |name, value: &dyn ToString| Field { name, value: value.to_string() };
        let hash = |name, bytes: &[u8]| Field { name, value: hex::encode(bytes) };
        vec![
            field("position_seq", &body.position_seq),
            hash("position_hash", &body.position_hash),
            field("initial_margin_atoms", &body.initial_margin_atoms),
            field("maintenance_margin_atoms", &body.maintenance_margin_atoms),
            field("liquidation_threshold_atoms", &body.liquidation_threshold_atoms),
            field("net_delta_atoms", &body.net_delta_atoms),
            field("gamma_atoms", &body.gamma_atoms),
            field("vega_atoms", &body.vega_atoms),
            field("theta_atoms", &body.theta_atoms),
            field("worst_scenario", &body.worst_scenario),
            field("model_id", &body.model_id),
            hash("market_data_hash", &body.market_data_hash),
            hash("scenario_root", &body.scenario_root),
        ]
    }
}

impl Snapshot {
    /// The first field in which a payload differs from what the snapshot gives for its account: what the payload says, and what it should say. `None`
    /// if every byte is the same.
    ///
    /// `sequence` and `expires_ts` are the payload's own: whoever asks the signers chooses them, and they follow from no market. They are not compared,
    /// but the body is that of a message with them; one that the account would not take is an error.
    pub fn first_difference(&self, payload: &Payload) -> Result<Option<(Field, Field)>, SnapshotError> {
        let MessageHeader { target, sequence, expires_ts, .. } = payload.header;
        let header = MessageHeader { sequence, expires_ts, ..self.header(payload.form.domain(), &target) };
        let body = self.threshold(payload.form, &payload.header.target, &header)?;
        let own = Payload { header, body, ..*payload };
        let mut pairs = payload.fields().into_iter().zip(own.fields());
        Ok(pairs.find(|(said, computed)| said.value != computed.value))
    }
}

pub(super) fn header_fields(header: &MessageHeader) -> Vec<Field> {
    let field = |name, value: &dyn ToString| Field { name, value: value.to_string() };
    vec![
        field("domain", &header.domain.escape_ascii()),
        field("program", &header.program),
        field("cluster_genesis_hash", &Pubkey::new_from_array(header.cluster_genesis_hash)),
        field("config", &header.config),
        field("target", &header.target),
        field("generation", &header.generation),
        field("sequence", &header.sequence),
        field("issued_ts", &header.issued_ts),
        field("expires_ts", &header.expires_ts),
    ]
}
