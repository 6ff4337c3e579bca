//! One signature for the thresholds of many accounts: the root of their tree is posted once, and anyone applies a leaf with its proof.
//!
//! A batch is as good as a message to each of its accounts: at each leaf its header is checked again, so replaced signers, the expiry
//! and the age end a batch too, and its sequence must be above that of the account. Signers therefore count all their messages, of
//! every form and for every account, with one counter.

use super::{
    assert_layout,
    message::{Form, SignedThreshold, ThresholdBody},
    tree::{self, Node, Tree, MAX_DEPTH},
    ThresholdError,
};
use crate::hash::sha256;
use crate::layout::*;
use crate::signed::{
    message::{Domain, Expected, MessageHeader},
    SignedError,
};
use crate::Pubkey;

/// Type and version of the message with the root.
pub const DOMAIN: Domain = *b"OPTVAULT TREE v1";
/// What a leaf begins with, after the byte 0x00.
pub const LEAF_DOMAIN: [u8; 16] = *b"OPTVAULT LEAF v1";

/// What follows the header: little endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct BatchBody {
    pub root: Node,
    /// Siblings in each proof, at most [`MAX_DEPTH`].
    pub depth: u64,
}

assert_layout!(BatchBody, 40, root 0, depth 32);

/// Header and body.
pub const MESSAGE_LEN: usize = 216;
const _: () = assert!(MessageHeader::LEN + size_of::<BatchBody>() == MESSAGE_LEN);

/// The threshold of one account, of the portfolio as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    pub margin_account: Pubkey,
    pub body: ThresholdBody,
}

impl Leaf {
    /// `sha256(0x00, domain, margin account, body)`.
    pub fn hash(&self) -> Node {
        sha256(&[&[0], &LEAF_DOMAIN, self.margin_account.as_ref(), bytemuck::bytes_of(&self.body)])
    }
}

/// Is this the leaf with this index in the tree of this root and depth?
pub fn verify_leaf(root: &Node, depth: u64, index: u32, leaf: &Leaf, proof: &[Node]) -> Result<(), ThresholdError> {
    tree::verify(root, depth, index, &leaf.hash(), proof)
}

/// The tree over these leaves, for signers and keepers. Refuses none, and an account that is named twice: whoever applied first would
/// choose between its thresholds.
pub fn build(leaves: &[Leaf]) -> Result<Tree, ThresholdError> {
    let mut accounts: Vec<&Pubkey> = leaves.iter().map(|leaf| &leaf.margin_account).collect();
    accounts.sort_unstable();
    if accounts.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(ThresholdError::DuplicateEntry);
    }
    Tree::new(leaves.iter().map(Leaf::hash).collect())
}

/// The bytes to sign. The header's domain is [`DOMAIN`], its target the account that keeps the batch.
pub fn encode(header: &MessageHeader, body: &BatchBody) -> Vec<u8> {
    [bytemuck::bytes_of(header), bytemuck::bytes_of(body)].concat()
}

/// The last batch, as it was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct StoredBatch {
    pub header: MessageHeader,
    pub body: BatchBody,
}

impl StoredBatch {
    /// As it was signed.
    pub fn to_bytes(&self) -> [u8; MESSAGE_LEN] {
        bytemuck::cast(*self)
    }

    /// From a message whose signatures have been checked. `expected` names [`DOMAIN`], the account that keeps the batch as target, and
    /// [`Self::last_sequence`].
    pub fn open(message: &[u8], expected: &Expected, now_ts: i64) -> Result<Self, ThresholdError> {
        let (header, body) = MessageHeader::split(message)?;
        let body: BatchBody = bytemuck::try_pod_read_unaligned(body).map_err(|_| SignedError::Length)?;
        header.check(expected, now_ts)?;
        if header.domain != DOMAIN {
            return Err(SignedError::Domain.into());
        }
        if body.depth > MAX_DEPTH {
            return Err(ThresholdError::Depth);
        }
        Ok(Self { header, body })
    }

    /// The number that the next batch of these signers must exceed.
    pub fn last_sequence(&self, generation: u64) -> u64 {
        if generation == self.header.generation {
            self.header.sequence
        } else {
            0
        }
    }

    /// The signed threshold in a leaf.
    ///
    /// `expected` is as in [`Self::open`], except for the sequence: it is that of the margin account,
    /// [`StoredThreshold::last_sequence`](super::StoredThreshold::last_sequence).
    pub fn threshold(
        &self,
        expected: &Expected,
        index: u32,
        leaf: &Leaf,
        proof: &[Node],
        now_ts: i64,
    ) -> Result<SignedThreshold, ThresholdError> {
        self.header.check(expected, now_ts)?;
        verify_leaf(&self.body.root, self.body.depth, index, leaf, proof)?;
        Ok(SignedThreshold { form: Form::Current, header: self.header, body: leaf.body })
    }
}
