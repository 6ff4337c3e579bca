//! The list of those who may deposit: who is on it can prove it, nobody else can, whatever the proof.

use proptest::prelude::*;
use vault_types::{
    allow_list::{build, is_allowed, MAX_PROOF},
    hash::sha256,
    Pubkey,
};

fn people(count: usize, salt: u8) -> Vec<Pubkey> {
    (0..count).map(|who| Pubkey::new_from_array(sha256(&[&[salt], &who.to_le_bytes()]))).collect()
}

/// The layers of the tree, written without a look at the library: leaves first.
fn layers(members: &[Pubkey]) -> Vec<Vec<[u8; 32]>> {
    let mut layers = vec![members.iter().map(|who| sha256(&[&[0], &who.to_bytes()])).collect::<Vec<_>>()];
    while layers.last().is_some_and(|layer| layer.len() > 1) {
        let below = layers.last().unwrap();
        let above = below.chunks(2).map(|pair| match pair {
            [a, b] => sha256(&[&[1], a.min(b), a.max(b)]),
            alone => alone[0],
        });
        layers.push(above.collect());
    }
    layers
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..Default::default() })]

    #[test]
    fn members_and_nobody_else(count in 0..70usize, salt in any::<u8>(), noise in any::<[u8; 32]>()) {
        let members = people(count, salt);
        let (root, proofs) = build(&members);
        prop_assert_eq!(proofs.len(), count);
        if let Some(top) = layers(&members).last().and_then(|layer| layer.first()) {
            prop_assert_eq!(root, *top);
        }
        let strangers = people(3, salt.wrapping_add(1));
        for (who, proof) in members.iter().zip(&proofs) {
            prop_assert!(is_allowed(&root, who, proof));
            prop_assert!(proof.len() <= count.next_power_of_two().ilog2() as usize);
            prop_assert!(strangers.iter().all(|stranger| !is_allowed(&root, stranger, proof)));
            prop_assert!((0..proof.len()).all(|short| !is_allowed(&root, who, &proof[..short])), "truncated");
            prop_assert!((0..proof.len()).all(|from| !is_allowed(&root, who, &proof[from + 1..])), "without its first");
            for more in [noise, root, [0; 32]] {
                prop_assert!(!is_allowed(&root, who, &[proof.as_slice(), &[more]].concat()), "extended");
            }
            let mut bent = proof.clone();
            for place in 0..proof.len() {
                bent[place][31] ^= 1;
                prop_assert!(!is_allowed(&root, who, &bent), "one bit off");
                bent[place] = proof[place];
            }
        }
        prop_assert!(strangers.iter().all(|stranger| !is_allowed(&root, stranger, &[])));
    }

    /// Somebody else's proof proves nothing, nor does one of another list.
    #[test]
    fn foreign_proofs(count in 2..70usize, salt in any::<u8>()) {
        let members = people(count, salt);
        let (root, proofs) = build(&members);
        let (other_root, other_proofs) = build(&people(count, salt.wrapping_add(1)));
        for (index, who) in members.iter().enumerate() {
            let neighbour = (index + 1) % count;
            prop_assert!(!is_allowed(&root, who, &proofs[neighbour]));
            prop_assert!(!is_allowed(&other_root, who, &proofs[index]));
            prop_assert!(!is_allowed(&root, who, &other_proofs[index]));
        }
    }

    /// An address that is a node or a leaf of the tree, or whatever is hashed into one, is not a member by that.
    #[test]
    fn inner_nodes_are_no_members(count in 2..70usize, salt in any::<u8>()) {
        let layers = layers(&people(count, salt));
        let root = layers.last().unwrap()[0];
        let top = layers.len() - 1;
        for (depth, layer) in layers.iter().enumerate() {
            for (place, node) in layer.iter().enumerate() {
                let way: Vec<[u8; 32]> =
                    (depth..top).filter_map(|up| layers[up].get((place >> (up - depth)) ^ 1).copied()).collect();
                let posing = Pubkey::new_from_array(*node);
                prop_assert!(!is_allowed(&root, &posing, &way), "a node of layer {} as an address", depth);
                prop_assert!(!is_allowed(&root, &posing, way.get(1..).unwrap_or(&[])));
            }
        }
    }

    /// Twice on the list is once on the list.
    #[test]
    fn duplicates(count in 1..35usize, salt in any::<u8>()) {
        let once = people(count, salt);
        let twice: Vec<Pubkey> = once.iter().chain(&once).copied().collect();
        let (root, proofs) = build(&twice);
        prop_assert!(twice.iter().zip(&proofs).all(|(who, proof)| is_allowed(&root, who, proof)));
        prop_assert!(people(3, salt.wrapping_add(1)).iter().all(|who| !is_allowed(&root, who, &proofs[0])));
    }
}

/// Nothing leads to the root of the empty list, and no list has the root that stands for none.
#[test]
fn the_empty_list_lets_nobody_in() {
    let (root, proofs) = build(&[]);
    assert!(proofs.is_empty());
    assert_ne!(root, [0; 32]);
    for who in people(5, 1) {
        assert!(!is_allowed(&root, &who, &[]));
        assert!(!is_allowed(&[0; 32], &who, &[]));
    }
}

/// A proof may be as long as the tree of a million addresses is high, and no longer, though its hashes be right.
#[test]
fn the_longest_proof() {
    let who = Pubkey::new_from_array([5; 32]);
    let mut node = sha256(&[&[0], &who.to_bytes()]);
    let mut proof = Vec::new();
    for level in 0..=MAX_PROOF {
        assert_eq!(is_allowed(&node, &who, &proof), level <= MAX_PROOF);
        let sibling = [level as u8; 32];
        node = sha256(&[&[1], &node.min(sibling), &node.max(sibling)]);
        proof.push(sibling);
    }
    assert_eq!(proof.len(), MAX_PROOF + 1);
    assert!(!is_allowed(&node, &who, &proof));
}
