//! Many accounts under one signature: leaves, proofs, and everything that is not one.

mod threshold_common;

use bytemuck::Zeroable;
use threshold_common::*;
use vault_types::{
    signed::{
        message::{Expected, MessageHeader, MAX_MESSAGE_AGE_SECS},
        precompile::signed_message,
        SignedError,
    },
    threshold::{
        batch::{self, build, verify_leaf, BatchBody, Leaf, StoredBatch, DOMAIN},
        tree::{self, Node, Tree},
        Form, SignedThreshold, StoredThreshold, ThresholdBody, ThresholdError,
    },
    Pubkey,
};

fn leaf(number: u64) -> Leaf {
    let mut address = [0; 32];
    address[..8].copy_from_slice(&number.to_be_bytes());
    Leaf { margin_account: Pubkey::new_from_array(address), body: ThresholdBody { position_seq: number, ..body() } }
}

fn leaves(count: u64) -> Vec<Leaf> {
    (0..count).map(leaf).collect()
}

#[test]
fn every_leaf_of_every_small_tree() {
    for count in 1..=17 {
        let leaves = leaves(count);
        let tree = build(&leaves).unwrap();
        assert_eq!(tree.depth(), u64::from(count.next_power_of_two().trailing_zeros()), "{count}");
        for (index, leaf) in leaves.iter().enumerate() {
            let proof = tree.proof(index as u32).unwrap();
            for other in 0..32 {
                let verdict = verify_leaf(&tree.root(), tree.depth(), other, leaf, &proof);
                let error = if u64::from(other) >> tree.depth() != 0 {
                    ThresholdError::LeafIndex
                } else {
                    ThresholdError::NotInTree
                };
                // A last leaf whose siblings are no leaves has one place as well: an index is not free in any bit.
                assert_eq!(
                    verdict,
                    if other as usize == index { Ok(()) } else { Err(error) },
                    "{count} {index} {other}"
                );
            }
        }
        assert_eq!(tree.proof(count as u32), None, "no such leaf");
    }
    assert_eq!(build(&[]).unwrap_err(), ThresholdError::Depth);
    assert_eq!(build(&[leaf(1), leaf(2), leaf(1)]).unwrap_err(), ThresholdError::DuplicateEntry);
}

#[test]
fn attack_03_wrong_leaves_and_proofs() {
    let leaves = leaves(5);
    let tree = build(&leaves).unwrap();
    let (root, depth, proof) = (tree.root(), tree.depth(), tree.proof(2).unwrap());
    let verify = |leaf: &Leaf, depth, proof: &[Node]| verify_leaf(&root, depth, 2, leaf, proof);
    assert_eq!(verify(&leaves[2], depth, &proof), Ok(()));

    assert_eq!(verify(&leaves[3], depth, &proof), Err(ThresholdError::NotInTree), "another leaf");
    for index in 0..168 {
        let mut changed = leaves[2];
        bytemuck::bytes_of_mut(&mut changed.body)[index] ^= 1;
        assert_eq!(verify(&changed, depth, &proof), Err(ThresholdError::NotInTree), "byte {index} of the body");
    }
    for index in 0..32 {
        let mut address = leaves[2].margin_account.to_bytes();
        address[index] ^= 1;
        let changed = Leaf { margin_account: Pubkey::new_from_array(address), ..leaves[2] };
        assert_eq!(verify(&changed, depth, &proof), Err(ThresholdError::NotInTree), "byte {index} of the account");
    }
    for sibling in 0..proof.len() {
        let mut changed = proof.clone();
        changed[sibling][31] ^= 0x80;
        assert_eq!(verify(&leaves[2], depth, &changed), Err(ThresholdError::NotInTree), "sibling {sibling}");
    }
    let mut other_root = root;
    other_root[0] ^= 1;
    assert_eq!(verify_leaf(&other_root, depth, 2, &leaves[2], &proof), Err(ThresholdError::NotInTree));
    assert_eq!(verify(&leaves[2], depth, &proof[..2]), Err(ThresholdError::ProofLength));
    assert_eq!(verify(&leaves[2], depth, &[proof.as_slice(), &[root]].concat()), Err(ThresholdError::ProofLength));
    assert_eq!(verify(&leaves[2], depth - 1, &proof), Err(ThresholdError::ProofLength));
    assert_eq!(verify(&leaves[2], depth - 1, &proof[..2]), Err(ThresholdError::NotInTree));
    assert_eq!(verify(&leaves[2], depth + 1, &proof), Err(ThresholdError::ProofLength));
    assert_eq!(verify(&leaves[2], 33, &[[0; 32]; 33]), Err(ThresholdError::Depth));
    assert_eq!(verify(&leaves[2], u64::MAX, &proof), Err(ThresholdError::Depth));
}

/// The node above two leaves does lead to the root by the rest of the proof; only the depth, and the first byte, keep it out.
#[test]
fn attack_03_an_inner_node_is_no_leaf() {
    let leaves = leaves(4);
    let tree = build(&leaves).unwrap();
    let node = tree::parent(&leaves[0].hash(), &leaves[1].hash());
    let above = &tree.proof(0).unwrap()[1..];
    assert_eq!(tree::parent(&node, &above[0]), tree.root());
    assert_eq!(tree::verify(&tree.root(), tree.depth(), 0, &node, above), Err(ThresholdError::ProofLength));
    assert_eq!(tree::verify(&tree.root(), 1, 0, &node, above), Ok(()), "if signers sign a wrong depth");
    // Even then a leaf is hashed with another first byte, and no leaf's bytes are those of a node.
    let preimage = [&[1], leaves[0].hash().as_slice(), &leaves[1].hash()].concat();
    assert_eq!(vault_types::hash::sha256(&[&preimage]), node);
    assert!(leaves.iter().all(|leaf| leaf.hash() != node));
    assert!(!leaves.iter().any(|leaf| verify_leaf(&tree.root(), 1, 0, leaf, above).is_ok()));
}

#[test]
fn a_place_without_a_leaf() {
    let tree = build(&leaves(3)).unwrap();
    let proof = [leaf(2).hash(), tree::parent(&leaf(0).hash(), &leaf(1).hash())];
    assert_eq!(tree::verify(&tree.root(), 2, 3, &tree::NO_LEAF, &proof), Ok(()));
    // Nobody knows a leaf with that hash; the last leaf again is not one.
    assert_eq!(verify_leaf(&tree.root(), 2, 3, &leaf(2), &proof), Err(ThresholdError::NotInTree));
    assert_eq!(tree.proof(3), None);
}

#[test]
fn a_million_accounts() {
    let nodes = (0..1_u32 << 20).map(|number| {
        let mut node = [0xee; 32];
        node[..4].copy_from_slice(&number.to_le_bytes());
        node
    });
    let mut nodes: Vec<Node> = nodes.collect();
    let index = 0xa_bcde;
    nodes[index] = leaf(1).hash();
    let tree = Tree::new(nodes).unwrap();
    assert_eq!(tree.depth(), 20);
    let proof = tree.proof(index as u32).unwrap();
    assert_eq!(verify_leaf(&tree.root(), 20, index as u32, &leaf(1), &proof), Ok(()));
    for bit in 0..20 {
        let wrong = index as u32 ^ (1 << bit);
        assert_eq!(verify_leaf(&tree.root(), 20, wrong, &leaf(1), &proof), Err(ThresholdError::NotInTree));
    }
    let beyond = index as u32 | 1 << 20;
    assert_eq!(verify_leaf(&tree.root(), 20, beyond, &leaf(1), &proof), Err(ThresholdError::LeafIndex));
}

fn accounts() -> [Leaf; 3] {
    [0xa1, 0xa2, 0xa3].map(|byte| Leaf { margin_account: Pubkey::new_from_array([byte; 32]), body: body() })
}

fn batch_message(sequence: u64, body: &BatchBody) -> Vec<u8> {
    batch::encode(&header(DOMAIN, BATCH, sequence), body)
}

fn batch_body() -> BatchBody {
    let tree = build(&accounts()).unwrap();
    BatchBody { root: tree.root(), depth: tree.depth() }
}

fn apply(batch: &StoredBatch, expected: &Expected, now_ts: i64) -> Result<SignedThreshold, ThresholdError> {
    let proof = build(&accounts()).unwrap().proof(0).unwrap();
    batch.threshold(expected, 0, &accounts()[0], &proof, now_ts)
}

#[test]
fn one_signature_for_three_accounts() {
    let (data, signed_by) = sign(&batch_message(11, &batch_body()), &[1, 2, 3]);
    assert!(precompile_accepts(&data));
    let message = signed_message(&data, &signer_set(), signed_by).unwrap();
    assert_eq!((message.len(), batch::MESSAGE_LEN), (216, 216));
    let stored = StoredBatch::open(message, &expected(DOMAIN, &BATCH, 10), NOW_TS).unwrap();
    assert_eq!((stored.last_sequence(GENERATION), stored.last_sequence(GENERATION + 1)), (11, 0));
    let tree = build(&accounts()).unwrap();
    for (index, leaf) in accounts().iter().enumerate() {
        let proof = tree.proof(index as u32).unwrap();
        let signed = stored.threshold(&expected(DOMAIN, &BATCH, 0), index as u32, leaf, &proof, NOW_TS).unwrap();
        let account = StoredThreshold::zeroed();
        let account = account.accept(&signed, &portfolio(), &no_strikes(), &PARAMETERS, NOW_TS).unwrap();
        assert_eq!((account.sequence, account.maintenance_margin_atoms), (11, 100_000_000));
        // Applied twice, or after a later message of the account.
        let again = account.accept(&signed, &portfolio(), &no_strikes(), &PARAMETERS, NOW_TS);
        assert_eq!(again, Err(SignedError::Sequence.into()));
    }
}

#[test]
fn attack_03_a_batch_is_refused_as_a_message_is() {
    let open = |bytes: &[u8], last| StoredBatch::open(bytes, &expected(DOMAIN, &BATCH, last), NOW_TS);
    let bytes = batch_message(11, &batch_body());
    assert!(open(&bytes, 10).is_ok());
    assert_eq!(open(&bytes, 11), Err(SignedError::Sequence.into()));
    for length in 0..bytes.len() {
        assert_eq!(open(&bytes[..length], 10), Err(SignedError::Length.into()), "{length}");
    }
    assert_eq!(open(&[bytes.as_slice(), &[0]].concat(), 10), Err(SignedError::Length.into()));
    let deep = BatchBody { depth: 33, ..batch_body() };
    assert_eq!(open(&batch_message(11, &deep), 10), Err(ThresholdError::Depth));
    assert!(open(&batch_message(11, &BatchBody { depth: 32, ..deep }), 10).is_ok());
    let other = batch::encode(&header(Form::Current.domain(), BATCH, 11), &batch_body());
    assert_eq!(open(&other, 10), Err(SignedError::Domain.into()));
    let careless = StoredBatch::open(&other, &expected(Form::Current.domain(), &BATCH, 10), NOW_TS);
    assert_eq!(careless, Err(SignedError::Domain.into()));
}

#[test]
fn attack_03_an_old_batch_is_no_use() {
    let stored = |change: fn(&mut MessageHeader)| {
        let mut header = header(DOMAIN, BATCH, 11);
        change(&mut header);
        StoredBatch { header, body: batch_body() }
    };
    let good = stored(|_| ());
    let ours = expected(DOMAIN, &BATCH, 10);
    assert!(apply(&good, &ours, NOW_TS).is_ok());
    let other = Pubkey::new_from_array([1; 32]);
    let wrong = [
        (SignedError::Generation, Expected { generation: GENERATION + 1, ..ours }),
        (SignedError::Sequence, Expected { last_sequence: 11, ..ours }),
        (SignedError::Target, Expected { target: &other, ..ours }),
        (SignedError::Config, Expected { config: &other, ..ours }),
        (SignedError::Cluster, Expected { cluster_genesis_hash: &[0; 32], ..ours }),
    ];
    for (error, expected) in wrong {
        assert_eq!(apply(&good, &expected, NOW_TS), Err(error.into()));
    }
    assert_eq!(apply(&good, &ours, NOW_TS + 601), Err(SignedError::Expired.into()));
    let patient = stored(|header| header.expires_ts = i64::MAX);
    assert_eq!(apply(&patient, &ours, NOW_TS - 5 + MAX_MESSAGE_AGE_SECS + 1), Err(SignedError::TooOld.into()));
    assert_eq!(apply(&StoredBatch::zeroed(), &ours, NOW_TS), Err(SignedError::Domain.into()), "none was ever posted");
}
