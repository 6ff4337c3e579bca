//! Which expiries and series there can be.

use super::trading;
use crate::common::{refused, scene, SPOT, USD};
use options_vault::errors::VaultError;
use simulator::Contract;
use vault_types::state::{OptionKind, SettlementAsset};

#[test]
fn an_expiry_needs_a_price_to_fall_back_to() {
    let mut scene = scene();
    scene.open_banks().unwrap();
    let expiry_ts = scene.market().calendar.next_expiry_ts(scene.world.now()).unwrap();
    refused(scene.create_expiry(expiry_ts), VaultError::PriceNeverObserved);
    scene.set_price(SPOT);
    scene.observe_price().unwrap();
    scene.create_expiry(expiry_ts).unwrap();
}

#[test]
fn attack_22_only_listed_expiries_and_strikes() {
    let mut story = trading();
    let (expiry_ts, week) = (story.expiry_ts, 7 * 86_400);
    for wrong in [expiry_ts + 1, expiry_ts - week, expiry_ts + 60 * week, i64::MIN, i64::MAX] {
        refused(story.scene.create_expiry(wrong), VaultError::ExpiryNotListed);
    }
    story.scene.create_expiry(expiry_ts).unwrap();
    refused(story.scene.create_expiry(expiry_ts), VaultError::AlreadyExists);
    let put = story.put(140);
    for strike_e8 in [0, 1, 141 * USD, u64::MAX] {
        refused(story.scene.create_margin_series(&Contract { strike_e8, ..put }), VaultError::StrikeNotListed);
    }
    story.scene.create_margin_series(&put).unwrap();
    refused(story.scene.create_margin_series(&put), VaultError::AlreadyExists);
    let in_coins = Contract { settlement: SettlementAsset::UNDERLYING, ..put };
    refused(story.scene.create_margin_series(&in_coins), VaultError::KindNotListed);
    story.scene.create_margin_series(&Contract { kind: OptionKind::CALL, ..in_coins }).unwrap();
}
