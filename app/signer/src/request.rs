//! What a signer is asked to sign: a message of one of the three forms of docs/THRESHOLD.md.

use thiserror::Error;
use vault_types::{
    hash::sha256,
    signed::{message::MessageHeader, SignedError},
    threshold::{
        batch::{self, BatchBody},
        message, Form, ThresholdBody,
    },
};

/// The bytes of a message and what they say. Nothing in it has been judged yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    bytes: Vec<u8>,
    header: MessageHeader,
    content: Content,
}

/// What follows the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// The threshold of the account that the header names.
    Account { form: Form, body: ThresholdBody },
    /// The root over the thresholds of many accounts.
    Batch(BatchBody),
}

/// Bytes that are no message about thresholds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RequestError {
    #[error("the message does not begin like one about margin thresholds: give one of the forms in docs/THRESHOLD.md")]
    Domain,
    #[error("the message has another length than its form: 344 bytes about an account, 216 with a batch")]
    Length,
}

impl Request {
    /// Reads a message. Refuses other forms and lengths, so that no other use of the key can be smuggled in.
    pub fn read(bytes: &[u8]) -> Result<Self, RequestError> {
        let (header, body) = MessageHeader::split(bytes).map_err(|_| RequestError::Length)?;
        let content = if header.domain == batch::DOMAIN {
            let body = bytemuck::try_pod_read_unaligned(body).map_err(|_| RequestError::Length)?;
            Content::Batch(body)
        } else {
            let forms = [Form::Current, Form::AfterTrade];
            let form = forms.into_iter().find(|form| form.domain() == header.domain).ok_or(RequestError::Domain)?;
            let (_, body) = message::decode(bytes).map_err(|_: SignedError| RequestError::Length)?;
            Content::Account { form, body }
        };
        Ok(Self { bytes: bytes.to_vec(), header, content })
    }

    /// What is signed, byte for byte.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn header(&self) -> &MessageHeader {
        &self.header
    }

    pub fn content(&self) -> &Content {
        &self.content
    }

    pub fn is_batch(&self) -> bool {
        matches!(self.content, Content::Batch(_))
    }

    /// SHA-256 of the whole message.
    pub fn hash(&self) -> [u8; 32] {
        sha256(&[&self.bytes])
    }
}
