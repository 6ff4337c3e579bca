//! Prices that must not start a round or sell an option.

use crate::common::*;
use options_vault::errors::VaultError;
use simulator::PriceUpdate;
use vault_client::{Pubkey, PROGRAM_ID};

/// How a price is bad, and what the program must say.
type BadPrice = (&'static str, VaultError, fn(PriceUpdate) -> PriceUpdate);

const BAD_PRICES: [BadPrice; 13] = [
    ("too old", VaultError::PriceTooOld, |price| PriceUpdate { publish_ts: price.publish_ts - 61, ..price }),
    ("from the past of all pasts", VaultError::PriceTooOld, |price| PriceUpdate { publish_ts: i64::MIN, ..price }),
    ("ahead of the clock", VaultError::PriceFromTheFuture, |price| PriceUpdate {
        publish_ts: price.publish_ts + 6,
        ..price
    }),
    ("from the end of time", VaultError::PriceFromTheFuture, |price| PriceUpdate { publish_ts: i64::MAX, ..price }),
    ("of another feed", VaultError::WrongFeed, |price| PriceUpdate { feed_id: [8; 32], ..price }),
    ("partially verified", VaultError::NotFullyVerified, PriceUpdate::partially_verified),
    ("uncertain", VaultError::PriceTooUncertain, |price| PriceUpdate { confidence: SPOT / 100 + 1, ..price }),
    ("negative", VaultError::PriceNotPositive, |price| PriceUpdate { price: -price.price, ..price }),
    ("zero", VaultError::PriceNotPositive, |price| PriceUpdate { price: 0, confidence: 0, ..price }),
    ("below 10^-8", VaultError::PriceNotPositive, |price| PriceUpdate {
        price: 9,
        confidence: 0,
        exponent: -9,
        ..price
    }),
    ("of too few digits", VaultError::PriceTooSmall, |price| PriceUpdate { price: 99_999, confidence: 0, ..price }),
    ("in tens", VaultError::PriceExponent, |price| PriceUpdate { exponent: 1, ..price }),
    ("in atoms of atoms", VaultError::PriceExponent, |price| PriceUpdate { exponent: -19, ..price }),
];

#[test]
fn attack_09_no_round_starts_at_a_bad_price() {
    let mut ready = ready();
    for (name, error, spoil) in BAD_PRICES {
        println!("a price {name}");
        let price = spoil(ready.price());
        ready.scene.post(&price);
        refused(ready.roll(), error);
    }
}

#[test]
fn attack_09_no_option_is_sold_at_a_bad_price() {
    let Running { mut scene, maker, .. } = running();
    for (name, error, spoil) in BAD_PRICES {
        println!("a price {name}");
        let good = PriceUpdate::new(scene.feed_id, SPOT, scene.world.now());
        scene.post(&spoil(good));
        refused(scene.bid(&maker, COIN, ANY_PREMIUM), error);
    }
}

/// What an attacker can write freely, and what the receiver program owns besides prices.
#[test]
fn attack_10_only_price_accounts_of_the_receiver_are_read() {
    let mut ready = ready();
    let good = ready.price();
    for owner in [PROGRAM_ID, Pubkey::default()] {
        ready.scene.post(&PriceUpdate { owner, ..good.clone() });
        refused(ready.roll(), VaultError::WrongPriceOwner);
    }
    let spoils: [fn(&mut Vec<u8>); 4] =
        [|data| data[0] ^= 1, |data| data[7] ^= 1, |data| data.truncate(100), |data| data.clear()];
    for spoil in spoils {
        let mut account = good.to_account();
        spoil(&mut account.data);
        ready.scene.world.set_account(ready.scene.price_account, account);
        refused(ready.roll(), VaultError::NotAPriceAccount);
    }
    ready.scene.post(&good);
    ready.roll().unwrap();
}

#[test]
fn prices_at_the_limits_are_good() {
    let limits: [fn(PriceUpdate) -> PriceUpdate; 4] = [
        |price| PriceUpdate { publish_ts: price.publish_ts - 60, ..price },
        |price| PriceUpdate { publish_ts: price.publish_ts + 5, ..price },
        |price| PriceUpdate { confidence: SPOT / 100, ..price },
        // The same price with other exponents is the same price.
        |price| PriceUpdate { price: 15_000, confidence: 100, exponent: -2, ..price },
    ];
    for spoil in limits {
        let mut ready = ready();
        let price = spoil(ready.price());
        ready.scene.post(&price);
        ready.roll().unwrap();
        assert_eq!(ready.scene.round(1).unwrap().spot_e8, SPOT);
    }
}

#[test]
fn attack_06_a_feed_with_another_exponent_is_the_same_price() {
    let mut ready = ready();
    let price = i64::try_from(SPOT).unwrap() * 100;
    let update = PriceUpdate { price, confidence: 100, exponent: -10, ..ready.price() };
    ready.scene.post(&update);
    ready.roll().unwrap();
    assert_eq!(ready.scene.round(1).unwrap().spot_e8, SPOT);
}
