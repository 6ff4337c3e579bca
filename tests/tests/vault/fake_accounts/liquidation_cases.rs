//! The instructions of auctions and of the insurance fund, as [`super::cases`] has the others.

use super::{
    cases::{case, Case},
    margin_cases::bank,
    town::{put, Place, Stage, Town},
};
use crate::common::COIN;
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, JudgedRef, Shown, TakerRef},
    AccountBid, HedgeOffer,
};
use vault_types::{liquidation::price_path::ONE_E9, state::MarginAccount};

#[rustfmt::skip]
pub const LIQUIDATION_CASES: [Case; 8] = [
    Case {
        named: &["named_bank", "market", "risk", "surface", "price_account"],
        ..case("judge_account", Stage::Fallen, &["margin_account", "config", "signer_set", "instructions", "quote_bank"],
            &["margin_account"],
            |town, place, who| instruction::judge_account(judged(town, place, who), shown(town, place, &[who])))
    },
    Case {
        named: &["named_bank", "market", "risk", "surface", "price_account",
            "takers_bank", "takers_market", "takers_risk", "takers_surface", "takers_price_account"],
        ..case("bid_on_account", Stage::Fallen,
            &["bidder", "margin_account", "taker", "config", "signer_set", "instructions", "quote_bank", "vault_bank"], &[],
            |town, place, who| {
                let account = judged(town, place, 1 - who);
                let taker = TakerRef { account: town.account(place, who, 1), vault_mint: None };
                let bid = AccountBid {
                    step_id: state(town, place, 1 - who).auction.step_id, most_part_e9: ONE_E9, least_part_e9: 0, limit_atoms: i64::MAX,
                };
                instruction::bid_on_account(account, taker, bid, shown(town, place, &[1 - who, 1 - who]))
            })
    },
    Case {
        named: &["named_bank", "market", "risk", "surface", "price_account",
            "takers_bank", "takers_market", "takers_risk", "takers_surface", "takers_price_account"],
        ..case("hedge_account", Stage::Hedged,
            &["bidder", "margin_account", "taker", "config", "signer_set", "instructions", "quote_bank"], &[],
            |town, place, who| {
                let contract = put(town);
                let expiry = address::expiry(&place.market, contract.expiry_ts);
                let offer = HedgeOffer {
                    step_id: state(town, place, 1 - who).auction.step_id,
                    series: address::margin_series(&expiry, contract.kind, contract.settlement, contract.strike_e8),
                    quantity_atoms: COIN / 20,
                    least_atoms: 0,
                };
                let taker = town.account(place, who, 1);
                instruction::hedge_account(judged(town, place, 1 - who), taker, offer, shown(town, place, &[1 - who, 1 - who]))
            })
    },
    case("wind_down", Stage::Forsaken, &["config", "margin_account"], &["margin_account"],
        |town, place, who| instruction::wind_down(judged(town, place, who))),
    case("stake_insurance", Stage::Staked,
        &["owner", "bank", "custody", "stake", "owner_tokens", "token_program", "system_program"], &[],
        |town, place, who| {
            let (owner, bank) = (town.people[who].pubkey(), bank(town, place));
            instruction::stake_insurance(owner, &bank, address::wallet(&owner, &bank.mint), 1_000)
        }),
    case("ask_to_unstake", Stage::Staked, &["owner", "bank", "stake"], &[],
        |town, place, who| {
            let bank = address::bank(&town.house(place).config, &town.quote_mint);
            instruction::ask_to_unstake(town.people[who].pubkey(), bank, 1_000)
        }),
    case("unstake_insurance", Stage::Staked,
        &["owner", "config", "bank", "custody", "stake", "destination", "token_program"], &["destination"],
        |town, place, who| {
            let (owner, bank) = (town.people[who].pubkey(), bank(town, place));
            instruction::unstake_insurance(owner, &bank, address::wallet(&owner, &bank.mint))
        }),
    case("close_insurance_stake", Stage::Unstaked, &["owner", "bank", "stake"], &[],
        |town, place, who| {
            let bank = address::bank(&town.house(place).config, &town.quote_mint);
            instruction::close_insurance_stake(town.people[who].pubkey(), bank)
        }),
];

fn state(town: &Town, place: Place, who: usize) -> MarginAccount {
    town.scene.account_at(&town.account(place, who, 0).address)
}

fn judged(town: &Town, place: Place, who: usize) -> JudgedRef {
    JudgedRef {
        address: town.account(place, who, 0).address,
        config: town.house(place).config,
        quote_mint: town.quote_mint,
    }
}

/// What must be named of these people's accounts; whoever takes something over has the same afterwards. The signers are named, and not asked.
fn shown(town: &Town, place: Place, people: &[usize]) -> Shown {
    let of = |who: &usize| instruction::margin_accounts(&state(town, place, *who), |_| place.price_account, |_| vec![]);
    Shown { signers: true, signed_by: 0, named: people.iter().flat_map(of).collect() }
}
