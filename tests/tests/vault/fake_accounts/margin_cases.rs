//! The instructions of margin accounts, as [`super::cases`] has the others.

use super::{
    cases::{case, Case, QUORUM_OF_SIGNERS},
    town::{put, Place, Stage, Town},
};
use crate::common::COIN;
use simulator::{bank_args, SCENE_RISK};
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, ExpiryRef, MarginSeriesRef, Shown},
    AccountMeta, Instruction, TOKEN_PROGRAM,
};
use vault_types::{
    margin::{MarginMode, Requirement},
    state::{CollateralBank, CollateralClass, Expiry, MarginAccount, MarginSeries, Market, SettlementAsset, Vault},
    threshold::{batch::BatchBody, Form},
};

/// The ed25519 instruction that an instruction needs before it.
pub fn signatures_for(name: &str, town: &Town) -> Option<Instruction> {
    let scene = &town.scene;
    match name {
        "post_surface" => {
            let post = scene.surface_post(scene.flat_slices(scene.volatility_e9));
            let [signatures, _] = scene.post_instructions(&post);
            Some(signatures)
        }
        "apply_threshold" => {
            let address = town.account(town.places[0], 0, 0).address;
            let account = scene.world.read(&address).unwrap();
            let post = scene.threshold_post(address, &account, Form::Current, &Requirement::flat(1_000_000_000_000));
            Some(scene.signed_threshold(&post).0)
        }
        "post_threshold_batch" => Some(scene.signed_batch(&BatchBody { root: [1; 32], depth: 3 }, 200).0),
        _ => None,
    }
}

fn shown() -> Shown {
    Shown { signers: true, ..Shown::nothing() }
}

#[rustfmt::skip]
pub const MARGIN_CASES: [Case; 23] = [
    case("create_bank", Stage::Queued,
        &["admin", "config", "bank", "mint", "custody", "base_bank", "rate_source", "token_program", "system_program"], &[],
        |town, place, _| {
            let args = bank_args(&town.scene, CollateralClass::MAJOR);
            instruction::create_bank(town.house(place), town.scene.underlying_mint, TOKEN_PROGRAM, None, args)
        }),
    case("create_expiry", Stage::Trading,
        &["payer", "market", "expiry", "underlying_mint", "quote_mint", "underlying_bank", "quote_bank", "underlying_pool",
          "quote_pool", "token_program", "system_program"], &["payer"],
        |town, place, who| {
            let market: Market = town.scene.world.read(&place.market).unwrap();
            let expiry_ts = town.margin_expiry_ts + i64::from(market.calendar.period_secs);
            instruction::create_expiry(town.people[who].pubkey(), place.market, &market, expiry_ts)
        }),
    case("create_margin_series", Stage::Trading,
        &["payer", "market", "expiry", "series", "option_mint", "token_program", "system_program"], &["payer"],
        |town, place, who| {
            let (contract, payer) = (put(town), town.people[who].pubkey());
            let expiry = address::expiry(&place.market, contract.expiry_ts);
            let strike_e8 = contract.strike_e8 / 2;
            instruction::create_margin_series(payer, place.market, expiry, contract.kind, contract.settlement, strike_e8)
        }),
    case("open_margin_account", Stage::Trading, &["owner", "config", "quote_bank", "margin_account", "system_program"],
        &["quote_bank"],
        |town, place, who| {
            instruction::open_margin_account(town.people[who].pubkey(), town.house(place).config, town.quote_mint, 7)
        }),
    case("close_margin_account", Stage::Trading, &["owner", "margin_account"], &["margin_account"],
        |town, place, who| instruction::close_margin_account(town.account(place, who, 1))),
    case("deposit_collateral", Stage::Trading,
        &["owner", "margin_account", "bank", "owner_tokens", "custody", "token_program", "expiry"],
        &["margin_account", "expiry"],
        |town, place, who| {
            let from = address::wallet(&town.people[who].pubkey(), &town.quote_mint);
            instruction::deposit_collateral(town.account(place, who, 0), &bank(town, place), from, 1_000)
        }),
    case("withdraw_collateral", Stage::Trading,
        &["owner", "margin_account", "config", "signer_set", "instructions", "bank", "custody", "destination", "token_program"],
        &["destination"],
        |town, place, who| {
            let to = address::wallet(&town.people[who].pubkey(), &town.quote_mint);
            instruction::withdraw_collateral(town.account(place, who, 0), &bank(town, place), to, 1_000, shown())
        }),
    Case {
        named: &["named_bank"],
        ..case("set_margin_mode", Stage::Trading,
            &["owner", "margin_account", "config", "signer_set", "instructions", "quote_bank"], &["margin_account"],
            |town, place, who| {
                let bank = address::bank(&town.house(place).config, &town.quote_mint);
                let shown = Shown { named: vec![AccountMeta::new_readonly(bank, false)], ..shown() };
                instruction::set_margin_mode(town.account(place, who, 0), &town.quote_mint, MarginMode::SCENARIO, shown)
            })
    },
    case("write_options", Stage::Trading,
        &["owner", "margin_account", "config", "signer_set", "instructions", "market", "expiry", "series", "option_mint",
          "destination", "token_program"], &["destination"],
        |town, place, who| with_series(town, place, |series| {
            let to = address::wallet(&town.people[who].pubkey(), &series.state.option_mint);
            instruction::write_options(town.account(place, who, 0), series, to, COIN, shown())
        })),
    case("bring_in_options", Stage::Trading,
        &["owner", "margin_account", "market", "expiry", "series", "option_mint", "owner_options", "token_program"],
        &["margin_account"],
        |town, place, who| with_series(town, place, |series| {
            instruction::bring_in_options(town.account(place, who, 0), series, COIN)
        })),
    case("post_expiry_price", Stage::MarginExpired, &["market", "expiry", "price_update"], &[],
        |town, place, _| with_expiry(town, place, |expiry| instruction::post_expiry_price(expiry, place.price_account))),
    case("settle_expiry_at_last_price", Stage::MarginSilent, &["market", "expiry"], &[],
        |town, place, _| with_expiry(town, place, instruction::settle_expiry_at_last_price)),
    case("settle_margin_account", Stage::MarginPriced,
        &["margin_account", "owner", "expiry", "bank", "custody", "pool", "token_program"], &["margin_account"],
        |town, place, who| with_expiry(town, place, |expiry| {
            instruction::settle_margin_account_for_less(town.account(place, who, 0), expiry, SettlementAsset::QUOTE)
        })),
    case("redeem_margin_options", Stage::MarginSettled,
        &["holder", "expiry", "series", "option_mint", "pool", "holder_options", "destination", "token_program"],
        &["destination"],
        |town, place, who| with_series(town, place, |series| with_expiry(town, place, |expiry| {
            let holder = town.people[who].pubkey();
            let to = address::wallet(&holder, &town.quote_mint);
            instruction::redeem_margin_options(holder, expiry, series, to, COIN)
        }))),
    case("create_market_risk", Stage::Founded, &["admin", "config", "market", "quote_bank", "risk", "system_program"], &[],
        |town, place, _| {
            instruction::create_market_risk(town.house(place), place.market, &town.quote_mint, SCENE_RISK)
        }),
    case("observe_volatility", Stage::Trading, &["market", "risk", "price_update"], &[],
        |_, place, _| instruction::observe_volatility(place.market, place.price_account)),
    case("observe_collateral_price", Stage::Trading, &["bank", "price_update"], &["bank"],
        |town, place, _| {
            let bank = address::bank(&town.house(place).config, &town.scene.underlying_mint);
            instruction::observe_collateral_price(bank, place.price_account)
        }),
    case("observe_collateral_rate", Stage::MarginPriced, &["bank", "rate_source"], &[],
        |town, place, _| {
            let vault: Vault = town.scene.world.read(&place.vault).unwrap();
            let bank = address::bank(&town.house(place).config, &vault.share_mint);
            instruction::observe_collateral_rate(bank, place.vault)
        }),
    case("apply_threshold", Stage::Trading, &["margin_account", "config", "signer_set", "instructions"], &[],
        |town, place, who| instruction::apply_threshold(town.account(place, who, 0), QUORUM_OF_SIGNERS)),
    case("create_threshold_batch", Stage::Queued, &["payer", "config", "batch", "system_program"], &["payer"],
        |town, place, who| {
            instruction::create_threshold_batch(town.people[who].pubkey(), town.house(place).config)
        }),
    case("post_threshold_batch", Stage::Trading, &["config", "signer_set", "batch", "instructions"], &[],
        |town, place, _| instruction::post_threshold_batch(town.house(place).config, QUORUM_OF_SIGNERS)),
    case("apply_leaf", Stage::Trading, &["margin_account", "config", "signer_set", "instructions", "batch"], &[],
        |town, place, who| {
            let (leaves, tree) = town.leaves(place);
            let proof = tree.proof(who as u32).unwrap();
            instruction::apply_leaf(town.account(place, who, 0), &leaves[who], who as u32, proof)
        }),
    Case {
        named: &["market", "risk", "surface", "price_account"],
        ..case("challenge_threshold", Stage::Signed, &["margin_account", "config", "signer_set"], &["margin_account"],
            |town, place, who| {
                let account = town.account(place, who, 0);
                let state: MarginAccount = town.scene.world.read(&account.address).unwrap();
                let named = instruction::challenge_accounts(&state, |_| place.price_account);
                instruction::challenge_threshold(account, named)
            })
    },
];

pub fn bank(town: &Town, place: Place) -> CollateralBank {
    town.scene.world.read(&address::bank(&town.house(place).config, &town.quote_mint)).unwrap()
}

fn with_series(town: &Town, place: Place, build: impl FnOnce(MarginSeriesRef) -> Instruction) -> Instruction {
    let contract = put(town);
    let expiry = address::expiry(&place.market, contract.expiry_ts);
    let address = address::margin_series(&expiry, contract.kind, contract.settlement, contract.strike_e8);
    let state: MarginSeries = town.scene.world.read(&address).unwrap();
    build(MarginSeriesRef { address, state: &state })
}

fn with_expiry(town: &Town, place: Place, build: impl FnOnce(ExpiryRef) -> Instruction) -> Instruction {
    let address = address::expiry(&place.market, town.margin_expiry_ts);
    let state: Expiry = town.scene.world.read(&address).unwrap();
    build(ExpiryRef { address, state: &state })
}
