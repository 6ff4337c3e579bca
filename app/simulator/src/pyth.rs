//! Price accounts as Pyth's receiver program writes them.

use anchor_lang::{prelude::Pubkey, AccountSerialize};
use pyth_solana_receiver_sdk::price_update::{PriceFeedMessage, PriceUpdateV2, VerificationLevel};
use solana_account::Account;

/// The receiver's exponent for crypto prices: eight decimals.
const EXPONENT: i32 = -8;

/// One price of a feed. Start from [`PriceUpdate::new`] and change what the test is about.
#[derive(Clone, Debug)]
pub struct PriceUpdate {
    pub feed_id: [u8; 32],
    pub price: i64,
    pub confidence: u64,
    pub exponent: i32,
    pub publish_ts: i64,
    pub prev_publish_ts: i64,
    pub verification: VerificationLevel,
    /// The program that owns the account: the receiver, unless a test pretends.
    pub owner: Pubkey,
}

impl PriceUpdate {
    /// A good price: fully verified, confidence of 5 bps, the one before it a second earlier.
    pub fn new(feed_id: [u8; 32], price_e8: u64, publish_ts: i64) -> Self {
        Self {
            feed_id,
            price: i64::try_from(price_e8).expect("a price below 2^63"),
            confidence: price_e8 / 2_000,
            exponent: EXPONENT,
            publish_ts,
            prev_publish_ts: publish_ts - 1,
            verification: VerificationLevel::Full,
            owner: pyth_solana_receiver_sdk::ID,
        }
    }

    /// The same price with too few guardian signatures.
    pub fn partially_verified(self) -> Self {
        Self { verification: VerificationLevel::Partial { num_signatures: 12 }, ..self }
    }

    /// The account's contents.
    pub fn to_account(&self) -> Account {
        let update = PriceUpdateV2 {
            write_authority: Pubkey::default(),
            verification_level: self.verification,
            price_message: PriceFeedMessage {
                feed_id: self.feed_id,
                price: self.price,
                conf: self.confidence,
                exponent: self.exponent,
                publish_time: self.publish_ts,
                prev_publish_time: self.prev_publish_ts,
                ema_price: self.price,
                ema_conf: self.confidence,
            },
            posted_slot: 0,
        };
        let mut data = Vec::with_capacity(PriceUpdateV2::LEN);
        update.try_serialize(&mut data).expect("memory is writable");
        data.resize(PriceUpdateV2::LEN, 0);
        Account { lamports: 1_825_020, data, owner: self.owner, executable: false, rent_epoch: u64::MAX }
    }
}
