//! Thresholds that nobody signed for this account, this portfolio, this time: each with a refusal of its own.

use super::thresholds::{in_portfolio_mode, Signed};
use crate::common::{anchor, refused, refused_by_code, COIN, SPOT};
use options_vault::errors::VaultError;
use simulator::{Refusal, ThresholdPost};
use solana_signer::Signer;
use vault_client::{instruction, Instruction, Pubkey};
use vault_types::{
    margin::Requirement,
    signed::message::{MessageHeader, MAX_AHEAD_SECS, MAX_MESSAGE_AGE_SECS},
    threshold::{
        batch::{self, BatchBody},
        Form, ThresholdBody,
    },
};

impl Signed {
    /// A good message about Alice's account as it is.
    fn good(&self) -> ThresholdPost {
        let account = self.story.account(&self.story.alice);
        let address = self.story.scene.account_ref(&self.owner).address;
        self.story.scene.threshold_post(address, &account, Form::Current, &self.chain())
    }

    fn apply(&mut self, post: &ThresholdPost) -> Result<u64, Refusal> {
        self.story.scene.apply_threshold(&self.owner, post)
    }

    /// The two instructions that bring a message.
    fn instructions(&self, post: &ThresholdPost) -> [Instruction; 2] {
        let (signatures, signed_by) = self.story.scene.signed_threshold(post);
        [signatures, instruction::apply_threshold(self.story.scene.account_ref(&self.owner), signed_by)]
    }

    fn would_be_taken(&mut self, instructions: &[Instruction]) -> bool {
        self.story.scene.world.simulate("apply_threshold", instructions, &[]).is_ok()
    }
}

/// Offsets, signatures, keys, message: there is no byte of the ed25519 instruction that could be another one.
#[test]
fn attack_01_every_byte_of_the_signatures_counts() {
    let mut signed = in_portfolio_mode();
    let [signatures, apply] = signed.instructions(&signed.good());
    assert!(signed.would_be_taken(&[signatures.clone(), apply.clone()]));
    for place in 0..signatures.data.len() {
        for flipped in [0x01, 0x80, 0xff] {
            let mut forged = signatures.clone();
            forged.data[place] ^= flipped;
            let is_taken = signed.would_be_taken(&[forged, apply.clone()]);
            assert!(!is_taken, "byte {place} of {} with {flipped:#x} flipped", signatures.data.len());
        }
    }
}

#[test]
fn attack_01_signatures_are_complete_and_directly_before() {
    let mut signed = in_portfolio_mode();
    // Something harmless that goes through: the market has not seen this price.
    signed.story.scene.world.set_time(signed.story.scene.world.now() + 1);
    signed.story.scene.set_price(SPOT);
    let between = instruction::observe_price(signed.story.scene.market, signed.story.scene.price_account);
    assert!(signed.would_be_taken(std::slice::from_ref(&between)));
    let [signatures, apply] = signed.instructions(&signed.good());
    let mut longer = signatures.clone();
    longer.data.push(0);
    let mut shorter = signatures.clone();
    shorter.data.pop();
    let missing = [
        vec![apply.clone()],
        vec![apply.clone(), signatures.clone()],
        vec![signatures.clone(), between, apply.clone()],
    ];
    for sequence in missing {
        refused(signed.story.scene.world.send_all("apply_threshold", &sequence, &[]), VaultError::SignaturesMissing);
    }
    // The precompile itself refuses the shorter one.
    assert!(!signed.would_be_taken(&[shorter, apply.clone()]));
    let sent = signed.story.scene.world.send_all("apply_threshold", &[longer, apply.clone()], &[]);
    refused(sent, VaultError::SignatureLayout);
    let few = ThresholdPost { signed_by: vec![1], ..signed.good() };
    refused(signed.apply(&few), VaultError::TooFewSigners);
    assert!(signed.would_be_taken(&[signatures, apply]));
}

#[test]
fn attack_02_a_fake_instructions_sysvar() {
    let mut signed = in_portfolio_mode();
    let [signatures, mut apply] = signed.instructions(&signed.good());
    let sysvar = apply.accounts.iter_mut().find(|account| account.pubkey.to_string().starts_with("Sysvar1nstructions"));
    sysvar.unwrap().pubkey = Pubkey::new_from_array([66; 32]);
    let sent = signed.story.scene.world.send_all("apply_threshold", &[signatures, apply], &[]);
    refused_by_code(sent, anchor::ADDRESS);
}

#[test]
fn attack_03_a_threshold_for_something_else_is_refused() {
    type Spoil = (VaultError, fn(&mut MessageHeader));
    let spoils: [Spoil; 13] = [
        (VaultError::WrongDomain, |header| header.domain = Form::AfterTrade.domain()),
        (VaultError::WrongDomain, |header| header.domain = batch::DOMAIN),
        (VaultError::WrongProgram, |header| header.program = Pubkey::new_from_array([7; 32])),
        (VaultError::WrongCluster, |header| header.cluster_genesis_hash = [8; 32]),
        (VaultError::WrongConfig, |header| header.config = Pubkey::new_from_array([7; 32])),
        (VaultError::WrongTarget, |header| header.target = Pubkey::new_from_array([7; 32])),
        (VaultError::WrongGeneration, |header| header.generation -= 1),
        (VaultError::WrongGeneration, |header| header.generation += 1),
        (VaultError::StaleSequence, |header| header.sequence -= 1),
        (VaultError::StaleSequence, |header| header.sequence = 0),
        (VaultError::MessageFromTheFuture, |header| header.issued_ts += MAX_AHEAD_SECS + 1),
        (VaultError::MessageExpired, |header| header.expires_ts = header.issued_ts - 1),
        (VaultError::MessageTooOld, |header| header.issued_ts -= MAX_MESSAGE_AGE_SECS + 1),
    ];
    let mut signed = in_portfolio_mode();
    for (error, spoil) in spoils {
        let mut other = signed.good();
        spoil(&mut other.header);
        refused(signed.apply(&other), error);
    }
    let good = signed.good();
    signed.apply(&good).unwrap();
    refused(signed.apply(&good), VaultError::StaleSequence);
}

#[test]
fn attack_03_a_threshold_for_another_portfolio_is_refused() {
    type Spoil = (VaultError, fn(&mut ThresholdBody));
    let spoils: [Spoil; 5] = [
        (VaultError::ThresholdSequence, |body| body.position_seq -= 1),
        (VaultError::ThresholdSequence, |body| body.position_seq += 1),
        (VaultError::ThresholdPortfolio, |body| body.position_hash[31] ^= 1),
        (VaultError::ThresholdLevels, |body| body.maintenance_margin_atoms = body.initial_margin_atoms + 1),
        (VaultError::ThresholdSensitivities, |body| body.net_delta_atoms = i64::MIN),
    ];
    let mut signed = in_portfolio_mode();
    for (error, spoil) in spoils {
        let mut other = signed.good();
        spoil(&mut other.body);
        refused(signed.apply(&other), error);
    }
    // What was signed before a deposit is for other collateral.
    let before = signed.good();
    signed.story.alice_deposits(1);
    refused(signed.apply(&before), VaultError::ThresholdPortfolio);
}

/// A message for the account after a trade is worth nothing without that trade, after another one, or twice.
#[test]
fn attack_03_a_threshold_after_a_trade_serves_that_trade() {
    let mut signed = in_portfolio_mode();
    let (put, owner) = (signed.put, signed.owner);
    let after = signed.story.after_writing(&put, COIN);
    let levels = signed.story.chain_margin(&after);
    let address = signed.story.scene.account_ref(&owner).address;
    let post = signed.story.scene.threshold_post(address, &after, Form::AfterTrade, &levels);
    refused(signed.apply(&post), VaultError::WrongDomain);
    let bob = signed.story.bob.pubkey();
    let alice = signed.story.alice.insecure_clone();
    let other = signed.story.scene.write_options_signed(&alice, &put, &bob, 2 * COIN, &post);
    refused(other, VaultError::ThresholdPortfolio);
    signed.story.scene.write_options_signed(&alice, &put, &bob, COIN, &post).unwrap();
    let again = signed.story.scene.write_options_signed(&alice, &put, &bob, COIN, &post);
    refused(again, VaultError::StaleSequence);
}

/// A batch is as good as a message to each account, and no better: its header is read again at every leaf.
#[test]
fn attack_03_a_batch_that_is_over_serves_nobody() {
    let mut signed = in_portfolio_mode();
    let owner = signed.owner;
    let levels: Requirement = signed.chain();
    let scene = &mut signed.story.scene;
    scene.create_threshold_batch().unwrap();
    refused(scene.post_threshold_batch(&BatchBody { root: [1; 32], depth: 33 }, 100), VaultError::ProofLength);
    let leaf = scene.leaf(&owner, &levels);
    scene.post_threshold_batch(&BatchBody { root: leaf.hash(), depth: 0 }, 100).unwrap();
    let now = scene.world.now();
    scene.world.set_time(now + MAX_MESSAGE_AGE_SECS + 1);
    refused(scene.apply_leaf(&owner, &leaf, 0, vec![]), VaultError::MessageTooOld);
    scene.world.set_time(now);
    let keys = scene.signer_set().members().to_vec();
    scene.change(&vault_types::change::Change::Signers { quorum: 2, keys }).unwrap();
    scene.world.set_time(now);
    refused(scene.apply_leaf(&owner, &leaf, 0, vec![]), VaultError::WrongGeneration);
}
