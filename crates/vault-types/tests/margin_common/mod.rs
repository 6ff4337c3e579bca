//! What the tests of margin accounts share: two markets with one quote, their expiries and series, and accounts with options on them.
#![allow(dead_code)] // every test file uses its own part

use bytemuck::Zeroable;
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;
use vault_types::{
    margin::{BookError, Contract, NetPayment, PositionChange},
    state::{
        AccountMarket, Expiry, MarginAccount, MarginSeries, OptionKind, Settlement, SettlementAsset, SettlementStatus,
        VERSION,
    },
    Pubkey,
};

pub const USD: u64 = 100_000_000;
/// One unit of an underlying with nine decimals.
pub const COIN: u64 = 1_000_000_000;
/// One USD of a quote with six decimals.
pub const DOLLAR: u64 = 1_000_000;
pub const FRIDAY: i64 = 1_795_161_600;
pub const WEEK_SECS: i64 = 604_800;

pub const SOL: Pubkey = Pubkey::new_from_array([3; 32]);
pub const BTC: Pubkey = Pubkey::new_from_array([4; 32]);
pub const QUOTE: Pubkey = Pubkey::new_from_array([5; 32]);
/// Nothing is paid in it.
pub const OTHER: Pubkey = Pubkey::new_from_array([6; 32]);
pub const SOL_USD: AccountMarket = market(1, SOL, 9);
pub const BTC_USD: AccountMarket = market(2, BTC, 8);

/// Three of each market.
pub const EXPIRIES: [(AccountMarket, i64); 6] = [
    (SOL_USD, FRIDAY),
    (SOL_USD, FRIDAY + WEEK_SECS),
    (SOL_USD, FRIDAY + 2 * WEEK_SECS),
    (BTC_USD, FRIDAY),
    (BTC_USD, FRIDAY + WEEK_SECS),
    (BTC_USD, FRIDAY + 2 * WEEK_SECS),
];
pub const ASSETS: [SettlementAsset; 2] = [SettlementAsset::UNDERLYING, SettlementAsset::QUOTE];

pub const fn market(number: u8, underlying_mint: Pubkey, underlying_decimals: u8) -> AccountMarket {
    AccountMarket {
        market: Pubkey::new_from_array([number; 32]),
        underlying_mint,
        underlying_decimals,
        padding: [0; 7],
    }
}

/// An empty account whose quote has six decimals.
pub fn account() -> MarginAccount {
    MarginAccount { version: VERSION, quote_mint: QUOTE, quote_decimals: 6, ..MarginAccount::zeroed() }
}

/// Of this Friday. Every series has an address of its own, whatever it differs in.
pub fn contract(market: AccountMarket, kind: OptionKind, settlement: SettlementAsset, strike_e8: u64) -> Contract {
    let unnamed = Pubkey::default();
    let contract =
        Contract { series: unnamed, market, quote_mint: QUOTE, kind, settlement, strike_e8, expiry_ts: FRIDAY };
    at(FRIDAY, contract)
}

/// The same at another expiry.
pub fn at(expiry_ts: i64, contract: Contract) -> Contract {
    let mut series = contract.market.market.to_bytes();
    (series[0], series[1]) = (contract.kind.code(), contract.settlement.code());
    series[8..16].copy_from_slice(&contract.strike_e8.to_le_bytes());
    series[16..24].copy_from_slice(&expiry_ts.to_le_bytes());
    Contract { series: Pubkey::new_from_array(series), expiry_ts, ..contract }
}

/// A call that is settled in the coin.
pub fn coin_call(market: AccountMarket, strike_usd: u64) -> Contract {
    contract(market, OptionKind::CALL, SettlementAsset::UNDERLYING, strike_usd * USD)
}

pub fn quote_call(market: AccountMarket, strike_usd: u64) -> Contract {
    contract(market, OptionKind::CALL, SettlementAsset::QUOTE, strike_usd * USD)
}

pub fn put(market: AccountMarket, strike_usd: u64) -> Contract {
    contract(market, OptionKind::PUT, SettlementAsset::QUOTE, strike_usd * USD)
}

/// An expiry without a price, in units of [`account`].
pub fn expiry(market: AccountMarket, expiry_ts: i64) -> Expiry {
    Expiry {
        version: VERSION,
        underlying_decimals: market.underlying_decimals,
        quote_decimals: 6,
        market: market.market,
        underlying_mint: market.underlying_mint,
        quote_mint: QUOTE,
        underlying_pool: Pubkey::new_from_array([11; 32]),
        quote_pool: Pubkey::new_from_array([12; 32]),
        expiry_ts,
        settlement: Settlement::UNPRICED,
        ..Expiry::zeroed()
    }
}

/// An expiry that is settled at this price for ever.
pub fn settled(market: AccountMarket, expiry_ts: i64, price_e8: u64) -> Expiry {
    let settlement = Settlement { price_e8, status: SettlementStatus::FINAL, ..Settlement::UNPRICED };
    Expiry { settlement, ..expiry(market, expiry_ts) }
}

pub fn series(contract: &Contract) -> MarginSeries {
    let Contract { market, kind, settlement, strike_e8, expiry_ts, .. } = *contract;
    let market = market.market;
    MarginSeries { version: VERSION, kind, settlement, market, strike_e8, expiry_ts, ..MarginSeries::zeroed() }
}

/// Above zero the options come in, below they go out.
pub fn trade(account: &mut MarginAccount, contract: &Contract, quantity: i64) -> Result<PositionChange, BookError> {
    let atoms = quantity.unsigned_abs();
    if quantity > 0 {
        account.bring_in(contract, atoms)
    } else {
        account.write(contract, atoms)
    }
}

/// An account with these options and nothing else.
pub fn account_with(options: &[(Contract, i64)]) -> MarginAccount {
    let mut account = account();
    for (contract, quantity) in options {
        trade(&mut account, contract, *quantity).unwrap();
    }
    account
}

/// What an option on one atom pays at the price: atoms of the coin, or USD times 10^8 times atoms of the underlying.
pub fn exact_payoff(contract: &Contract, price_e8: u64) -> BigRational {
    let [strike, price] = [contract.strike_e8, price_e8].map(|e8| BigRational::from_integer(e8.into()));
    let nothing = BigRational::from_integer(0.into());
    let gain = if contract.kind == OptionKind::CALL { price.clone() - strike } else { strike - price.clone() };
    let gain = gain.max(nothing);
    if contract.settlement == SettlementAsset::QUOTE {
        gain
    } else {
        gain / price
    }
}

/// A payment to an account or a wallet.
pub fn receives(to_account_atoms: u64) -> NetPayment {
    NetPayment { to_account_atoms, ..NetPayment::default() }
}

/// A payment from an account.
pub fn pays(from_account_atoms: u64) -> NetPayment {
    NetPayment { from_account_atoms, ..NetPayment::default() }
}

/// The net payment of options that are settled together, rounded down once; `None` above 64 bits.
pub fn exact_net(options: &[(Contract, i64)], price_e8: u64, quote_decimals: u8) -> Option<NetPayment> {
    let whole = |value: u64| BigRational::from_integer(value.into());
    let mut net = whole(0);
    for (contract, quantity) in options {
        let in_quote = contract.settlement == SettlementAsset::QUOTE;
        let decimals = u32::from(contract.market.underlying_decimals) + 8;
        let atom = whole(10).pow(i32::from(quote_decimals) - decimals as i32);
        let unit = if in_quote { atom } else { whole(1) };
        net += exact_payoff(contract, price_e8) * BigRational::from_integer((*quantity).into()) * unit;
    }
    let net = net.floor().to_integer();
    let is_received = net >= BigInt::ZERO;
    let atoms = u64::try_from(net.magnitude().clone()).ok()?;
    Some(if is_received { receives(atoms) } else { pays(atoms) })
}

/// Options on both markets at three expiries, of every kind there is; strikes and sizes often coincide.
pub fn any_options(most: usize) -> impl Strategy<Value = Vec<(Contract, i64)>> {
    prop::collection::vec((any_contract(), any_quantity()), 1..=most)
}

pub fn any_contract() -> impl Strategy<Value = Contract> {
    let form = prop::sample::select(vec![coin_call as fn(AccountMarket, u64) -> Contract, quote_call, put]);
    let strike_e8 = prop_oneof![(1..8_u64).prop_map(|tens| tens * 10 * USD), 1..100 * USD];
    (form, any_expiry(), strike_e8).prop_map(|(form, (market, expiry_ts), strike_e8)| {
        let contract = form(market, 1);
        at(expiry_ts, Contract { strike_e8, ..contract })
    })
}

fn any_expiry() -> impl Strategy<Value = (AccountMarket, i64)> {
    prop::sample::select(EXPIRIES.to_vec())
}

pub fn any_quantity() -> impl Strategy<Value = i64> {
    let size = prop_oneof![1..10_i64, (1..5_i64).prop_map(|coins| coins * COIN as i64), 1..1_i64 << 32];
    (size, any::<bool>()).prop_map(|(size, is_owned)| if is_owned { size } else { -size })
}

/// Around the strikes, and now and then far from them.
pub fn any_price() -> impl Strategy<Value = u64> {
    prop_oneof![
        4 => ((1..8_u64), (0..3_u64)).prop_map(|(tens, off)| tens * 10 * USD + off - 1),
        4 => 1..100 * USD,
        1 => 1..1_000_u64,
        1 => (10..41_u32).prop_map(|bits| 1_u64 << bits),
    ]
}
