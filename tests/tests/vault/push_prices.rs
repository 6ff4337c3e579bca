//! Markets whose price comes from a Pyth push oracle: the same week, and every push account that must be refused.

use crate::common::*;
use options_vault::errors::VaultError;
use simulator::{PriceUpdate, ProgramVersion, PushPrice, Refusal, SceneParams};
use solana_signer::Signer;
use vault_client::{Pubkey, PROGRAM_ID};
use vault_types::state::{OptionKind, PriceSource, SettlementStatus};

/// How an account is bad, and what the program must say.
type BadAccount = (&'static str, VaultError, fn(PushPrice) -> PushPrice);

const BAD_VALUES: [BadAccount; 9] = [
    ("of another program", VaultError::WrongPriceOwner, |price| PushPrice { owner: PROGRAM_ID, ..price }),
    ("of the system program", VaultError::WrongPriceOwner, |price| PushPrice { owner: Pubkey::default(), ..price }),
    ("of too few publishers", VaultError::PriceNotTrading, |price| PushPrice { publishers: 2, ..price }),
    ("uncertain", VaultError::PriceTooUncertain, |price| PushPrice { confidence: SPOT / 100 + 1, ..price }),
    ("negative", VaultError::PriceNotPositive, |price| PushPrice { price: -price.price, ..price }),
    ("zero", VaultError::PriceNotPositive, |price| PushPrice { price: 0, confidence: 0, ..price }),
    ("in tens", VaultError::PriceExponent, |price| PushPrice { exponent: 1, ..price }),
    ("in atoms of atoms", VaultError::PriceExponent, |price| PushPrice { exponent: -19, ..price }),
    ("of no exponent at all", VaultError::PriceExponent, |price| PushPrice { exponent: i32::MIN, ..price }),
];

const BAD_TIMES: [BadAccount; 3] = [
    ("too old", VaultError::PriceTooOld, |price| PushPrice { publish_ts: price.publish_ts - 61, ..price }),
    ("from the past of all pasts", VaultError::PriceTooOld, |price| PushPrice { publish_ts: i64::MIN, ..price }),
    ("ahead of the clock", VaultError::PriceFromTheFuture, |price| PushPrice {
        publish_ts: price.publish_ts + 6,
        ..price
    }),
];

/// Bytes of the header that make it another account: magic, version, kind of account, kind of price.
const FORMAT_BYTES: [usize; 7] = [0, 3, 4, 8, 9, 11, 16];

fn params() -> SceneParams {
    SceneParams { price_source: PriceSource::PYTH_PUSH, ..SceneParams::default() }
}

/// A round with all options sold, at the second of its expiry.
fn expired() -> (Running, i64) {
    let mut story = running_with(&params());
    story.scene.bid(&story.maker, 100 * COIN, ANY_PREMIUM).unwrap();
    story.expire();
    let expiry_ts = story.scene.vault().expiry_ts;
    (story, expiry_ts)
}

/// Tries every bad account; `attempt` reads the price account.
fn all_are_refused(story: &mut Running, attempt: fn(&mut Running) -> Result<u64, Refusal>) {
    let now_ts = story.scene.world.now();
    let good = PushPrice::new(SPOT, now_ts);
    for (name, error, spoil) in BAD_VALUES {
        println!("a price {name}");
        story.scene.push(&spoil(good.clone()));
        refused(attempt(story), error);
    }
    for status in [0, 2, 3, 4, 5, 255] {
        println!("status {status}");
        story.scene.push(&PushPrice { status, ..good.clone() });
        refused(attempt(story), VaultError::PriceNotTrading);
    }
    for byte in FORMAT_BYTES {
        println!("byte {byte} of the format");
        let mut account = good.to_account();
        account.data[byte] ^= 1;
        story.scene.world.set_account(story.scene.price_account, account);
        refused(attempt(story), VaultError::NotAPriceAccount);
    }
    for length in [0, 3, 100, 231, 3_311] {
        println!("{length} bytes");
        let mut account = good.to_account();
        account.data.truncate(length);
        story.scene.world.set_account(story.scene.price_account, account);
        refused(attempt(story), VaultError::NotAPriceAccount);
    }
    println!("a pulled price");
    let update = PriceUpdate::new(story.scene.feed_id, SPOT, now_ts);
    story.scene.post(&update);
    refused(attempt(story), VaultError::WrongPriceOwner);
    story.scene.post(&PriceUpdate { owner: PushPrice::PROGRAM, ..update });
    refused(attempt(story), VaultError::NotAPriceAccount);

    println!("another account of the oracle");
    let market_account = story.scene.price_account;
    story.scene.price_account = Pubkey::new_from_array([211; 32]);
    story.scene.push(&good);
    refused(attempt(story), VaultError::WrongFeed);
    story.scene.price_account = market_account;
    story.scene.push(&good);
}

#[test]
fn a_week_of_pushed_prices_on_v0() {
    a_week_of_pushed_prices(ProgramVersion::V0, OptionKind::CALL);
}

#[test]
fn a_week_of_pushed_prices_on_v3() {
    a_week_of_pushed_prices(ProgramVersion::V3, OptionKind::PUT);
}

fn a_week_of_pushed_prices(version: ProgramVersion, kind: OptionKind) {
    let mut story = running_with(&SceneParams { version, kind, ..params() });
    assert_eq!(story.scene.market().price_program, PushPrice::PROGRAM);
    let round = story.scene.round(1).unwrap();
    assert_eq!(round.spot_e8, SPOT);
    story.scene.bid(&story.maker, 100 * COIN, ANY_PREMIUM).unwrap();
    // A quarter beyond the strike, to either side.
    let settlement_e8 = if kind == OptionKind::PUT { round.strike_e8 * 3 / 4 } else { round.strike_e8 * 5 / 4 };
    story.expire();
    let expiry_ts = story.scene.vault().expiry_ts;
    story.scene.push(&PushPrice { prev_publish_ts: expiry_ts - 1, ..PushPrice::new(settlement_e8, expiry_ts) });
    story.scene.post_settlement_price().unwrap();
    assert_eq!(story.scene.series().unwrap().1.settlement.status, SettlementStatus::FINAL);
    story.scene.settle().unwrap();
    story.scene.close_round().unwrap();
    let round = story.scene.round(1).unwrap();
    assert_eq!(round.settlement_e8, settlement_e8);
    assert_eq!(round.payoff_atoms, if kind == OptionKind::PUT { 25 * COIN } else { 20 * COIN });
    let (before, series) = (story.scene.coins(&story.maker.pubkey()), story.scene.series().unwrap().0);
    story.scene.redeem(&story.maker, series, 100 * COIN).unwrap();
    assert_eq!(story.scene.coins(&story.maker.pubkey()) - before, round.payoff_atoms);
}

#[test]
fn attack_09_no_option_is_sold_at_a_bad_pushed_price() {
    let mut story = running_with(&params());
    let attempt = |story: &mut Running| story.scene.bid(&story.maker, COIN, ANY_PREMIUM);
    all_are_refused(&mut story, attempt);
    let good = PushPrice::new(SPOT, story.scene.world.now());
    for (name, error, spoil) in BAD_TIMES {
        println!("a price {name}");
        story.scene.push(&spoil(good.clone()));
        refused(attempt(&mut story), error);
    }
    story.scene.push(&good);
    attempt(&mut story).unwrap();
}

#[test]
fn attack_09_no_round_starts_at_a_bad_pushed_price() {
    let mut story = running_with(&params());
    story.scene.finish_round(SPOT).unwrap();
    story.scene.set_volatility(800_000_000).unwrap();
    story.scene.set_price(SPOT);
    let (strike_e8, expiry_ts) = story.scene.next_strike(SPOT).unwrap();
    story.scene.create_series(strike_e8, expiry_ts).unwrap();
    let attempt = |story: &mut Running| {
        let (strike_e8, expiry_ts) = story.scene.next_strike(SPOT).unwrap();
        story.scene.roll_into(strike_e8, expiry_ts)
    };
    all_are_refused(&mut story, attempt);
    let good = PushPrice::new(SPOT, story.scene.world.now());
    for (name, error, spoil) in BAD_TIMES {
        println!("a price {name}");
        story.scene.push(&spoil(good.clone()));
        refused(attempt(&mut story), error);
    }
    story.scene.push(&good);
    attempt(&mut story).unwrap();
}

#[test]
fn attack_09_only_good_pushed_prices_settle() {
    let (mut story, expiry_ts) = expired();
    let attempt = |story: &mut Running| story.scene.post_settlement_price();
    all_are_refused(&mut story, attempt);
    for (error, publish_ts) in [(VaultError::PriceBeforeExpiry, -1), (VaultError::PriceFromTheFuture, 6)] {
        story.scene.push(&PushPrice::new(SPOT, expiry_ts + publish_ts));
        refused(attempt(&mut story), error);
    }
    assert_eq!(story.scene.series().unwrap().1.settlement.status, SettlementStatus::UNPRICED);
    story.scene.set_price(SPOT);
    attempt(&mut story).unwrap();
}

/// The account has the price before an update that is not valid, too; that one is not the price after expiry.
#[test]
fn attack_22_while_the_oracle_is_halted_no_older_price_settles() {
    let (mut story, expiry_ts) = expired();
    let halted = PushPrice { status: 2, ..PushPrice::new(SPOT, expiry_ts + 2) };
    story.scene.world.set_time(expiry_ts + 2);
    story.scene.push(&halted);
    refused(story.scene.post_settlement_price(), VaultError::PriceNotTrading);
    // Nothing was trading between: by the oracle's own word the next valid aggregate is the first one.
    story.scene.world.set_time(expiry_ts + 60);
    story.scene.push(&PushPrice { prev_publish_ts: expiry_ts - 1, ..PushPrice::new(SPOT, expiry_ts + 60) });
    story.scene.post_settlement_price().unwrap();
    assert_eq!(story.scene.series().unwrap().1.settlement.status, SettlementStatus::FINAL);
}

/// The first aggregate has been overwritten: the next one waits for the challenge period, though nobody can bring an earlier one.
#[test]
fn attack_22_a_later_pushed_price_is_a_candidate() {
    let (mut story, expiry_ts) = expired();
    story.scene.world.set_time(expiry_ts + 30);
    story.scene.push(&PushPrice::new(SPOT, expiry_ts + 30));
    story.scene.post_settlement_price().unwrap();
    assert_eq!(story.scene.series().unwrap().1.settlement.status, SettlementStatus::CANDIDATE);
    refused(story.scene.settle(), VaultError::NoSettlementPrice);
    story.scene.world.set_time(expiry_ts + 31);
    story.scene.push(&PushPrice::new(2 * SPOT, expiry_ts + 31));
    refused(story.scene.post_settlement_price(), VaultError::EarlierPriceKnown);
    let challenge_secs = i64::from(story.scene.market().oracle_limits.settlement_challenge_secs);
    story.scene.world.set_time(expiry_ts + 30 + challenge_secs);
    story.scene.settle().unwrap();
    assert_eq!(story.scene.round(1).unwrap().settlement_e8, SPOT);
}

/// A market of pulled prices takes no pushed one, even at the address that is its feed's number.
#[test]
fn attack_10_pushed_prices_are_nothing_to_a_market_of_pulled_ones() {
    let mut story = running();
    story.scene.price_account = Pubkey::new_from_array(story.scene.feed_id);
    let good = PushPrice::new(SPOT, story.scene.world.now());
    for owner in [PushPrice::PROGRAM, Pubkey::default()] {
        story.scene.push(&PushPrice { owner, ..good.clone() });
        refused(story.scene.bid(&story.maker, COIN, ANY_PREMIUM), VaultError::WrongPriceOwner);
    }
    let receiver = PriceUpdate::new(story.scene.feed_id, SPOT, story.scene.world.now()).owner;
    story.scene.push(&PushPrice { owner: receiver, ..good });
    refused(story.scene.bid(&story.maker, COIN, ANY_PREMIUM), VaultError::NotAPriceAccount);
}
