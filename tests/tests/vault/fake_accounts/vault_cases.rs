//! The instructions of vaults that sell on margin, as [`super::cases`] has the others.

use super::{
    cases::{case, with_vault, Case},
    town::{Place, Stage, Town},
};
use crate::common::{ANY_PREMIUM, COIN};
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, ExpiryRef, MarginSeriesRef, Shown},
    AccountMeta, Instruction, Pubkey,
};
use vault_types::state::{Expiry, MarginSeries};

#[rustfmt::skip]
pub const VAULT_CASES: [Case; 4] = [
    case("open_vault_margin_account", Stage::Founded,
        &["payer", "market", "vault", "quote_bank", "margin_account", "system_program"], &["payer"],
        |town, place, who| with_vault(town, place, |vault| {
            instruction::open_vault_margin_account(town.people[who].pubkey(), vault, &town.quote_mint)
        })),
    Case { named: &["named_bank"], ..case("roll_on_margin", Stage::OnMargin,
        &["keeper", "market", "vault", "round", "auction", "book", "share_mint", "share_escrow", "surface", "price_update",
          "token_program", "system_program", "vault_custody", "margin_account", "bank", "custody", "config", "signer_set",
          "instructions", "expiry", "series"], &["keeper"],
        |town, place, who| with_sold(town, place, |address, state| with_vault(town, place, |vault| {
            let (keeper, series) = (town.people[who].pubkey(), MarginSeriesRef { address, state });
            instruction::roll_on_margin(keeper, vault, series, place.price_account, shown(town, place))
        }))) },
    Case { named: &["named_bank"], ..case("bid_on_margin", Stage::MarginSale,
        &["bidder", "market", "vault", "auction", "margin_account", "bank", "custody", "config", "signer_set", "instructions",
          "expiry", "series", "option_mint", "bidder_assets", "bidder_options", "surface", "price_update", "token_program"],
        &["bidder_options"],
        |town, place, who| with_sold(town, place, |address, state| with_vault(town, place, |vault| {
            let (bidder, series) = (town.people[who].pubkey(), MarginSeriesRef { address, state });
            instruction::bid_on_margin(bidder, vault, series, place.price_account, COIN, ANY_PREMIUM, shown(town, place))
        }))) },
    case("settle_on_margin", Stage::SaleSettled,
        &["vault", "round", "expiry", "series", "vault_custody", "margin_account", "bank", "custody", "token_program"], &[],
        |town, place, _| with_sold(town, place, |address, series| with_vault(town, place, |vault| {
            let state: Expiry = town.scene.world.read(&series.expiry).unwrap();
            instruction::settle_on_margin(vault, address, ExpiryRef { address: series.expiry, state: &state })
        }))),
];

/// Covered in kind, so that nothing but the bank of the quote must be named.
fn shown(town: &Town, place: Place) -> Shown {
    let bank = address::bank(&town.house(place).config, &town.quote_mint);
    Shown { signers: true, named: vec![AccountMeta::new_readonly(bank, false)], ..Shown::nothing() }
}

/// The series that a place's vault sells.
fn with_sold(town: &Town, place: Place, build: impl FnOnce(Pubkey, &MarginSeries) -> Instruction) -> Instruction {
    let (strike_e8, expiry_ts) = town.vaults_option.expect("the rule's pick");
    let expiry = address::expiry(&place.market, expiry_ts);
    let address = address::margin_series(&expiry, town.scene.kind, town.scene.vault_settlement(), strike_e8);
    build(address, &town.scene.world.read(&address).unwrap())
}
