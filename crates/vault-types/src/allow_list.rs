//! Who may deposit into a permissioned vault: a Merkle tree of addresses, of which the vault holds the root.
//!
//! A leaf is `sha256(0x00, address)`, a node `sha256(0x01, smaller child, larger child)`: the first byte keeps a node from passing for
//! a leaf, and with sorted children a proof is the list of siblings from the leaf up.

use crate::{hash::sha256, Pubkey};

/// Siblings in a proof at most: enough for a million addresses.
pub const MAX_PROOF: usize = 20;

/// Does the proof lead from this address to the root?
pub fn is_allowed(root: &[u8; 32], who: &Pubkey, proof: &[[u8; 32]]) -> bool {
    proof.len() <= MAX_PROOF && proof.iter().fold(leaf(who), |node, sibling| parent(&node, sibling)) == *root
}

/// Root of the tree over these addresses and the proof for each, in their order. A node without a sibling moves up as it is. Without
/// addresses the root is one that nothing leads to.
pub fn build(addresses: &[Pubkey]) -> ([u8; 32], Vec<Vec<[u8; 32]>>) {
    let mut proofs = vec![Vec::new(); addresses.len()];
    let mut places: Vec<usize> = (0..addresses.len()).collect();
    let mut level: Vec<[u8; 32]> = addresses.iter().map(leaf).collect();
    while level.len() > 1 {
        for (proof, place) in proofs.iter_mut().zip(&mut places) {
            proof.extend(level.get(*place ^ 1));
            *place /= 2;
        }
        level = level.chunks(2).map(|pair| pair.get(1).map_or(pair[0], |right| parent(&pair[0], right))).collect();
    }
    (level.first().copied().unwrap_or(sha256(&[&[2]])), proofs)
}

fn leaf(who: &Pubkey) -> [u8; 32] {
    sha256(&[&[0], who.as_ref()])
}

fn parent(a: &[u8; 32], b: &[u8; 32]) -> [u8; 32] {
    let (smaller, larger) = if a <= b { (a, b) } else { (b, a) };
    sha256(&[&[1], smaller, larger])
}
