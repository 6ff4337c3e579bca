//! Merkle trees with numbered leaves.
//!
//! A node is `sha256(0x01, left child, right child)`. Which child is left, the leaf's index says: bit 0 for the leaf itself, bit 1 for
//! the node above it, and so on. Had the children been sorted instead, as in [`crate::allow_list`], a root would not fix its leaves'
//! places, so that two different lists could have the same root and "the leaf with this index" would mean nothing.
//!
//! - The first byte of a leaf's preimage is 0x00: no node passes for a leaf, nor a leaf for a node.
//! - Every leaf is at the same depth, which is signed with the root: a proof of another length is refused, so that nothing above or
//!   below the leaves can be offered as one of them.
//! - A place without a leaf is 32 zero bytes, of which nobody knows a preimage.

use super::ThresholdError;
use crate::hash::sha256;

pub type Node = [u8; 32];

/// With 32 levels a tree has room for all indices of 32 bits.
pub const MAX_DEPTH: u64 = 32;
/// In the place of a leaf that there is not.
pub const NO_LEAF: Node = [0; 32];

/// The node above two others.
pub fn parent(left: &Node, right: &Node) -> Node {
    sha256(&[&[1], left, right])
}

/// Is this node the leaf with this index in the tree of this depth? The proof is its siblings, from the leaf up.
pub fn verify(root: &Node, depth: u64, index: u32, leaf: &Node, proof: &[Node]) -> Result<(), ThresholdError> {
    if depth > MAX_DEPTH {
        return Err(ThresholdError::Depth);
    }
    if proof.len() as u64 != depth {
        return Err(ThresholdError::ProofLength);
    }
    if u64::from(index) >> depth != 0 {
        return Err(ThresholdError::LeafIndex);
    }
    let (mut node, mut place) = (*leaf, index);
    for sibling in proof {
        node = if place & 1 == 0 { parent(&node, sibling) } else { parent(sibling, &node) };
        place >>= 1;
    }
    (node == *root).then_some(()).ok_or(ThresholdError::NotInTree)
}

/// All nodes of a tree, to prove its leaves from; for signers and keepers.
#[derive(Clone, Debug)]
pub struct Tree {
    /// From the leaves up to the root.
    levels: Vec<Vec<Node>>,
}

impl Tree {
    /// The lowest tree with these leaves, in their order. Refuses none, and more than 2^32.
    pub fn new(leaves: Vec<Node>) -> Result<Self, ThresholdError> {
        let (mut levels, mut top, mut without) = (vec![], leaves, NO_LEAF);
        while top.len() > 1 {
            let parents = top.chunks(2).map(|pair| parent(&pair[0], pair.get(1).unwrap_or(&without))).collect();
            without = parent(&without, &without);
            levels.push(core::mem::replace(&mut top, parents));
        }
        let is_empty = top.is_empty();
        levels.push(top);
        let tree = Self { levels };
        let fits = !is_empty && tree.depth() <= MAX_DEPTH;
        fits.then_some(tree).ok_or(ThresholdError::Depth)
    }

    pub fn root(&self) -> Node {
        self.levels.last().and_then(|top| top.first()).copied().unwrap_or(NO_LEAF)
    }

    /// Siblings in each proof: zero for a tree whose only leaf is its root.
    pub fn depth(&self) -> u64 {
        self.levels.len().saturating_sub(1) as u64
    }

    /// The siblings of the leaf with this index, from the leaf up; `None` if there is no such leaf.
    pub fn proof(&self, index: u32) -> Option<Vec<Node>> {
        let leaf = usize::try_from(index).ok()?;
        self.levels.first()?.get(leaf)?;
        let (mut siblings, mut without) = (vec![], NO_LEAF);
        for (height, level) in self.levels.iter().take(self.levels.len() - 1).enumerate() {
            siblings.push(level.get((leaf >> height) ^ 1).copied().unwrap_or(without));
            without = parent(&without, &without);
        }
        Some(siblings)
    }
}
