//! Price accounts as a Pyth push oracle writes them, byte by byte as its C header has them.

use solana_account::Account;
use vault_client::Pubkey;

/// Three thousand bytes, most of them the publishers' own prices.
const BYTES: usize = 3_312;
const MAGIC: u32 = 0xa1b2_c3d4;
const VERSION: u32 = 2;
/// Of mapping, product and price accounts, the last.
const PRICE_ACCOUNT: u32 = 3;
const PRICE_TYPE: u32 = 1;

/// The content of a feed's price account. Start from [`PushPrice::new`] and change what the test is about.
#[derive(Clone, Debug)]
pub struct PushPrice {
    pub price: i64,
    pub confidence: u64,
    pub exponent: i32,
    pub publish_ts: i64,
    pub prev_publish_ts: i64,
    /// The oracle's code: 0 unknown, 1 trading, 2 halted, 3 in an auction, 4 ignored.
    pub status: u8,
    /// How many publishers the price is made of.
    pub publishers: u32,
    pub min_publishers: u8,
    /// The program that owns the account.
    pub owner: Pubkey,
}

impl PushPrice {
    /// The oracle program of every scene whose prices are pushed.
    pub const PROGRAM: Pubkey = Pubkey::new_from_array([210; 32]);

    /// A good price: trading, confidence of 5 bps, the one before it a second earlier.
    pub fn new(price_e8: u64, publish_ts: i64) -> Self {
        Self {
            price: i64::try_from(price_e8).expect("a price below 2^63"),
            confidence: price_e8 / 2_000,
            exponent: -8,
            publish_ts,
            prev_publish_ts: publish_ts.saturating_sub(1),
            status: 1,
            publishers: 20,
            min_publishers: 3,
            owner: Self::PROGRAM,
        }
    }

    /// The account's contents.
    pub fn to_account(&self) -> Account {
        let mut data = vec![0; BYTES];
        let mut put = |offset: usize, bytes: &[u8]| data[offset..offset + bytes.len()].copy_from_slice(bytes);
        put(0, &MAGIC.to_le_bytes());
        put(4, &VERSION.to_le_bytes());
        put(8, &PRICE_ACCOUNT.to_le_bytes());
        put(12, &3_312u32.to_le_bytes());
        put(16, &PRICE_TYPE.to_le_bytes());
        put(20, &self.exponent.to_le_bytes());
        put(24, &self.publishers.to_le_bytes());
        put(28, &self.publishers.to_le_bytes());
        put(96, &self.publish_ts.to_le_bytes());
        put(104, &[self.min_publishers]);
        // What the price was before: nothing may trade or settle on it.
        put(184, &1i64.to_le_bytes());
        put(200, &self.prev_publish_ts.to_le_bytes());
        put(208, &self.price.to_le_bytes());
        put(216, &self.confidence.to_le_bytes());
        put(224, &[self.status]);
        Account { lamports: 23_942_400, data, owner: self.owner, executable: false, rent_epoch: u64::MAX }
    }
}
