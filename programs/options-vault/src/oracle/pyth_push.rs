//! Pyth's push oracle, older than the pull oracle: publishers write into the one account that an oracle program keeps for a feed.
//!
//! This checks owner, address, format and status, and the price types the rest. The oracle program stands for feed and publishers;
//! what such a price can and cannot prove is in docs/DESIGN.md.
//!
//! Fields are read one by one where pyth-sdk-solana has them. Its own reader would take any byte for one of an enum's values.

use super::{Feed, Statement};
use crate::errors::{ensure, refuse, VaultError};
use anchor_lang::prelude::*;
use core::mem::{offset_of, size_of};
use pyth_sdk_solana::state::{AccountType, PriceStatus, PriceType, SolanaPriceAccount, MAGIC, VERSION_2};

/// The last aggregate of the feed's price account, if the oracle calls it valid.
pub(super) fn read(account: &AccountInfo, feed: &Feed) -> Result<Statement> {
    ensure(*account.owner == *feed.program, VaultError::WrongPriceOwner)?;
    ensure(account.key.to_bytes() == *feed.id, VaultError::WrongFeed)?;
    let data = account.try_borrow_data()?;
    let aggregate = Aggregate::parse(&data).ok_or_else(|| refuse(VaultError::NotAPriceAccount))?;
    ensure(aggregate.is_trading, VaultError::PriceNotTrading)?;
    let Aggregate { price, confidence, exponent, publish_ts, prev_publish_ts, .. } = aggregate;
    Ok(Statement { price, confidence, exponent, publish_ts, prev_publish_ts })
}

/// What the publishers agreed on last.
struct Aggregate {
    price: i64,
    confidence: u64,
    exponent: i32,
    publish_ts: i64,
    /// The aggregate before this one that was trading.
    prev_publish_ts: i64,
    is_trading: bool,
}

/// A little-endian number of a price account; leaves the function with `None` where the data end.
macro_rules! number {
    ($data:ident, $number:ty, $($field:ident).+) => {
        <$number>::from_le_bytes(*$data.get(offset_of!(SolanaPriceAccount, $($field).+)..)?.first_chunk()?)
    };
}

impl Aggregate {
    /// `None` if these are not the data of a price account.
    fn parse(data: &[u8]) -> Option<Self> {
        let is_price = data.len() >= size_of::<SolanaPriceAccount>()
            && number!(data, u32, magic) == MAGIC
            && number!(data, u32, ver) == VERSION_2
            && number!(data, u32, atype) == AccountType::Price as u32
            && number!(data, u8, ptype) == PriceType::Price as u8;
        is_price.then_some(())?;
        let has_publishers = number!(data, u32, num_qt) >= u32::from(number!(data, u8, min_pub));
        Some(Self {
            price: number!(data, i64, agg.price),
            confidence: number!(data, u64, agg.conf),
            exponent: number!(data, i32, expo),
            publish_ts: number!(data, i64, timestamp),
            prev_publish_ts: number!(data, i64, prev_timestamp),
            is_trading: number!(data, u8, agg.status) == PriceStatus::Trading as u8 && has_publishers,
        })
    }
}
