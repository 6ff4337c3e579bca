//! Both kinds of price account as bytes: whatever is in them, the adapters never panic, and what they accept is what another reader,
//! written from the formats' byte tables, finds there. Accounts of the real oracles are read where they are present.

use crate::common::*;
use anchor_lang::prelude::AccountInfo;
use options_vault::{errors::VaultError, oracle};
use proptest::prelude::*;
use simulator::{PriceUpdate, PushPrice, SceneParams};
use vault_client::Pubkey;
use vault_types::{
    price::ValidatedPrice,
    state::{Market, PriceSource},
};

const NOW_TS: i64 = 1_700_000_000;
const FEED: [u8; 32] = [7; 32];

/// An account outside of any chain.
#[derive(Clone, Debug)]
pub struct Bytes {
    pub owner: Pubkey,
    pub data: Vec<u8>,
}

/// What the program makes of it, by the number of its error.
pub fn read(market: &Market, address: Pubkey, account: &Bytes) -> Result<ValidatedPrice, u32> {
    let (mut lamports, mut data) = (1, account.data.clone());
    let info = AccountInfo::new(&address, false, false, &mut lamports, &mut data, &account.owner, false);
    oracle::read(&info, market).map_err(|error| match error {
        anchor_lang::error::Error::AnchorError(error) => error.error_code_number,
        other => panic!("an error without a number: {other}"),
    })
}

/// A market of this feed or price account.
pub fn market(price_source: PriceSource, price_feed_id: [u8; 32], price_program: Pubkey) -> Market {
    let oracle_limits = SceneParams::default().oracle_limits;
    let price_program = if price_source == PriceSource::PYTH_PUSH { price_program } else { Pubkey::default() };
    Market { price_source, price_feed_id, price_program, oracle_limits, ..bytemuck::Zeroable::zeroed() }
}

fn good(price_source: PriceSource) -> Bytes {
    let account = match price_source {
        PriceSource::PYTH_PUSH => PushPrice::new(SPOT, NOW_TS).to_account(),
        _ => PriceUpdate::new(FEED, SPOT, NOW_TS).to_account(),
    };
    Bytes { owner: account.owner, data: account.data }
}

fn part<const N: usize>(data: &[u8], offset: usize) -> Option<[u8; N]> {
    data.get(offset..offset + N)?.try_into().ok()
}

/// The other reader.
fn expected(market: &Market, data: &[u8]) -> Option<ValidatedPrice> {
    let number = |offset| part(data, offset).map(i64::from_le_bytes);
    let (price, confidence, exponent, publish_ts, prev_publish_ts) = if market.price_source == PriceSource::PYTH_PUSH {
        let header = [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 0, 0, 3, 0, 0, 0];
        let is_price = data.len() >= 3_312 && data.starts_with(&header) && data[16] == 1;
        let is_valid = is_price && data[224] == 1 && u32::from_le_bytes(part(data, 28)?) >= u32::from(data[104]);
        is_valid.then_some((number(208)?, number(216)?, part(data, 20)?, number(96)?, number(200)?))?
    } else {
        let is_price = data.len() >= 133 && data.starts_with(&[34, 241, 35, 99, 157, 126, 244, 205]);
        let is_valid = is_price && data[40] == 1 && data[41..73] == market.price_feed_id;
        is_valid.then_some((number(73)?, number(81)?, part(data, 89)?, number(93)?, number(101)?))?
    };
    let (confidence, exponent) = (confidence.cast_unsigned(), i32::from_le_bytes(exponent));
    ValidatedPrice::from_parts(price, confidence, exponent, publish_ts, prev_publish_ts, &market.oracle_limits).ok()
}

fn any_source() -> impl Strategy<Value = PriceSource> {
    prop_oneof![Just(PriceSource::PYTH_PULL), Just(PriceSource::PYTH_PUSH)]
}

/// A byte to change, mostly where the formats have their fields.
fn any_change() -> impl Strategy<Value = (usize, u8)> {
    (prop_oneof![8 => 0..240usize, 1 => 0..3_312usize], prop_oneof![any::<u8>(), 0..4u8])
}

/// The market's own account, as random bytes and as a good account with some bytes changed.
fn check(price_source: PriceSource, account: &Bytes) -> Result<(), TestCaseError> {
    let (address, oracle) = (Pubkey::new_from_array(FEED), good(price_source).owner);
    let market = market(price_source, FEED, oracle);
    prop_assert_eq!(read(&market, address, account).ok(), expected(&market, &account.data));

    for owner in [Pubkey::default(), vault_client::PROGRAM_ID, Pubkey::new_from_array([99; 32])] {
        let foreign = Bytes { owner, ..account.clone() };
        prop_assert_eq!(read(&market, address, &foreign), Err(VaultError::WrongPriceOwner.into()));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn attack_10_random_bytes_are_no_price(
        price_source in any_source(),
        data in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            prop::collection::vec(any::<u8>(), 3_300..3_320),
        ],
    ) {
        let owner = good(price_source).owner;
        check(price_source, &Bytes { owner, data })?;
    }

    #[test]
    fn attack_10_changed_accounts_are_read_as_they_are(
        price_source in any_source(),
        changes in prop::collection::vec(any_change(), 0..6),
        length in prop_oneof![8 => Just(usize::MAX), 1 => 0..3_312usize],
    ) {
        let mut account = good(price_source);
        for (byte, value) in changes {
            let byte = byte % account.data.len();
            account.data[byte] = value;
        }
        account.data.truncate(length);
        check(price_source, &account)?;
    }
}

/// The other reader accepts something: the properties compare more than refusals.
#[test]
fn good_accounts_of_both_formats_are_read() {
    for price_source in [PriceSource::PYTH_PULL, PriceSource::PYTH_PUSH] {
        let account = good(price_source);
        let market = market(price_source, FEED, account.owner);
        let price = ValidatedPrice { price_e8: SPOT, publish_ts: NOW_TS, prev_publish_ts: NOW_TS - 1 };
        assert_eq!(read(&market, Pubkey::new_from_array(FEED), &account), Ok(price));
        assert_eq!(expected(&market, &account.data), Some(price));
    }
}
