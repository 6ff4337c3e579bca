//! Accounts of the real oracles, as they stood on mainnet. They are not part of the project: without them these tests do nothing.

use crate::{
    common::*,
    oracle_bytes::{market, read, Bytes},
};
use base64::{prelude::BASE64_STANDARD, Engine as _};
use options_vault::errors::VaultError;
use serde_json::Value;
use simulator::{PriceUpdate, SceneParams};
use std::{fs, path::PathBuf, str::FromStr};
use vault_client::Pubkey;
use vault_types::{price::ValidatedPrice, state::PriceSource};

/// Status and smallest number of publishers in a push account.
const STATUS: usize = 224;
const MIN_PUBLISHERS: usize = 104;

/// An account and its address; `None`, with a message, where the file is not there.
fn load(name: &str) -> Option<(Pubkey, Bytes)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/fixtures");
    let path = folder.join(name).with_extension("json");
    let Ok(text) = fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    };
    let dump: Value = serde_json::from_str(&text).unwrap();
    let key = |value: &Value| Pubkey::from_str(value.as_str().unwrap()).unwrap();
    let data = BASE64_STANDARD.decode(dump["account"]["data"][0].as_str().unwrap()).unwrap();
    Some((key(&dump["pubkey"]), Bytes { owner: key(&dump["account"]["owner"]), data }))
}

fn feed_of(update: &Bytes) -> [u8; 32] {
    update.data[41..73].try_into().unwrap()
}

#[test]
fn a_real_update_of_the_pull_oracle_is_read() {
    let Some((address, update)) = load("pyth_SOL_USD_PriceUpdateV2_marginfi") else { return };
    let market = market(PriceSource::PYTH_PULL, feed_of(&update), Pubkey::default());
    let price = ValidatedPrice { price_e8: 21_568_137_069, publish_ts: 1_735_984_087, prev_publish_ts: 1_735_984_087 };
    assert_eq!(read(&market, address, &update), Ok(price));
}

/// The receiver of another product has the same format under another program: not what the market trusts.
#[test]
fn attack_10_updates_of_another_receiver_are_refused() {
    for name in ["pyth_SOL_USD_PriceUpdateV2_pro", "pyth_USDC_USD_PriceUpdateV2_pro"] {
        let Some((address, update)) = load(name) else { return };
        let market = market(PriceSource::PYTH_PULL, feed_of(&update), Pubkey::default());
        assert_eq!(read(&market, address, &update), Err(VaultError::WrongPriceOwner.into()));
        let owner = PriceUpdate::new([0; 32], SPOT, 0).owner;
        let price = read(&market, address, &Bytes { owner, ..update }).unwrap();
        assert_eq!((price.publish_ts, price.prev_publish_ts), (1_789_699_386, 1_789_699_385), "{name}");
    }
}

/// A round starts at the real update, in the second after it was published.
#[test]
fn a_round_starts_at_a_real_update() {
    let Some((address, update)) = load("pyth_SOL_USD_PriceUpdateV2_marginfi") else { return };
    let feed_id = feed_of(&update);
    let params = SceneParams { start_ts: 1_735_984_088, feed_id, ..SceneParams::default() };
    let mut scene = simulator::Scene::new(&params).unwrap();
    let alice = scene.person(1, 100 * COIN);
    scene.deposit(&alice, 100 * COIN).unwrap();
    let (strike_e8, expiry_ts) = scene.next_strike(21_568_137_069).unwrap();
    scene.create_series(strike_e8, expiry_ts).unwrap();
    let mut account = PriceUpdate::new(feed_id, SPOT, 0).to_account();
    (account.owner, account.data) = (update.owner, update.data);
    scene.world.set_account(address, account);
    scene.price_account = address;
    scene.roll_into(strike_e8, expiry_ts).unwrap();
    assert_eq!(scene.round(1).unwrap().spot_e8, 21_568_137_069);
}

/// The dump is of a feed that has been switched off: 255 publishers are asked for, the status is unknown.
#[test]
fn a_real_account_of_the_push_oracle_is_read() {
    let Some((address, mut account)) = load("pyth_legacy_SOL_marginfi") else { return };
    let market = market(PriceSource::PYTH_PUSH, address.to_bytes(), account.owner);
    assert_eq!(read(&market, address, &account), Err(VaultError::PriceNotTrading.into()));
    account.data[STATUS] = 1;
    assert_eq!(read(&market, address, &account), Err(VaultError::PriceNotTrading.into()), "one publisher of 255");
    account.data[MIN_PUBLISHERS] = 1;
    let price = ValidatedPrice { price_e8: 11_923_378_000, publish_ts: 1_730_534_860, prev_publish_ts: 1_722_852_532 };
    assert_eq!(read(&market, address, &account), Ok(price));
    account.data[STATUS] = 0;
    assert_eq!(read(&market, address, &account), Err(VaultError::PriceNotTrading.into()), "enough publishers");
}
