//! Which tokens are collateral: of both token programs, without anything that could touch what lies in a bank.

use super::{trading, Trading};
use crate::common::{refused, refused_by_code, COIN};
use options_vault::errors::VaultError;
use simulator::{bank_args, share_bank_args, Refusal};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, RateSource, Shown},
    CreateBankArgs, Pubkey, TOKEN_2022_PROGRAM, TOKEN_PROGRAM,
};
use vault_types::{
    change::Change,
    state::{CollateralBank, CollateralClass, CollateralParams, IssuerPower, Vault, VaultState},
};

/// Numbers of extensions that can take, freeze, hide, or hold back what others own, and the lengths of their values.
const HARMFUL: [(u16, u16); 13] = [
    (1, 108),
    (3, 32),
    (4, 65),
    (6, 1),
    (9, 0),
    (10, 52),
    (12, 32),
    (14, 64),
    (16, 129),
    (24, 196),
    (25, 56),
    (26, 33),
    (28, 32),
];

impl Trading {
    fn mint_of(&mut self, program: &Pubkey, seed: u8) -> Pubkey {
        let authority = self.scene.authority.insecure_clone();
        let mint = Keypair::new_from_array([seed; 32]);
        self.scene.world.create_mint_by(program, &mint, &authority, 9).unwrap()
    }

    fn create_bank(&mut self, mint: Pubkey, program: Pubkey, change: fn(&mut CreateBankArgs)) -> Result<u64, Refusal> {
        let mut args = bank_args(&self.scene, CollateralClass::MAJOR);
        change(&mut args);
        let create = instruction::create_bank(self.scene.house(), mint, program, None, args);
        self.scene.world.send("create_bank", create, &[&self.scene.authority])
    }

    /// Gives a mint of the newer token program one extension.
    fn extend(&mut self, mint: &Pubkey, (number, length): (u16, u16)) {
        let mut account = self.scene.world.svm.get_account(mint).unwrap();
        account.data.resize(165, 0);
        account.data.push(1);
        account.data.extend(number.to_le_bytes());
        account.data.extend(length.to_le_bytes());
        account.data.extend(vec![1; length.into()]);
        account.lamports = 1_000_000_000;
        self.scene.world.set_account(*mint, account);
    }
}

#[test]
fn attack_19_a_token_of_the_newer_program_goes_in_and_out() {
    let mut story = trading();
    let mint = story.mint_of(&TOKEN_2022_PROGRAM, 230);
    story.create_bank(mint, TOKEN_2022_PROGRAM, |_| ()).unwrap();
    let (alice, authority) = (story.alice.insecure_clone(), story.scene.authority.insecure_clone());
    let wallet = story.scene.world.create_wallet_by(&TOKEN_2022_PROGRAM, &alice.pubkey(), &mint).unwrap();
    story.scene.world.mint_to(&authority, &mint, &wallet, COIN).unwrap();
    let (account, bank) = (story.scene.account_ref(&alice.pubkey()), story.scene.bank(&mint));
    let deposit = instruction::deposit_collateral(account, &bank, wallet, COIN);
    story.scene.world.send("deposit_collateral", deposit, &[&alice]).unwrap();
    assert_eq!(story.scene.world.svm.get_account(&bank.custody).unwrap().owner, TOKEN_2022_PROGRAM);
    assert_eq!(story.account(&alice).amount_of(&mint), COIN);
    let withdraw = instruction::withdraw_collateral(account, &bank, wallet, COIN, Shown::nothing());
    story.scene.world.send("withdraw_collateral", withdraw, &[&alice]).unwrap();
    assert_eq!((story.account(&alice).amount_of(&mint), story.scene.bank(&mint).deposited_atoms), (0, 0));
}

#[test]
fn attack_19_harmful_extensions_are_refused_at_listing() {
    for (seed, extension) in (100..).zip(HARMFUL) {
        let mut story = trading();
        let mint = story.mint_of(&TOKEN_2022_PROGRAM, seed);
        story.extend(&mint, extension);
        refused(story.create_bank(mint, TOKEN_2022_PROGRAM, |_| ()), VaultError::MintRefused);
    }
    let mut story = trading();
    let mint = story.mint_of(&TOKEN_2022_PROGRAM, 99);
    story.extend(&mint, (18, 64)); // points to its metadata
    story.create_bank(mint, TOKEN_2022_PROGRAM, |_| ()).unwrap();
}

#[test]
fn attack_19_what_is_no_mint_is_no_collateral() {
    let mut story = trading();
    let wallet = address::wallet(&story.alice.pubkey(), &story.coin());
    refused(story.create_bank(wallet, TOKEN_PROGRAM, |_| ()), VaultError::MintRefused);
    let market = story.scene.market;
    refused(story.create_bank(market, options_vault::ID, |_| ()), VaultError::MintRefused);
    let mint = story.mint_of(&TOKEN_PROGRAM, 98);
    // A mint to the byte, of a program that is none of the two.
    let mut forged = story.scene.world.svm.get_account(&mint).unwrap();
    forged.owner = options_vault::ID;
    let address = Keypair::new_from_array([95; 32]).pubkey();
    story.scene.world.set_account(address, forged);
    refused(story.create_bank(address, options_vault::ID, |_| ()), VaultError::MintRefused);
    let other_program = story.create_bank(mint, TOKEN_2022_PROGRAM, |_| ());
    refused_by_code(other_program, crate::common::anchor::ADDRESS);
}

#[test]
fn attack_05_a_bank_begins_without_counting() {
    let mut story = trading();
    let mint = story.mint_of(&TOKEN_PROGRAM, 97);
    let counting = story.create_bank(mint, TOKEN_PROGRAM, |args| args.params.haircut_bps = 1_500);
    refused(counting, VaultError::Loosens);
    let bounds: [fn(&mut CreateBankArgs); 5] = [
        |args| args.ramp_secs = 60,
        |args| args.average_window_secs = 60,
        |args| args.params.max_above_average_bps = 5_000,
        |args| args.params.max_outflow_bps = 1,
        |args| args.price_feed_id = [0; 32],
    ];
    for change in bounds {
        refused(story.create_bank(mint, TOKEN_PROGRAM, change), VaultError::InvalidParameters);
    }
    story.create_bank(mint, TOKEN_PROGRAM, |_| ()).unwrap();
    refused(story.create_bank(mint, TOKEN_PROGRAM, |_| ()), VaultError::AlreadyExists);
}

/// Its ramp begins when it begins to count, however long it has been there.
#[test]
fn attack_08_collateral_ramps_up_from_when_it_counts() {
    let mut story = trading();
    let coin = story.coin();
    let now = story.scene.world.now();
    story.scene.world.set_time(now + 90 * 86_400);
    let params = story.scene.bank(&coin).params;
    let change = Change::Collateral { params: CollateralParams { haircut_bps: 1_500, ..params } };
    story.scene.change(&change).unwrap();
    let bank: CollateralBank = story.scene.bank(&coin);
    assert_eq!((bank.counts_from_ts, bank.weight_e9(bank.counts_from_ts)), (story.scene.world.now(), 0));
    assert_eq!(bank.issuer_power, IssuerPower::NONE);
    let guardian = story.scene.guardian.insecure_clone();
    let off = CollateralParams { haircut_bps: CollateralParams::DISABLED_HAIRCUT_BPS, ..bank.params };
    let off = Change::Collateral { params: off };
    refused(story.scene.tighten(&guardian, &off), VaultError::Loosens);
    story.scene.change(&off).unwrap();
    refused(story.scene.tighten(&guardian, &change), VaultError::Loosens);
}

#[test]
fn attack_08_a_share_stands_on_its_vaults_asset() {
    let mut story = trading();
    let (vault, config, coin) = (story.scene.vault(), story.scene.config, story.coin());
    let base = RateSource { bank: address::bank(&config, &coin), account: story.scene.vault };
    let of_quote = RateSource { bank: address::bank(&config, &story.cash()), ..base };
    let create = |story: &mut Trading, mint, base| {
        let create =
            instruction::create_bank(story.scene.house(), mint, TOKEN_PROGRAM, base, share_bank_args(&story.scene));
        story.scene.world.send("create_bank", create, &[&story.scene.authority])
    };
    refused(create(&mut story, vault.share_mint, None), VaultError::InvalidParameters);
    refused(create(&mut story, vault.share_mint, Some(of_quote)), VaultError::WrongBase);
    let other = story.mint_of(&TOKEN_PROGRAM, 96);
    refused(create(&mut story, other, Some(base)), VaultError::WrongBase);
    create(&mut story, vault.share_mint, Some(base)).unwrap();
    assert_eq!(story.scene.bank(&vault.share_mint).rate.rate_e9, vault.pps_e9);
    // While a round is being settled its loss is known and not in the price.
    let address = story.scene.vault;
    let bank = address::bank(&config, &vault.share_mint);
    story.scene.world.set_time(story.scene.world.now() + 60);
    story.scene.world.patch::<Vault>(&address, |vault| vault.state = VaultState::SETTLING);
    let observe = || instruction::observe_collateral_rate(bank, address);
    refused(story.scene.world.send("observe_collateral_rate", observe(), &[]), VaultError::RoundNotClosed);
    story.scene.world.patch::<Vault>(&address, |vault| vault.state = VaultState::OPEN);
    story.scene.world.send("observe_collateral_rate", observe(), &[]).unwrap();
}
