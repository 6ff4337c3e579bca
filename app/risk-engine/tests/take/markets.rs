//! Which markets are in a snapshot, with which price.

use super::{
    expected,
    habits::Habits,
    run, succeeded, told,
    world::{derived, Chain, Dump, SPOT},
};
use feed::record::AccountUpdate;
use simulator::PushPrice;
use std::fs;
use threshold_model::SnapshotInput;
use vault_types::{
    seeds,
    state::{MarginAccount, Market, PriceSource},
    Pubkey,
};

/// A market without risk parameters is not in the snapshot; whoever has options on it is left out, and is named.
#[test]
fn accounts_on_a_market_that_is_not_taken_are_named() {
    let chain = Chain::trading();
    let folder = chain.folder();
    let mut dump = chain.dump();
    let (writer, _) = chain.writer();
    let other = Pubkey::new_from_array([0x77; 32]);
    dump.change::<MarginAccount>(&writer, |account| account.markets[0].market = other);
    let taken = chain.take(&folder, &dump, &[]);
    let line = format!("{writer} left out: it has options on market {other}, which is not in the snapshot");
    let printed = told(&taken);
    assert!(printed.contains("1 markets, 1 accounts\n") && printed.lines().any(|printed| printed == line), "{printed}");
}

/// A second market of the house whose price nobody has, or that has no surface, holds up nobody on the first.
#[test]
fn a_market_that_cannot_be_taken_is_named_and_the_others_are() {
    let chain = Chain::trading();
    let (folder, second) = (chain.folder(), Pubkey::new_from_array([0x55; 32]));
    let mut dump = chain.dump();
    dump.copy_market(&chain.scene.market, second, |_| ());
    let printed = |dump: &Dump, more: &[&str]| told(&chain.take(&folder, dump, more));

    let line = format!("market left out: market {second}: its price stands in no account of its own");
    let taken = printed(&dump, &[]);
    assert!(taken.contains("1 markets, 2 accounts\n") && taken.contains(&line), "{taken}");
    let elsewhere = format!("{second}={}", chain.scene.vault);
    let taken = printed(&dump, &["--price", &elsewhere]);
    assert!(taken.contains("1 markets, 2 accounts\n") && taken.contains("is stale at"), "{taken}");
    let same = format!("{second}={}", chain.scene.price_account);
    assert!(printed(&dump, &["--price", &same]).contains("2 markets, 2 accounts\n"));
    dump.accounts.remove(&derived(seeds::SURFACE, &second));
    let taken = printed(&dump, &["--price", &same]);
    assert!(taken.contains("1 markets, 2 accounts\n") && taken.contains("there is no surface at"), "{taken}");
}

/// Somebody's house with two hundred markets and mints that do not exist changes nothing. Nor do as many of the house itself that are not open for risk: they
/// are asked for, a hundred mints at a time.
#[test]
fn any_number_of_markets_can_be_there() {
    let chain = Chain::trading();
    let (folder, house, price) = (chain.folder(), chain.house(), chain.price());
    let take = |dump: &Dump| {
        let url = Habits::default().start(dump).url();
        let from = ["take", "--node", &url, "--house", &house, "--recording", "prices.jsonl", "--price", &price];
        succeeded(&run(folder.path(), &[&from[..], &["--out", "snapshot.json"]].concat())).to_owned()
    };
    let alone = take(&chain.dump());
    for config in [Pubkey::new_from_array([0x77; 32]), chain.scene.config] {
        let mut dump = chain.dump();
        let market = dump.accounts[&chain.scene.market].clone();
        for byte in 0..200 {
            let address = Pubkey::new_from_array([byte; 32]);
            dump.accounts.insert(address, market.clone());
            dump.change::<Market>(&address, |market| (market.config, market.underlying_mint) = (config, address));
        }
        assert_eq!(take(&dump), alone);
    }
}

/// The market names its account, so nobody else has to.
#[test]
fn a_pushed_price_stands_where_the_market_says() {
    let chain = Chain::trading();
    let (account, mut dump) = (Pubkey::new_from_array([0x0a; 32]), chain.dump());
    dump.change::<Market>(&chain.scene.market, |market| push_from(market, &account));
    let folder = chain.folder_with(chain.now() * 1_000, &[pushed(&chain, account, SPOT)]);
    succeeded(&chain.take_with(&folder, &dump, &["--out", "taken.json"]));
    let file = fs::read_to_string(folder.path().join("taken.json")).unwrap();
    assert_eq!(file, serde_json::to_string_pretty(&expected(&chain)).unwrap() + "\n");
}

fn push_from(market: &mut Market, account: &Pubkey) {
    (market.price_source, market.price_program) = (PriceSource::PYTH_PUSH, PushPrice::PROGRAM);
    market.price_feed_id = account.to_bytes();
}

/// A pushed price of now, at an address.
fn pushed(chain: &Chain, address: Pubkey, price_e8: u64) -> AccountUpdate {
    let account = PushPrice::new(price_e8, chain.now()).to_account();
    AccountUpdate { slot: chain.dump().slot, address, owner: account.owner, data: account.data }
}

/// Three markets with a price and two without, in between and at both ends.
#[test]
fn each_market_has_its_own_price() {
    let chain = Chain::trading();
    let [first, second, fourth, fifth] = [0x01, 0x02, 0xfe, 0xff].map(|byte| Pubkey::new_from_array([byte; 32]));
    let [low, high] = [0x0b, 0x0a].map(|byte| Pubkey::new_from_array([byte; 32]));
    let mut dump = chain.dump();
    for (address, price_account) in [(first, None), (second, Some(low)), (fourth, Some(high)), (fifth, None)] {
        dump.copy_market(&chain.scene.market, address, |market| {
            price_account.iter().for_each(|account| push_from(market, account));
        });
    }
    let prices = [chain.price_update(), pushed(&chain, low, 2 * SPOT), pushed(&chain, high, 3 * SPOT)];
    let folder = chain.folder_with(chain.now() * 1_000, &prices);
    let printed = told(&chain.take(&folder, &dump, &[]));
    for market in [first, fifth] {
        assert!(printed.contains(&format!("market left out: market {market}: its price stands in no account")));
    }
    let file = fs::read(folder.path().join("taken.json")).unwrap();
    let taken = serde_json::from_slice::<SnapshotInput>(&file).unwrap().markets;
    let spots: Vec<_> = taken.into_iter().map(|market| (market.address, market.spot_e8)).collect();
    let expected = [(second, 2 * SPOT), (chain.scene.market, SPOT), (fourth, 3 * SPOT)];
    assert_eq!(spots, expected.map(|(market, spot_e8)| (market.to_string(), spot_e8)));
}

/// And with it whoever has options on it, though another market is there.
#[test]
fn a_market_can_be_left_out_on_purpose() {
    let chain = Chain::trading();
    let (folder, second, own) = (chain.folder(), Pubkey::new_from_array([0x55; 32]), chain.scene.market.to_string());
    let mut dump = chain.dump();
    dump.copy_market(&chain.scene.market, second, |_| ());
    let price = format!("{second}={}", chain.scene.price_account);
    let printed = |without: &str| told(&chain.take(&folder, &dump, &["--price", &price, "--without", without]));
    let taken = printed(&second.to_string());
    assert!(taken.contains("1 markets, 2 accounts\n") && taken.lines().count() == 3, "{taken}");
    let taken = printed(&own);
    let line = format!("{} left out: it has options on market {own}, which is not", chain.writer().0);
    assert!(taken.contains("1 markets, 1 accounts\n") && taken.contains(&line), "{taken}");
}
