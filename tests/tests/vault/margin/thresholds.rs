//! Margin that the signers have signed: single messages, after a trade, batches, and what a challenge makes of a lie.

use super::{at_risk, Trading, CASH};
use crate::common::{refused, COIN, SPOT};
use options_vault::errors::VaultError;
use simulator::Contract;
use solana_signer::Signer;
use vault_client::Pubkey;
use vault_types::{
    margin::{MarginMode, Requirement},
    threshold::{
        batch::{self, BatchBody},
        tree, Form, Source,
    },
};

/// Alice owes a straddle in portfolio mode, by a threshold that is a quarter above what the chain asks for.
pub(super) struct Signed {
    pub story: Trading,
    pub owner: Pubkey,
    pub put: Contract,
}

pub(super) fn scaled(levels: &Requirement, percent: u64) -> Requirement {
    let scale = |atoms: u64| atoms * percent / 100;
    Requirement {
        initial_atoms: scale(levels.initial_atoms),
        maintenance_atoms: scale(levels.maintenance_atoms),
        liquidation_atoms: scale(levels.liquidation_atoms),
    }
}

pub(super) fn in_portfolio_mode() -> Signed {
    let mut story = at_risk();
    let (call, put) = (story.call_in_cash(150), story.put(150));
    story.scene.list(&[call, put]).unwrap();
    story.alice_deposits(10_000 * CASH);
    story.scene.set_margin_mode(&story.alice, MarginMode::PORTFOLIO).unwrap();
    let owner = story.alice.pubkey();
    let mut signed = Signed { story, owner, put };
    for contract in [call, put] {
        signed.write(&contract, 10 * COIN, 125).unwrap();
    }
    signed
}

impl Signed {
    /// What a message says that asks for this part of the chain's own margin after a trade.
    pub fn write(&mut self, contract: &Contract, atoms: u64, percent: u64) -> Result<u64, simulator::Refusal> {
        let story = &mut self.story;
        let after = story.after_writing(contract, atoms);
        let levels = scaled(&story.chain_margin(&after), percent);
        let address = story.scene.account_ref(&self.owner).address;
        let post = story.scene.threshold_post(address, &after, Form::AfterTrade, &levels);
        story.scene.write_options_signed(&story.alice, contract, &story.bob.pubkey(), atoms, &post)
    }

    /// The chain's own margin of the account as it is.
    pub fn chain(&self) -> Requirement {
        self.story.chain_margin(&self.story.account(&self.story.alice))
    }

    pub fn kept(&self) -> vault_types::threshold::StoredThreshold {
        self.story.account(&self.story.alice).threshold
    }
}

#[test]
fn a_trade_needs_a_threshold_for_what_it_leaves() {
    let mut signed = in_portfolio_mode();
    let put = signed.put;
    refused(signed.story.alice_writes(&put, COIN), VaultError::ReduceOnly);
    let cash = signed.story.cash();
    refused(signed.story.scene.withdraw_collateral(&signed.story.alice, &cash, 1), VaultError::ReduceOnly);
    signed.write(&put, COIN, 125).unwrap();
    assert_eq!(signed.kept().source, Source::SIGNED);
    assert_eq!(signed.kept().maintenance_margin_atoms, signed.chain().maintenance_atoms * 125 / 100);
}

#[test]
fn a_stale_threshold_leaves_only_the_way_out() {
    let mut signed = in_portfolio_mode();
    let levels = signed.chain();
    signed.story.scene.set_threshold(&signed.owner, &levels).unwrap();
    let now = signed.story.scene.world.now();
    signed.story.scene.world.set_time(now + 3_601);
    signed.story.scene.set_price(SPOT);
    let put = signed.put;
    refused(signed.story.alice_writes(&put, COIN), VaultError::ReduceOnly);
    let bob = signed.story.bob.insecure_clone();
    let alice = signed.story.alice.pubkey();
    let mint = vault_client::address::option_mint(&signed.story.scene.margin_series_address(&put));
    let (from, to) =
        (vault_client::address::wallet(&bob.pubkey(), &mint), vault_client::address::wallet(&alice, &mint));
    signed.story.scene.world.create_wallet(&alice, &mint).unwrap();
    signed.story.scene.world.transfer(&from, &to, &bob, 10 * COIN).unwrap();
    signed.story.scene.bring_in_options(&signed.story.alice, &put, 10 * COIN).unwrap();
}

/// Every signer signs half of what the account must hold. A stranger asks, and the chain's number holds from that transaction on.
#[test]
fn a_lying_quorum_is_put_right_by_one_challenge() {
    let mut signed = in_portfolio_mode();
    let put = signed.put;
    signed.write(&put, COIN, 50).unwrap();
    let lie = signed.kept().maintenance_margin_atoms;
    let chain = signed.chain();
    assert!(lie <= chain.maintenance_atoms / 2);
    signed.story.scene.challenge_threshold(&signed.owner).unwrap();
    let kept = signed.kept();
    assert_eq!((kept.source, kept.is_void), (Source::CHAIN, 1));
    assert_eq!(kept.maintenance_margin_atoms, chain.maintenance_atoms);
    assert_eq!(signed.story.scene.signer_set().strikes.strikes, 1);
    // The lie again: taken with the levels that the chain has set.
    signed.story.scene.set_threshold(&signed.owner, &scaled(&chain, 50)).unwrap();
    assert_eq!(signed.kept().maintenance_margin_atoms, chain.maintenance_atoms);
}

/// Whoever challenges does not choose among the prices before the signature, nor takes one that jumps.
#[test]
fn attack_24_a_challenge_is_about_a_price_since_the_signature() {
    let mut signed = in_portfolio_mode();
    signed.story.scene.world.set_time(signed.story.scene.world.now() + 5);
    let levels = signed.chain();
    signed.story.scene.set_threshold(&signed.owner, &levels).unwrap();
    refused(signed.story.scene.challenge_threshold(&signed.owner), VaultError::PriceBeforeSignature);
    signed.story.scene.set_price(SPOT * 2);
    refused(signed.story.scene.challenge_threshold(&signed.owner), VaultError::PriceJump);
    signed.story.scene.set_price(SPOT);
    signed.story.scene.challenge_threshold(&signed.owner).unwrap();
    assert_eq!(signed.kept().is_void, 0);
}

/// A threshold that nobody goes by is void as well, and no strike: otherwise anybody could collect strikes for the signers without any risk.
#[test]
fn attack_24_a_threshold_out_of_use_strikes_nobody() {
    let mut signed = in_portfolio_mode();
    let cash = signed.story.cash();
    signed.story.scene.deposit_collateral(&signed.story.alice, &cash, 50_000 * CASH).unwrap();
    signed.story.scene.set_margin_mode(&signed.story.alice, MarginMode::SCENARIO).unwrap();
    let put = signed.put;
    signed.story.alice_writes(&put, COIN).unwrap();
    let lie = scaled(&signed.chain(), 50);
    signed.story.scene.set_threshold(&signed.owner, &lie).unwrap();
    signed.story.scene.challenge_threshold(&signed.owner).unwrap();
    assert_eq!((signed.kept().is_void, signed.story.scene.signer_set().strikes.strikes), (1, 0));
}

#[test]
fn honest_signers_have_nothing_to_fear() {
    let mut signed = in_portfolio_mode();
    signed.story.scene.challenge_threshold(&signed.owner).unwrap();
    assert_eq!((signed.kept().source, signed.kept().is_void), (Source::SIGNED, 0));
    assert_eq!(signed.story.scene.signer_set().strikes.strikes, 0);
    let cash = signed.story.cash();
    signed.story.scene.deposit_collateral(&signed.story.bob, &cash, 1).unwrap();
    let bob = signed.story.bob.pubkey();
    refused(signed.story.scene.challenge_threshold(&bob), VaultError::NothingToChallenge);
}

#[test]
fn one_signature_serves_a_batch() {
    let mut signed = in_portfolio_mode();
    let (owner, bob) = (signed.owner, signed.story.bob.pubkey());
    let levels = scaled(&signed.chain(), 130);
    let scene = &mut signed.story.scene;
    scene.create_threshold_batch().unwrap();
    let leaves = [scene.leaf(&owner, &levels), scene.leaf(&bob, &Requirement::default())];
    let tree = batch::build(&leaves).unwrap();
    scene.post_threshold_batch(&BatchBody { root: tree.root(), depth: tree.depth() }, 100).unwrap();
    let proof = |index| tree.proof(index).unwrap();
    refused(scene.apply_leaf(&owner, &leaves[0], 1, proof(1)), VaultError::NotInTree);
    refused(scene.apply_leaf(&bob, &leaves[0], 0, proof(0)), VaultError::NotInTree);
    refused(scene.apply_leaf(&owner, &leaves[0], 2, proof(0)), VaultError::LeafIndex);
    refused(scene.apply_leaf(&owner, &leaves[0], 0, vec![]), VaultError::ProofLength);
    scene.apply_leaf(&owner, &leaves[0], 0, proof(0)).unwrap();
    scene.apply_leaf(&bob, &leaves[1], 1, proof(1)).unwrap();
    refused(scene.apply_leaf(&owner, &leaves[0], 0, proof(0)), VaultError::StaleSequence);
    refused(scene.post_threshold_batch(&BatchBody { root: [0; 32], depth: 0 }, 100), VaultError::StaleSequence);
    assert_eq!(signed.kept().initial_margin_atoms, levels.initial_atoms);
}

/// A leaf of a tree as deep as a million accounts need.
#[test]
fn a_deep_tree_proves_its_leaves() {
    let mut signed = in_portfolio_mode();
    let owner = signed.owner;
    let levels = signed.chain();
    let scene = &mut signed.story.scene;
    scene.create_threshold_batch().unwrap();
    let leaf = scene.leaf(&owner, &levels);
    let index = 0b1010_0101_1100_0011_0110;
    let siblings: Vec<tree::Node> = (0..20).map(|level| [level; 32]).collect();
    let root = siblings.iter().zip(0..).fold(leaf.hash(), |node, (sibling, level)| match index >> level & 1 {
        0 => tree::parent(&node, sibling),
        _ => tree::parent(sibling, &node),
    });
    scene.post_threshold_batch(&BatchBody { root, depth: 20 }, 100).unwrap();
    let units = scene.apply_leaf(&owner, &leaf, index, siblings).unwrap();
    println!("a leaf of a tree of 2^20: {units} CU");
}
