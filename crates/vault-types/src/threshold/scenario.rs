//! The commitment to what a portfolio gains or loses in each scenario. The chain keeps its root's hash for auditors and never opens it.

use super::{
    tree::{Node, Tree},
    ThresholdError,
};
use crate::hash::sha256;

/// What each leaf begins with, after the byte 0x00.
pub const DOMAIN: [u8; 16] = *b"OPTVAULT SCEN v1";

/// `sha256(0x00, domain, index as u32, profit as i64)`, little endian. Profits are in atoms of the quote, rounded down, losses below zero.
pub fn leaf(index: u32, profit_atoms: i64) -> Node {
    sha256(&[&[0], &DOMAIN, &index.to_le_bytes(), &profit_atoms.to_le_bytes()])
}

/// The tree with a [`leaf`] for each scenario, in their order. Refuses an empty list.
pub fn tree(profits_atoms: &[i64]) -> Result<Tree, ThresholdError> {
    let indices = 0_u32..;
    Tree::new(indices.zip(profits_atoms).map(|(index, profit)| leaf(index, *profit)).collect())
}

/// The root of that tree.
pub fn scenario_root(profits_atoms: &[i64]) -> Result<Node, ThresholdError> {
    Ok(tree(profits_atoms)?.root())
}
