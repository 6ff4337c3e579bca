//! Every account of every instruction, replaced by every other account of the chain.

mod cases;
mod liquidation_cases;
mod margin_cases;
mod town;
mod vault_cases;

use cases::{Case, CASES};
use liquidation_cases::LIQUIDATION_CASES;
use margin_cases::MARGIN_CASES;
use simulator::Refusal;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::collections::{BTreeMap, BTreeSet};
use town::Town;
use vault_cases::VAULT_CASES;
use vault_client::{Instruction, Pubkey, PROGRAM_ID};

/// The newer token program, which the vault does not accept.
const TOKEN_2022: Pubkey = Pubkey::from_str_const("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");

/// The program's own address in their place leaves them out.
const OPTIONAL: [&str; 4] = ["signer_set", "instructions", "base_bank", "rate_source"];
/// Only the program itself can sign for it.
const RECORD_EVENT: &str = "record_event";

fn all_cases() -> impl Iterator<Item = &'static Case> {
    CASES.iter().chain(&MARGIN_CASES).chain(&LIQUIDATION_CASES).chain(&VAULT_CASES)
}

/// Accounts that differ when a round begins in another market: market, vault, round, auction, book, share mint and escrow, surface, price, series.
const ROUND_START: usize = 10;

/// Somebody of whom the town has never heard.
fn stranger() -> Keypair {
    Keypair::new_from_array([99; 32])
}

impl Case {
    fn town(&self) -> Town {
        let mut town = Town::new(self.stage);
        town.scene.world.fund(&stranger().pubkey());
        town.before = margin_cases::signatures_for(self.name, &town);
        let honest = self.instruction(&town);
        let of_events = if self.has_event_accounts() { 2 } else { 0 };
        let named = self.accounts.len() + of_events + self.named.len();
        assert_eq!(honest.accounts.len(), named, "{}: every account has its name", self.name);
        town.attempt(&honest).unwrap_or_else(|refusal| panic!("{} must succeed as it is: {refusal}", self.name));
        town
    }

    fn instruction(&self, town: &Town) -> Instruction {
        (self.build)(town, town.places[0], 0)
    }

    /// The signer may choose it. The program's own account is only there to be called; where it also stands for an account that is left out, it is
    /// there anyway.
    fn is_free(&self, honest: &Instruction, index: usize) -> bool {
        let name = self.account_name(index);
        let is_there_twice = honest.accounts.iter().filter(|account| account.pubkey == PROGRAM_ID).count() > 1;
        self.free.contains(&name) || (name == "program" && is_there_twice)
    }

    /// An account may be left out that only some accounts' modes need.
    fn is_left_out(&self, index: usize, replacement: &Pubkey) -> bool {
        *replacement == PROGRAM_ID && OPTIONAL.contains(&self.account_name(index))
    }

    /// Two instructions write their event into the log.
    fn has_event_accounts(&self) -> bool {
        !["apply_leaf", "apply_threshold"].contains(&self.name)
    }

    fn account_name(&self, index: usize) -> &'static str {
        self.accounts.iter().chain(&["event_authority", "program"]).chain(self.named).nth(index).unwrap()
    }
}

impl Town {
    /// Would it succeed, signed by all whom it names as signers? Nobody can sign for an account without a key.
    fn attempt(&mut self, instruction: &Instruction) -> Result<(), Refusal> {
        let signers = instruction.accounts.iter().filter(|account| account.is_signer);
        let keys: BTreeSet<Pubkey> = signers.map(|account| account.pubkey).collect();
        let keypairs: Vec<Keypair> = keys.iter().map(|key| self.keypair(key).unwrap_or_else(stranger)).collect();
        let keypairs: Vec<&Keypair> = keypairs.iter().collect();
        let instructions: Vec<Instruction> = self.before.iter().chain([instruction]).cloned().collect();
        self.scene.world.simulate("attempt", &instructions, &keypairs)
    }

    fn token_program(&self) -> Pubkey {
        self.scene.world.svm.get_account(&self.scene.vault().custody).unwrap().owner
    }

    /// Every account of the program, every mint, every token account, the programs, and one that does not exist.
    fn everything(&self) -> Vec<Pubkey> {
        let svm = &self.scene.world.svm;
        let owners = [PROGRAM_ID, self.token_program()];
        let owned = owners.iter().flat_map(|owner| svm.get_program_accounts(owner)).map(|(address, _)| address);
        let prices = self.places.iter().map(|place| place.price_account);
        let programs = [self.token_program(), TOKEN_2022, PROGRAM_ID];
        owned.chain(prices).chain(programs).chain([Pubkey::new_from_array([77; 32])]).collect()
    }

    /// Everyone with a key.
    fn everyone(&self) -> Vec<Pubkey> {
        let known = self.people.iter().chain(&self.founders).chain([
            &self.maker,
            &self.mayor,
            &self.scene.keeper,
            &self.scene.authority,
            &self.scene.guardian,
        ]);
        known.map(Signer::pubkey).chain([stranger().pubkey()]).collect()
    }

    fn is_mint(&self, address: &Pubkey) -> bool {
        let account = self.scene.world.svm.get_account(address);
        account.is_some_and(|account| account.owner == self.token_program() && account.data.len() == 82)
    }

    /// The mint of a token account.
    fn mint_of(&self, token_account: &Pubkey) -> Option<Pubkey> {
        let account = self.scene.world.svm.get_account(token_account)?;
        let is_token_account = account.owner == self.token_program() && account.data.len() == 165;
        is_token_account.then(|| Pubkey::new_from_array(account.data[..32].try_into().unwrap()))
    }

    /// A free account may be another payer, another token account of the same mint, or another mint where the admin chooses one.
    fn is_free_choice(&self, original: &Pubkey, replacement: &Pubkey) -> bool {
        if *original == PROGRAM_ID {
            return true;
        }
        let market = self.scene.market();
        if *original == market.underlying_mint || *original == market.quote_mint {
            return self.is_mint(replacement);
        }
        self.mint_of(original) == self.mint_of(replacement)
    }
}

#[test]
fn every_instruction_has_a_case() {
    let source = include_str!("../../../../programs/options-vault/src/lib.rs");
    let program = source.split_once("#[program]").unwrap().1;
    let instruction = |line: &'static str| Some(line.trim_start().strip_prefix("pub fn ")?.split_once('(')?.0);
    let instructions: BTreeSet<&str> = program.lines().filter_map(instruction).collect();
    let cases: BTreeSet<&str> = all_cases().map(|case| case.name).chain([RECORD_EVENT]).collect();
    assert_eq!(cases, instructions);
}

#[test]
fn attack_10_no_account_can_be_replaced_by_another() {
    let mut attempts = 0;
    for case in all_cases() {
        let mut town = case.town();
        let honest = case.instruction(&town);
        let (everything, everyone) = (town.everything(), town.everyone());
        for (index, original) in honest.accounts.iter().enumerate() {
            let others = if original.is_signer { &everyone } else { &everything };
            for other in others.iter().filter(|other| **other != original.pubkey) {
                let mut forged = honest.clone();
                forged.accounts[index].pubkey = *other;
                attempts += 1;
                let name = case.account_name(index);
                if town.attempt(&forged).is_ok() {
                    let is_choice = case.is_free(&honest, index) && town.is_free_choice(&original.pubkey, other);
                    let allowed = is_choice || case.is_left_out(index, other);
                    assert!(allowed, "{}: {name} was replaced by {other}", case.name);
                }
            }
        }
    }
    println!("{attempts} attempts");
    assert!(attempts > 5_000);
}

/// The same bytes at another address, owned by another program: what an attacker can write freely.
#[test]
fn attack_10_look_alikes_of_another_program_are_refused() {
    let look_alike = Pubkey::new_from_array([88; 32]);
    for case in all_cases() {
        let mut town = case.town();
        let honest = case.instruction(&town);
        for (index, original) in honest.accounts.iter().enumerate().filter(|(_, account)| !account.is_signer) {
            let Some(mut copy) = town.scene.world.svm.get_account(&original.pubkey) else { continue };
            if copy.executable {
                continue;
            }
            copy.owner = stranger().pubkey();
            let mut forged = honest.clone();
            forged.accounts[index].pubkey = look_alike;
            town.scene.world.set_account(look_alike, copy.clone());
            let name = case.account_name(index);
            assert!(town.attempt(&forged).is_err(), "{}: a look-alike {name} at another address", case.name);

            // The right address is no excuse either, wherever the program reads what is written there.
            let held = town.scene.world.svm.get_account(&original.pubkey).unwrap();
            if held.owner == PROGRAM_ID {
                town.scene.world.set_account(original.pubkey, copy);
                assert!(town.attempt(&honest).is_err(), "{}: {name} of another program", case.name);
                town.scene.world.set_account(original.pubkey, held);
            }
        }
    }
}

/// Which of so many accounts come from the other instruction: every mixture, or, of more accounts than a vault's round begins with, those in which
/// at most two differ from the rest.
fn mixtures(accounts: usize) -> impl Iterator<Item = u32> {
    let all = (1u32 << accounts) - 1;
    let is_tried =
        move |mixture: &u32| accounts <= ROUND_START || mixture.count_ones().min((all ^ mixture).count_ones()) <= 2;
    (1..all).filter(is_tried)
}

/// Any mixture of two honest instructions: of two vaults, two markets, or two people.
#[test]
fn attack_10_accounts_of_two_vaults_markets_or_people_do_not_mix() {
    let mut attempts = 0;
    for case in all_cases() {
        let mut town = case.town();
        let honest = case.instruction(&town);
        for (place, person) in [(1, 0), (2, 0), (0, 1)] {
            let twin = (case.build)(&town, town.places[place], person);
            let differing: Vec<usize> = (0..honest.accounts.len())
                .filter(|&index| honest.accounts[index].pubkey != twin.accounts[index].pubkey)
                .filter(|&index| !case.free.contains(&case.account_name(index)))
                .collect();
            for mixture in mixtures(differing.len()) {
                let mut mixed = honest.clone();
                for (bit, &index) in differing.iter().enumerate() {
                    if mixture & (1 << bit) != 0 {
                        mixed.accounts[index].pubkey = twin.accounts[index].pubkey;
                    }
                }
                attempts += 1;
                let names: BTreeMap<_, _> = differing.iter().map(|&index| (case.account_name(index), index)).collect();
                let is_refused = town.attempt(&mixed).is_err();
                assert!(is_refused, "{}: mixture {mixture:b} of {names:?} with {place}/{person}", case.name);
            }
        }
    }
    println!("{attempts} attempts");
    assert!(attempts > 300);
}

#[test]
fn attack_10_signatures_cannot_be_left_out() {
    for case in all_cases() {
        let mut town = case.town();
        let honest = case.instruction(&town);
        for index in (0..honest.accounts.len()).filter(|&index| honest.accounts[index].is_signer) {
            let mut unsigned = honest.clone();
            unsigned.accounts[index].is_signer = false;
            assert!(town.attempt(&unsigned).is_err(), "{} without {}", case.name, case.account_name(index));
        }
    }
}

#[test]
fn attack_20_every_account_that_changes_must_be_writable() {
    for case in all_cases() {
        let mut town = case.town();
        let honest = case.instruction(&town);
        for index in (0..honest.accounts.len()).filter(|&index| honest.accounts[index].is_writable) {
            let mut frozen = honest.clone();
            frozen.accounts[index].is_writable = false;
            assert!(town.attempt(&frozen).is_err(), "{} with read-only {}", case.name, case.account_name(index));
        }
    }
}

/// The same account passed for two roles.
#[test]
fn attack_20_duplicate_accounts_are_refused() {
    for case in all_cases() {
        let mut town = case.town();
        let honest = case.instruction(&town);
        for index in 0..honest.accounts.len() {
            for twice in (0..honest.accounts.len()).filter(|&twice| twice != index) {
                let mut doubled = honest.clone();
                doubled.accounts[index].pubkey = honest.accounts[twice].pubkey;
                if doubled.accounts[index].pubkey == honest.accounts[index].pubkey {
                    continue;
                }
                let can_sign = !doubled.accounts[index].is_signer || honest.accounts[twice].is_signer;
                let name = case.account_name(index);
                if can_sign && town.attempt(&doubled).is_ok() {
                    let (original, other) = (&honest.accounts[index].pubkey, &honest.accounts[twice].pubkey);
                    let is_choice = case.is_free(&honest, index) && town.is_free_choice(original, other);
                    let allowed = is_choice || case.is_left_out(index, other);
                    assert!(allowed, "{}: {name} is {}", case.name, case.account_name(twice));
                }
            }
        }
    }
}

/// An account as a future or forgotten version of the program wrote it: nobody knows what its bytes mean.
#[test]
fn attack_20_other_versions_of_an_account_are_refused() {
    let mut accepted = BTreeSet::new();
    for case in all_cases() {
        let mut town = case.town();
        let honest = case.instruction(&town);
        for (index, original) in honest.accounts.iter().enumerate() {
            let Some(held) = town.scene.world.svm.get_account(&original.pubkey) else { continue };
            if held.owner != PROGRAM_ID || held.data.len() <= 8 {
                continue;
            }
            for version in [0, 2, 255] {
                let mut other = held.clone();
                other.data[8] = version;
                town.scene.world.set_account(original.pubkey, other);
                if town.attempt(&honest).is_ok() {
                    accepted.insert(format!("{}.{}", case.name, case.account_name(index)));
                }
            }
            town.scene.world.set_account(original.pubkey, held);
        }
    }
    assert!(accepted.is_empty(), "of an unknown version, and read all the same: {accepted:?}");
}
