//! A message with the root over the thresholds of many accounts, field by field, in the order of its bytes.

use super::payload::{header_fields, Field, PayloadError};
use super::{Snapshot, SnapshotError};
use vault_types::{
    signed::message::MessageHeader,
    threshold::batch::{self, BatchBody},
};

/// What signers sign about all accounts of a house at once. Nothing in it has been judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchPayload {
    pub header: MessageHeader,
    pub body: BatchBody,
}

impl BatchPayload {
    /// `None` of a message that is none of a batch, whatever its length.
    pub fn read(bytes: &[u8]) -> Option<Result<Self, PayloadError>> {
        let (header, body) = MessageHeader::split(bytes).ok()?;
        let length = PayloadError::Length { len: bytes.len() };
        let body = || bytemuck::try_pod_read_unaligned(body).map(|body| Self { header, body }).map_err(|_| length);
        (header.domain == batch::DOMAIN).then(body)
    }

    /// What is signed.
    pub fn bytes(&self) -> Vec<u8> {
        batch::encode(&self.header, &self.body)
    }

    /// All of them: equal if and only if the bytes are.
    pub fn fields(&self) -> Vec<Field> {
        let mut fields = header_fields(&self.header);
        fields.push(Field { name: "root", value: hex::encode(self.body.root) });
        fields.push(Field { name: "depth", value: self.body.depth.to_string() });
        fields
    }
}

impl Snapshot {
    /// The first field in which a payload differs from the snapshot's batch: what the payload says, and what it should say. `None` if every byte is the
    /// same. Which account is behind another root is not told by a root.
    pub fn first_difference_of_batch(&self, payload: &BatchPayload) -> Result<Option<(Field, Field)>, SnapshotError> {
        let own = self.batch()?.payload();
        let mut pairs = payload.fields().into_iter().zip(own.fields());
        Ok(pairs.find(|(said, computed)| said.value != computed.value))
    }
}
