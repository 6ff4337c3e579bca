//! Accounts that were there before, that come back, or that say they are something else.

use crate::common::*;
use options_vault::errors::VaultError;
use simulator::{Scene, SceneParams};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{address, instruction, CreateMarketArgs, CreateVaultArgs, Instruction, Pubkey, PROGRAM_ID};
use vault_types::state::OptionKind;

/// Lamports at an address where the program will want to create an account.
fn prefund(scene: &mut Scene, address: Pubkey, lamports: u64) {
    assert!(scene.world.svm.get_account(&address).is_none(), "not created yet");
    let mut account = scene.world.svm.get_account(&scene.world.payer()).unwrap();
    account.lamports = lamports;
    scene.world.set_account(address, account);
}

/// Anyone can send lamports to an address before the program creates an account there: that must block nothing.
/// The SVM has mainnet's features, without the instruction that creates an account over lamports.
#[test]
fn attack_20_lamports_sent_beforehand_block_nothing() {
    for lamports in [1, 1_000_000, 50_000_000] {
        let mut scene = scene();
        let (market, coin) = (scene.market, scene.underlying_mint);
        let vault = address::vault(&market, 1);
        for address in [vault, address::share_mint(&vault), address::custody(&vault), address::share_escrow(&vault)] {
            prefund(&mut scene, address, lamports);
        }
        let params = scene.vault().params;
        let args = CreateVaultArgs { id: 1, fee_recipient: scene.fee_recipient, params };
        let create = instruction::create_vault(scene.house(), market, coin, args);
        let authority = scene.authority.insecure_clone();
        scene.world.send("create_vault", create, &[&authority]).unwrap();
        scene.vault = vault;

        let alice = scene.person(1, 10 * COIN);
        let ticket = address::deposit_ticket(&vault, &alice.pubkey());
        prefund(&mut scene, ticket, lamports);
        scene.deposit(&alice, 10 * COIN).unwrap();
        let (strike_e8, expiry_ts) = scene.next_strike(SPOT).unwrap();
        let series = scene.series_address(strike_e8, expiry_ts);
        for address in [
            series,
            address::option_mint(&series),
            address::pool(&series),
            address::round(&vault, 1),
            address::auction(&vault, 1),
        ] {
            prefund(&mut scene, address, lamports);
        }
        scene.roll(SPOT).unwrap();
        scene.claim_shares(&alice).unwrap();
        prefund(&mut scene, address::withdrawal_ticket(&vault, &alice.pubkey()), lamports);
        scene.request_withdrawal(&alice, COIN).unwrap();
        scene.finish_round(SPOT).unwrap();
        scene.claim_withdrawal(&alice).unwrap();
        assert_eq!(scene.coins(&alice.pubkey()), COIN);
    }
}

#[test]
fn attack_20_a_market_at_a_prefunded_address_can_be_created() {
    let mut scene = scene();
    let first = scene.market();
    prefund(&mut scene, address::market(&first.config, 1), 1_000_000);
    let args = CreateMarketArgs {
        id: 1,
        price_source: first.price_source,
        price_program: first.price_program,
        price_feed_id: first.price_feed_id,
        oracle_limits: first.oracle_limits,
        calendar: first.calendar,
        strike_step_e8: first.strike_step_e8,
    };
    let create = instruction::create_market(scene.house(), first.underlying_mint, first.quote_mint, args);
    let authority = scene.authority.insecure_clone();
    scene.world.send("create_market", create, &[&authority]).unwrap();
}

#[test]
fn attack_20_created_accounts_are_rent_exempt() {
    let mut scene = scene();
    let alice = scene.person(1, 10 * COIN);
    scene.deposit(&alice, 10 * COIN).unwrap();
    scene.roll(SPOT).unwrap();
    for (address, account) in scene.world.svm.get_program_accounts(&PROGRAM_ID) {
        let rent = scene.world.svm.minimum_balance_for_rent_exemption(account.data.len());
        assert!(account.lamports >= rent, "{address}");
    }
}

/// Closed and given lamports again in one transaction: the ticket must not come back with its old contents.
#[test]
fn attack_20_closed_tickets_do_not_revive() {
    let mut scene = scene();
    let alice = scene.person(1, 10 * COIN);
    let who = alice.pubkey();
    scene.deposit(&alice, 4 * COIN).unwrap();
    let ticket = address::deposit_ticket(&scene.vault, &who);
    let cancel = scene.with_vault(|vault| instruction::cancel_deposit(who, vault));
    let mut data = 2u32.to_le_bytes().to_vec();
    data.extend_from_slice(&5_000_000u64.to_le_bytes());
    let mut revive = Instruction { program_id: Pubkey::default(), accounts: vec![], data };
    let deposit = scene.with_vault(|vault| instruction::deposit(who, vault, 6 * COIN, vec![]));
    revive.accounts = vec![deposit.accounts[0].clone(), deposit.accounts[2].clone()];

    let twice = [cancel.clone(), revive.clone(), cancel.clone()];
    scene.world.send_all("cancel, revive, cancel", &twice, &[&alice]).unwrap_err();
    scene.world.send_all("cancel, revive", &[cancel.clone(), revive.clone()], &[&alice]).unwrap();
    assert_eq!(scene.coins(&who), 10 * COIN);
    let revived = scene.world.svm.get_account(&ticket).unwrap();
    assert!(revived.data.is_empty(), "an empty account of nobody");
    refused_by_code(scene.cancel_deposit(&alice), anchor::WRONG_OWNER);

    scene.deposit(&alice, 6 * COIN).unwrap();
    let both = [cancel, revive, deposit];
    scene.world.send_all("cancel, revive, deposit", &both, &[&alice]).unwrap();
    assert_eq!(scene.deposit_ticket(&who).unwrap().amount_atoms, 6 * COIN);
    assert_eq!(scene.vault().ledger.pending_deposit_atoms, 6 * COIN);
}

/// An account of the right program with the bytes of another type.
#[test]
fn attack_20_a_wrong_discriminator_is_refused() {
    let Running { mut scene, alice, .. } = running();
    scene.request_withdrawal(&alice, COIN).unwrap();
    scene.finish_round(SPOT).unwrap();
    let who = alice.pubkey();
    let ticket = address::withdrawal_ticket(&scene.vault, &who);
    let mut account = scene.world.svm.get_account(&ticket).unwrap();
    // Deposit and withdrawal tickets have the same shape: only the discriminator tells them apart.
    let (deposit, withdrawal) = ticket_discriminators(&mut scene, &alice);
    assert_eq!(account.data[..8], withdrawal);
    account.data[..8].copy_from_slice(&deposit);
    scene.world.set_account(ticket, account);
    let claim = scene.with_vault(|vault| instruction::claim_withdrawal(who, who, vault, 1));
    refused_by_code(scene.world.send("claim_withdrawal", claim, &[&alice]), anchor::DISCRIMINATOR);
    let request = scene.with_vault(|vault| instruction::request_withdrawal(who, vault, COIN));
    refused_by_code(scene.world.send("request_withdrawal", request, &[&alice]), anchor::DISCRIMINATOR);
}

fn ticket_discriminators(scene: &mut Scene, who: &Keypair) -> ([u8; 8], [u8; 8]) {
    let mint = scene.authority.insecure_clone();
    let wallet = address::wallet(&who.pubkey(), &scene.underlying_mint);
    let coin = scene.underlying_mint;
    scene.world.mint_to(&mint, &coin, &wallet, COIN).unwrap();
    scene.deposit(who, COIN).unwrap();
    let first_bytes = |address: Pubkey| {
        let account = scene.world.svm.get_account(&address).unwrap();
        <[u8; 8]>::try_from(&account.data[..8]).unwrap()
    };
    let (vault, owner) = (&scene.vault, &who.pubkey());
    (first_bytes(address::deposit_ticket(vault, owner)), first_bytes(address::withdrawal_ticket(vault, owner)))
}

/// The history of a vault is written by the program alone.
#[test]
fn attack_20_events_cannot_be_forged() {
    let mut scene = scene();
    let forger = Keypair::new_from_array([99; 32]);
    scene.world.fund(&forger.pubkey());
    let genuine = instruction::create_surface(forger.pubkey(), scene.market);
    for signer in [address::event_authority(), forger.pubkey()] {
        let mut account = genuine.accounts[0].clone();
        account.pubkey = signer;
        account.is_signer = signer == forger.pubkey();
        let mut data = 0x1d9a_cb51_2ea5_45e4u64.to_le_bytes().to_vec();
        data.extend_from_slice(&[7; 64]);
        let forged = Instruction { program_id: PROGRAM_ID, accounts: vec![account.clone()], data };
        let signers: &[&Keypair] = if account.is_signer { &[&forger] } else { &[] };
        scene.world.send("event", forged, signers).unwrap_err();
    }
}

#[test]
fn attack_20_nothing_can_be_created_twice() {
    let params = SceneParams::default();
    let mut scene = Scene::new(&params).unwrap();
    let args = CreateVaultArgs { id: 0, fee_recipient: scene.keeper.pubkey(), params: params.vault };
    let again = instruction::create_vault(scene.house(), scene.market, scene.underlying_mint, args);
    let authority = scene.authority.insecure_clone();
    refused(scene.world.send("create_vault", again, &[&authority]), VaultError::AlreadyExists);
    let (strike_e8, expiry_ts) = scene.next_strike(SPOT).unwrap();
    let market = scene.market();
    let create =
        instruction::create_series(authority.pubkey(), scene.market, &market, OptionKind::CALL, strike_e8, expiry_ts);
    scene.world.send("create_series", create.clone(), &[&authority]).unwrap();
    refused(scene.world.send("create_series", create, &[&authority]), VaultError::AlreadyExists);
}
