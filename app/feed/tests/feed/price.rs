//! Price accounts as the simulator makes them, and such as the program refuses: the answer is the program's.

use crate::common::*;
use anchor_lang::prelude::AccountInfo;
use base64::{prelude::BASE64_STANDARD, Engine as _};
use feed::price::{self, Price};
use options_vault::oracle;
use pyth_solana_receiver_sdk::price_update::VerificationLevel;
use std::{fs, path::PathBuf};
use vault_types::price::ValidatedPrice;

/// What the program's reading for a market says, the refusal by its name.
fn by_program(market: &Market, update: &AccountUpdate) -> Result<ValidatedPrice, String> {
    let (mut lamports, mut data) = (1, update.data.clone());
    let info = AccountInfo::new(&update.address, false, false, &mut lamports, &mut data, &update.owner, false);
    oracle::read(&info, market).map_err(|error| match error {
        anchor_lang::error::Error::AnchorError(error) => error.error_name,
        other => panic!("an error without a name: {other}"),
    })
}

fn by_feed(source: PriceSource, update: &AccountUpdate) -> Result<ValidatedPrice, String> {
    price::read(&market_feed(source), update).map(|price| price.validated).map_err(|refusal| refusal.name)
}

#[test]
fn good_accounts_of_both_formats_are_read() {
    for source in [PriceSource::PYTH_PULL, PriceSource::PYTH_PUSH] {
        let update = good(source, SPOT, NOW_TS);
        let validated = ValidatedPrice { price_e8: SPOT, publish_ts: NOW_TS, prev_publish_ts: NOW_TS - 1 };
        let price = Price { validated, confidence_e8: SPOT / 2_000 };
        assert_eq!(price::read(&market_feed(source), &update), Ok(price));
    }
}

/// A confidence of 0.99 of the last digit: it is never shown smaller than it is.
#[test]
fn confidence_is_rounded_up() {
    let price =
        PriceUpdate { price: 500_000_000_000, confidence: 199, exponent: -10, ..PriceUpdate::new(FEED, 0, NOW_TS) };
    let read = price::read(&market_feed(PriceSource::PYTH_PULL), &pulled(&price)).unwrap();
    assert_eq!((read.validated.price_e8, read.confidence_e8), (SPOT, 2));
}

#[test]
fn what_the_program_refuses_is_refused_by_its_name() {
    let pull = PriceUpdate::new(FEED, SPOT, NOW_TS);
    let push = PushPrice::new(SPOT, NOW_TS);
    let few = VerificationLevel::Partial { num_signatures: 12 };
    let (mut other_kind, mut cut) = (pulled(&pull), pulled(&pull));
    other_kind.data[0] ^= 1;
    cut.data.truncate(100);
    let elsewhere = AccountUpdate { address: Pubkey::new_from_array([8; 32]), ..pushed(&push) };
    let cases = [
        (PriceSource::PYTH_PULL, AccountUpdate::missing(1, account()), "NoAccount"),
        (PriceSource::PYTH_PULL, pulled(&PriceUpdate { owner: PushPrice::PROGRAM, ..pull.clone() }), "WrongPriceOwner"),
        (PriceSource::PYTH_PULL, other_kind, "NotAPriceAccount"),
        (PriceSource::PYTH_PULL, cut, "NotAPriceAccount"),
        (PriceSource::PYTH_PULL, pulled(&PriceUpdate { feed_id: [8; 32], ..pull.clone() }), "WrongFeed"),
        (PriceSource::PYTH_PULL, pulled(&PriceUpdate { verification: few, ..pull.clone() }), "NotFullyVerified"),
        (PriceSource::PYTH_PULL, pulled(&PriceUpdate { price: 0, ..pull.clone() }), "PriceNotPositive"),
        (PriceSource::PYTH_PULL, pulled(&PriceUpdate { exponent: 1, ..pull.clone() }), "PriceExponent"),
        (PriceSource::PYTH_PULL, pulled(&PriceUpdate { exponent: -19, ..pull.clone() }), "PriceExponent"),
        (PriceSource::PYTH_PULL, pulled(&PriceUpdate { confidence: SPOT / 100 + 1, ..pull }), "PriceTooUncertain"),
        (PriceSource::PYTH_PUSH, elsewhere, "WrongFeed"),
        (PriceSource::PYTH_PUSH, pushed(&PushPrice { status: 2, ..push.clone() }), "PriceNotTrading"),
        (PriceSource::PYTH_PUSH, pushed(&PushPrice { publishers: 2, ..push.clone() }), "PriceNotTrading"),
        (PriceSource::PYTH_PUSH, pushed(&PushPrice { confidence: SPOT / 100 + 1, ..push }), "PriceTooUncertain"),
    ];
    for (source, update, name) in cases {
        assert_eq!(by_feed(source, &update), Err(name.to_owned()));
    }
}

/// As it stood on mainnet. It is not part of the project: without it this test does nothing.
#[test]
fn a_real_update_of_the_pull_oracle_is_read() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/fixtures");
    let path = folder.join("pyth_SOL_USD_PriceUpdateV2_marginfi.json");
    let Ok(text) = fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return;
    };
    let dump: serde_json::Value = serde_json::from_str(&text).unwrap();
    let account = &dump["account"];
    let (address, owner) = (dump["pubkey"].as_str().unwrap(), account["owner"].as_str().unwrap());
    let data = BASE64_STANDARD.decode(account["data"][0].as_str().unwrap()).unwrap();
    let feed_id = data[41..73].try_into().unwrap();
    let (address, owner) = (address.parse().unwrap(), owner.parse().unwrap());
    let market = Market { price_feed_id: feed_id, ..market(PriceSource::PYTH_PULL) };
    let feed = MarketFeed::on_chain("SOL", &market, address, GAP_SECS).unwrap();
    let price = price::read(&feed, &AccountUpdate { slot: 1, address, owner, data }).unwrap();
    let validated =
        ValidatedPrice { price_e8: 21_568_137_069, publish_ts: 1_735_984_087, prev_publish_ts: 1_735_984_087 };
    assert_eq!(price, Price { validated, confidence_e8: 20_134_469 });
}

/// The clock's rules are the program's too.
#[test]
fn a_price_has_its_time() {
    let market = market_feed(PriceSource::PYTH_PULL);
    let price = |price_e8| price::read(&market, &good(PriceSource::PYTH_PULL, price_e8, NOW_TS)).unwrap();
    let at = |price_e8, now_ts| price::check_fresh(&market, &price(price_e8), now_ts).map_err(|refusal| refusal.name);
    assert_eq!(at(SPOT, NOW_TS + 60), Ok(()));
    assert_eq!(at(SPOT, NOW_TS + 61), Err("PriceTooOld".to_owned()));
    assert_eq!(at(SPOT, NOW_TS - 5), Ok(()));
    assert_eq!(at(SPOT, NOW_TS - 6), Err("PriceFromTheFuture".to_owned()));
    assert_eq!(at(99_999, NOW_TS), Err("PriceTooSmall".to_owned()));
}

/// A byte to change, mostly where the formats have their fields.
fn any_change() -> impl Strategy<Value = (usize, u8)> {
    (prop_oneof![8 => 0..240usize, 1 => 0..3_312usize], prop_oneof![any::<u8>(), 0..4u8])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Good accounts with some bytes changed, also of another owner or cut: prices and refusals are those of a market on chain.
    #[test]
    fn attack_10_changed_accounts_are_read_as_by_the_program(
        source in any_source(),
        changes in prop::collection::vec(any_change(), 0..4),
        length in prop_oneof![8 => Just(usize::MAX), 1 => 0..3_312usize],
        owner in prop::option::weighted(0.1, any::<[u8; 32]>()),
    ) {
        let mut update = good(source, SPOT, NOW_TS);
        for (byte, value) in changes {
            let byte = byte % update.data.len();
            update.data[byte] = value;
        }
        update.data.truncate(length);
        update.owner = owner.map_or(update.owner, Pubkey::new_from_array);
        prop_assert_eq!(by_feed(source, &update), by_program(&market(source), &update));
    }
}
