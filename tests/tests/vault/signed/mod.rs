//! Signed messages in transactions: how signatures come, whom they are for, who may be missing.

mod replay;
mod signers;

use crate::common::*;
use options_vault::errors::VaultError;
use simulator::{Refusal, Scene, SurfacePost};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{instruction, Instruction, Pubkey};
use vault_types::{
    signed::{message::MessageHeader, precompile::ED25519_PROGRAM},
    surface::message,
};

const SIGNERS: usize = 2;
const OFFSETS_START: usize = 2;
const OFFSETS_LEN: usize = 14;
const DATA_START: usize = OFFSETS_START + SIGNERS * OFFSETS_LEN;
const SIGNER_LEN: usize = 96;
const MESSAGE_START: usize = DATA_START + SIGNERS * SIGNER_LEN;

/// A good message of this moment: what the scene's signers have said before.
fn post(scene: &Scene) -> SurfacePost {
    scene.surface_post(scene.flat_slices(scene.volatility_e9))
}

fn send(scene: &mut Scene, instructions: &[Instruction]) -> Result<u64, Refusal> {
    scene.world.send_all("post_surface", instructions, &[])
}

/// The signatures of a good message, spoilt, and the instruction that uses them.
fn send_spoilt(scene: &mut Scene, spoil: impl FnOnce(&mut Instruction)) -> Result<u64, Refusal> {
    let [mut signatures, post] = scene.post_instructions(&post(scene));
    spoil(&mut signatures);
    send(scene, &[signatures, post])
}

fn is_by_the_precompile(refusal: &Refusal) -> bool {
    format!("{:?}", refusal.error).starts_with("InstructionError(0")
}

/// Pays nobody nothing: an instruction that always succeeds.
fn nothing() -> Instruction {
    let data = [2u32.to_le_bytes().as_slice(), &0u64.to_le_bytes()].concat();
    let nobody = Keypair::new_from_array([255; 32]).pubkey();
    let mut instruction = Instruction { program_id: Pubkey::default(), accounts: vec![], data };
    let deposit = instruction::create_surface(nobody, Pubkey::default());
    instruction.accounts = vec![deposit.accounts[0].clone(), deposit.accounts[0].clone()];
    instruction
}

#[test]
fn a_quorum_posts_and_nobody_else_signs() {
    let mut scene = scene();
    let before = scene.surface();
    let good = post(&scene);
    scene.post_surface(&good).unwrap();
    let after = scene.surface();
    assert_eq!((after.sequence, after.generation), (before.sequence + 1, 1));
}

/// Seven fields for each signer. The ones that the precompile takes are the dangerous ones: the program refuses those itself.
#[test]
fn attack_01_every_offset_field_is_the_programs_own() {
    let mut scene = scene();
    let mut taken_by_the_precompile = 0;
    for signer in 0..SIGNERS {
        for field in 0..7 {
            let at = OFFSETS_START + signer * OFFSETS_LEN + field * 2;
            for value in [0u16, 1, 2, 30, 94, 0x7fff, 0xfffe, 0xffff] {
                let mut is_same = false;
                let sent = send_spoilt(&mut scene, |signatures| {
                    is_same = signatures.data[at..at + 2] == value.to_le_bytes();
                    signatures.data[at..at + 2].copy_from_slice(&value.to_le_bytes());
                });
                if is_same {
                    sent.unwrap();
                    continue;
                }
                let refusal = sent.expect_err("another layout");
                if !is_by_the_precompile(&refusal) {
                    taken_by_the_precompile += 1;
                    refused::<u64>(Err(refusal), VaultError::SignatureLayout);
                }
            }
        }
    }
    assert!(taken_by_the_precompile >= 6, "the own index is as good to the precompile: {taken_by_the_precompile}");
}

/// A good instruction comes first; the second one makes the precompile check what stands in the first, and carries another message.
#[test]
fn attack_01_signature_key_and_message_are_in_the_same_instruction() {
    let mut scene = scene();
    let good = post(&scene);
    let mut forged = good.clone();
    forged.slices = scene.flat_slices(60_000_000);
    let [honest, _] = scene.post_instructions(&good);
    let [mut crafted, post] = scene.post_instructions(&forged);
    // Signatures, keys, messages, and all three, read from the first instruction; the crafted ones are by nobody.
    for elsewhere in [[true, true, true], [false, false, true], [true, false, true]] {
        for signer in 0..SIGNERS {
            let place = DATA_START + signer * SIGNER_LEN;
            crafted.data[place..place + 64].copy_from_slice(&honest.data[place..place + 64]);
            for (field, is_elsewhere) in [1, 3, 6].into_iter().zip(elsewhere) {
                let at = OFFSETS_START + signer * OFFSETS_LEN + field * 2;
                let index = if is_elsewhere { 0u16 } else { 0xffff };
                crafted.data[at..at + 2].copy_from_slice(&index.to_le_bytes());
            }
        }
        let sent = send(&mut scene, &[honest.clone(), crafted.clone(), post.clone()]);
        refused(sent, VaultError::SignatureLayout);
    }
}

#[test]
fn attack_01_no_or_too_few_signatures() {
    let mut scene = scene();
    for signed_by in [vec![], vec![0], vec![2]] {
        let few = SurfacePost { signed_by, ..post(&scene) };
        let [mut signatures, post] = scene.post_instructions(&few);
        if few.signed_by.is_empty() {
            signatures.data.truncate(2); // the precompile takes no signatures only without anything else
        }
        refused(send(&mut scene, &[signatures, post]), VaultError::TooFewSigners);
    }
    // Two are said, one is there.
    let one = SurfacePost { signed_by: vec![0], ..post(&scene) };
    let [signatures, _] = scene.post_instructions(&one);
    let claim = instruction::post_surface(scene.config, scene.market, 0b11);
    refused(send(&mut scene, &[signatures, claim]), VaultError::SignatureLayout);
    let [signatures, _] = scene.post_instructions(&post(&scene));
    let unknown = instruction::post_surface(scene.config, scene.market, 0b1011);
    refused(send(&mut scene, &[signatures, unknown]), VaultError::UnknownSigner);
}

#[test]
fn attack_01_bytes_too_many_or_too_few() {
    let mut scene = scene();
    refused(send_spoilt(&mut scene, |signatures| signatures.data.push(0)), VaultError::SignatureLayout);
    for missing in [1, 48, 300] {
        send_spoilt(&mut scene, |signatures| signatures.data.truncate(signatures.data.len() - missing)).unwrap_err();
    }
    send_spoilt(&mut scene, |signatures| signatures.data.truncate(MESSAGE_START)).unwrap_err();
    refused(send_spoilt(&mut scene, |signatures| signatures.data[1] = 1), VaultError::SignatureLayout);
    // Signed as it is, but a slice and a half, or none.
    for length in [MessageHeader::LEN + 72, MessageHeader::LEN, MessageHeader::LEN - 1] {
        let bytes = message::encode(&post(&scene).header, &scene.flat_slices(800_000_000))[..length].to_vec();
        let signatures: Vec<_> =
            (0..2u8).map(|member| (member, scene.signers[usize::from(member)].sign_message(&bytes).into())).collect();
        let (signatures, signed_by) = instruction::signatures(&scene.signer_set(), &signatures, &bytes).unwrap();
        let post = instruction::post_surface(scene.config, scene.market, signed_by);
        refused(send(&mut scene, &[signatures, post]), VaultError::MessageLength);
    }
}

#[test]
fn attack_01_the_precompile_comes_directly_before() {
    let mut scene = scene();
    let [signatures, post] = scene.post_instructions(&post(&scene));
    for order in [
        vec![post.clone()],
        vec![post.clone(), signatures.clone()],
        vec![nothing(), post.clone(), signatures.clone()],
        vec![signatures.clone(), nothing(), post.clone()],
    ] {
        refused(send(&mut scene, &order), VaultError::SignaturesMissing);
    }
    // What comes before them does not matter.
    send(&mut scene, &[nothing(), signatures, post]).unwrap();
}

#[test]
fn attack_01_the_precompile_names_no_accounts() {
    let mut scene = scene();
    let sent = send_spoilt(&mut scene, |signatures| signatures.accounts = nothing().accounts);
    refused(sent, VaultError::SignaturesWithAccounts);
}

/// Whoever signs for a member must have the member's key.
#[test]
fn attack_01_only_members_sign_and_each_once() {
    let mut scene = scene();
    let good = post(&scene);
    let [signatures, _] = scene.post_instructions(&good);
    let first = DATA_START..DATA_START + SIGNER_LEN;
    let twice = send_spoilt(&mut scene, |spoilt| {
        spoilt.data.copy_within(first.clone(), DATA_START + SIGNER_LEN);
    });
    refused(twice, VaultError::WrongSigner);
    // The right key with somebody else's signature: that is the precompile's to refuse.
    let stranger = Keypair::new_from_array([66; 32]);
    let forged: [u8; 64] = stranger.sign_message(&signatures.data[MESSAGE_START..]).into();
    let by_stranger = send_spoilt(&mut scene, |spoilt| {
        spoilt.data[DATA_START..DATA_START + 64].copy_from_slice(&forged);
    });
    assert!(is_by_the_precompile(&by_stranger.unwrap_err()));
    // A stranger's key with the stranger's signature.
    let own_key = send_spoilt(&mut scene, |spoilt| {
        spoilt.data[DATA_START..DATA_START + 64].copy_from_slice(&forged);
        spoilt.data[DATA_START + 64..DATA_START + 96].copy_from_slice(stranger.pubkey().as_ref());
    });
    refused(own_key, VaultError::WrongSigner);
}

/// The same bytes as the runtime's, at another address: Wormhole read such an account.
#[test]
fn attack_02_fake_instructions_sysvar() {
    let mut scene = scene();
    let [signatures, honest] = scene.post_instructions(&post(&scene));
    let fake = Pubkey::new_from_array([88; 32]);
    let mut contents = vec![2, 0, 6, 0, 6, 0, 0, 0];
    contents.extend_from_slice(ED25519_PROGRAM.as_ref());
    contents.extend_from_slice(&u16::try_from(signatures.data.len()).unwrap().to_le_bytes());
    contents.extend_from_slice(&signatures.data);
    contents.extend_from_slice(&1u16.to_le_bytes());
    let mut account = scene.world.svm.get_account(&scene.market).unwrap();
    account.data = contents;
    let index = honest.accounts.iter().position(|account| account.pubkey.to_string().starts_with("Sysvar1nstructions"));
    for owner in [Pubkey::new_from_array([66; 32]), "Sysvar1111111111111111111111111111111111111".parse().unwrap()] {
        account.owner = owner;
        scene.world.set_account(fake, account.clone());
        let mut forged = honest.clone();
        forged.accounts[index.unwrap()].pubkey = fake;
        refused_by_code(send(&mut scene, &[nothing(), forged]), anchor::ADDRESS);
    }
    send(&mut scene, &[signatures, honest]).unwrap();
}
