//! Whose signature it takes: the program refuses the wrong signer, the bank a missing signature. Every story ends with the
//! right signer, who is let through: nothing else was wrong.

use crate::scene::Scene;
use anchor_lang::error::ErrorCode;
use options_vault::events::{DepositCancelled, VaultCreated};
use simulator::ProgramVersion;
use solana_signer::Signer;
use solana_transaction_error::TransactionError;
use vault_client::{
    address,
    instruction::{self, House},
};
use vault_types::state::Vault;

const COIN: u64 = 1_000_000_000;

#[tokio::test]
async fn refuses_a_stranger_as_the_markets_authority() {
    let mut scene = Scene::new(ProgramVersion::V0).await;
    let house = House { admin: scene.keeper.pubkey(), ..scene.house() };
    let create = scene.create_vault_instruction(house, 1);
    let refusal = scene.bank.send("create_vault", &[create], &[&scene.keeper]).await.err().expect("a refusal");
    assert_eq!(refusal.code(), Some(ErrorCode::ConstraintHasOne.into()), "{refusal}");

    let create = scene.create_vault_instruction(scene.house(), 1);
    let done = scene.bank.send("create_vault", &[create], &[&scene.authority]).await.unwrap();
    assert_eq!(done.event::<VaultCreated>().vault, address::vault(&scene.market, 1));
}

#[tokio::test]
async fn refuses_to_return_a_deposit_to_a_stranger() {
    let mut scene = Scene::new(ProgramVersion::V0).await;
    let depositor = scene.person(11, COIN).await;
    let thief = scene.person(12, 0).await;
    scene.deposit(&depositor, COIN).await.unwrap();

    let mut cancel = scene.with_vault(|vault| instruction::cancel_deposit(thief.pubkey(), vault)).await;
    let own_ticket = address::deposit_ticket(&scene.vault, &thief.pubkey());
    let ticket = cancel.accounts.iter_mut().find(|account| account.pubkey == own_ticket).expect("the ticket");
    ticket.pubkey = address::deposit_ticket(&scene.vault, &depositor.pubkey());
    let refusal = scene.bank.send("cancel_deposit", &[cancel], &[&thief]).await.err().expect("a refusal");
    assert_eq!(refusal.code(), Some(ErrorCode::ConstraintHasOne.into()), "{refusal}");
    assert_eq!((scene.coins(&thief.pubkey()).await, scene.custody().await), (0, COIN));

    let cancel = scene.with_vault(|vault| instruction::cancel_deposit(depositor.pubkey(), vault)).await;
    let done = scene.bank.send("cancel_deposit", &[cancel], &[&depositor]).await.unwrap();
    assert_eq!(done.event::<DepositCancelled>().amount_atoms, COIN);
    assert_eq!((scene.coins(&depositor.pubkey()).await, scene.custody().await), (COIN, 0));
}

#[tokio::test]
async fn refuses_an_instruction_that_nobody_signed() {
    let mut scene = Scene::new(ProgramVersion::V0).await;
    let create = scene.create_vault_instruction(scene.house(), 1);
    let vault = address::vault(&scene.market, 1);

    let refusal = scene.bank.send("create_vault", std::slice::from_ref(&create), &[]).await.err().expect("a refusal");
    assert_eq!(refusal.error, TransactionError::SignatureFailure, "{refusal}");

    // Without the signer's flag the bank asks for no signature, and the program does.
    let mut unflagged = create.clone();
    unflagged.accounts[0].is_signer = false;
    let refusal = scene.bank.send("create_vault", &[unflagged], &[]).await.err().expect("a refusal");
    assert_eq!(refusal.code(), Some(ErrorCode::AccountNotSigner.into()), "{refusal}");
    assert_eq!(scene.bank.read::<Vault>(&vault).await, None);

    let done = scene.bank.send("create_vault", &[create], &[&scene.authority]).await.unwrap();
    assert_eq!(done.event::<VaultCreated>().vault, vault);
}
