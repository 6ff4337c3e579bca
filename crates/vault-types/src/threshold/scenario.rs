//! The commitment to what a portfolio gains or loses in each scenario. The chain keeps its root's hash for auditors and never opens it.

use super::{
    tree::{Node, Tree},
    ThresholdError,
};
use crate::hash::sha256;

/// What each leaf begins with, after the byte 0x00.
pub const DOMAIN: [u8; 16] = *b"OPTVAULT SCEN v1";

/// Root of the tree whose leaves are `sha256(0x00, domain, index as u32, profit as i64)`, little endian. Profits are in atoms of the
/// quote, rounded down, losses below zero. Refuses an empty list.
pub fn scenario_root(profits_atoms: &[i64]) -> Result<Node, ThresholdError> {
    let indices = 0_u32..;
    let leaf = |(index, profit): (u32, &i64)| sha256(&[&[0], &DOMAIN, &index.to_le_bytes(), &profit.to_le_bytes()]);
    Ok(Tree::new(indices.zip(profits_atoms).map(leaf).collect())?.root())
}
