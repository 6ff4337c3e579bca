//! docs/THRESHOLD.md says what the code does: every offset, domain, error and example in bytes.

mod threshold_common;

use ed25519_dalek::Signer;
use std::collections::BTreeMap;
use std::mem::{offset_of, size_of_val};
use threshold_common::*;
use vault_types::{
    signed::{message::MessageHeader, SignedError},
    threshold::{
        batch::{self, build, BatchBody, Leaf},
        message, portfolio, scenario, tree, Form, Portfolio, ThresholdBody, ThresholdError,
    },
    Pubkey,
};

const DOCUMENT: &str = include_str!("../../../docs/THRESHOLD.md");

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Three accounts with the same portfolio; the second has changed once more than the first, and the third twice.
fn leaves() -> [Leaf; 3] {
    [0, 1, 2].map(|number| Leaf {
        margin_account: Pubkey::new_from_array([0xa1 + number; 32]),
        body: ThresholdBody { position_seq: 7 + u64::from(number), ..body() },
    })
}

/// Every example by its name in the document.
fn examples() -> Vec<(&'static str, Vec<u8>)> {
    let form = Form::Current.domain();
    let message = message::encode(&header(form, MARGIN_ACCOUNT, 11), &body());
    let keys: Vec<_> = (0..5).map(|member| signer(member).verifying_key().to_bytes()).collect();
    let signatures = [0, 2, 4].map(|member| signer(member).sign(&message).to_bytes());
    let counts = [2_u32, 1].map(u32::to_le_bytes).concat();
    let (positions, collaterals) = (positions(), collaterals());
    let entries = [bytemuck::cast_slice::<_, u8>(&positions), bytemuck::cast_slice(&collaterals)].concat();
    let leaf_preimage = |leaf: &Leaf| {
        [&[0], &batch::LEAF_DOMAIN[..], leaf.margin_account.as_ref(), bytemuck::bytes_of(&leaf.body)].concat()
    };
    let leaves = leaves();
    let tree = build(&leaves).unwrap();
    let root = BatchBody { root: tree.root(), depth: tree.depth() };
    let batch_message = batch::encode(&header(batch::DOMAIN, BATCH, 12), &root);
    let hashes = leaves.map(|leaf| leaf.hash());
    vec![
        ("public-keys", keys.concat()),
        ("empty-portfolio", Portfolio::hash_of(&[], &[]).unwrap().to_vec()),
        ("portfolio-preimage", [&portfolio::DOMAIN[..], &counts, &entries].concat()),
        ("portfolio", portfolio().position_hash.to_vec()),
        ("scenario-root", body().scenario_root.to_vec()),
        ("message", message.clone()),
        ("signatures", signatures.concat()),
        ("instruction", sign(&message, &[0, 2, 4]).0),
        ("leaf-0-preimage", leaf_preimage(&leaves[0])),
        ("leaves", hashes.concat()),
        ("nodes", [tree::parent(&hashes[0], &hashes[1]), tree::parent(&hashes[2], &tree::NO_LEAF)].concat()),
        ("root", tree.root().to_vec()),
        ("proof-0", tree.proof(0).unwrap().concat()),
        ("proof-2", tree.proof(2).unwrap().concat()),
        ("batch-message", batch_message.clone()),
        ("batch-signatures", [0, 2, 4].map(|member| signer(member).sign(&batch_message).to_bytes()).concat()),
    ]
}

/// As the document has it: a fenced block of 32 bytes a line.
fn block(name: &str, bytes: &[u8]) -> String {
    let lines: Vec<String> = bytes.chunks(32).map(hex).collect();
    format!("```hex {name}\n{}\n```\n", lines.join("\n"))
}

#[test]
fn the_examples_are_what_the_code_computes() {
    let examples: BTreeMap<_, _> = examples().into_iter().collect();
    for (name, bytes) in &examples {
        let block = block(name, bytes);
        assert!(DOCUMENT.contains(&block), "the document should have:\n{block}");
    }
    assert_eq!(DOCUMENT.matches("```hex ").count(), examples.len(), "an example that nothing checks");
}

#[test]
fn the_examples_are_accepted() {
    let (data, signed_by) =
        sign(&message::encode(&header(Form::Current.domain(), MARGIN_ACCOUNT, 11), &body()), &[0, 2, 4]);
    assert!(precompile_accepts(&data) && signed_by == 0b10101 && data.len() == 676);
    assert!(take(&data, signed_by, &bytemuck::Zeroable::zeroed()).is_ok());
    let (leaves, tree) = (leaves(), build(&leaves()).unwrap());
    for index in [0, 2] {
        let proof = tree.proof(index).unwrap();
        assert_eq!(batch::verify_leaf(&tree.root(), 2, index, &leaves[index as usize], &proof), Ok(()));
    }
    assert_eq!(scenario::scenario_root(&[1_000_000, -2_000_000, -100_000_000]), Ok(body().scenario_root));
}

macro_rules! rows {
    ($value:expr, $type:ty, $start:expr, $($field:ident),+) => {
        vec![$((offset_of!($type, $field) + $start, size_of_val(&$value.$field), stringify!($field))),+]
    };
}

#[test]
fn every_field_is_in_a_table() {
    let header = header(Form::Current.domain(), MARGIN_ACCOUNT, 1);
    let batch = BatchBody { root: [0; 32], depth: 0 };
    let body = body();
    let start = MessageHeader::LEN;
    let tables = [
        rows!(
            header,
            MessageHeader,
            0,
            domain,
            program,
            cluster_genesis_hash,
            config,
            target,
            generation,
            sequence,
            issued_ts,
            expires_ts
        ),
        rows!(
            body,
            ThresholdBody,
            start,
            position_seq,
            position_hash,
            initial_margin_atoms,
            maintenance_margin_atoms,
            liquidation_threshold_atoms,
            net_delta_atoms,
            gamma_atoms,
            vega_atoms,
            theta_atoms,
            worst_scenario,
            model_id,
            market_data_hash,
            scenario_root
        ),
        rows!(batch, BatchBody, start, root, depth),
    ];
    for (offset, size, field) in tables.concat() {
        let row = format!("| {offset} | {size} | `{field}` |");
        assert!(DOCUMENT.contains(&row), "{row}");
    }
}

#[test]
fn every_domain_is_in_the_table() {
    let domains = [
        Form::Current.domain(),
        Form::AfterTrade.domain(),
        batch::DOMAIN,
        batch::LEAF_DOMAIN,
        portfolio::DOMAIN,
        scenario::DOMAIN,
    ];
    for domain in domains {
        let row = format!("| `{}` | `{}` |", String::from_utf8(domain.to_vec()).unwrap(), hex(&domain));
        assert!(DOCUMENT.contains(&row), "{row}");
    }
    let all: std::collections::BTreeSet<_> = domains.into_iter().collect();
    assert_eq!(all.len(), domains.len(), "each has its own");
}

#[test]
fn every_error_is_in_a_table() {
    let signed = [
        SignedError::Layout,
        SignedError::UnknownSigner,
        SignedError::WrongSigner,
        SignedError::TooFewSigners,
        SignedError::Length,
        SignedError::Domain,
        SignedError::Program,
        SignedError::Cluster,
        SignedError::Config,
        SignedError::Target,
        SignedError::Generation,
        SignedError::Sequence,
        SignedError::FromTheFuture,
        SignedError::Expired,
        SignedError::TooOld,
    ];
    let rules = [
        ThresholdError::Levels,
        ThresholdError::Sensitivities,
        ThresholdError::PositionSequence,
        ThresholdError::PositionHash,
        ThresholdError::OnlyTightening,
        ThresholdError::NothingToChallenge,
        ThresholdError::TooManyEntries,
        ThresholdError::DuplicateEntry,
        ThresholdError::Depth,
        ThresholdError::ProofLength,
        ThresholdError::LeafIndex,
        ThresholdError::NotInTree,
    ];
    for error in signed {
        assert!(DOCUMENT.contains(&format!("| `Signed({error:?})` |")), "{error:?}");
        assert_eq!(ThresholdError::Signed(error).to_string(), error.to_string());
    }
    for error in rules {
        assert!(DOCUMENT.contains(&format!("| `{error:?}` |")), "{error:?}");
        assert!(!error.to_string().is_empty());
    }
}
