//! An account in maximum-loss mode holds, of every token, what its options can cost in it.

use bytemuck::Zeroable;
use vault_types::{
    margin::{account_cover::MarketTokens, Contract, MarginError, Units},
    state::{MarginAccount, OptionKind, SettlementAsset},
    Pubkey,
};

const UNITS: Units = Units { underlying_decimals: 9, quote_decimals: 6 };
const COIN: u64 = 1_000_000_000;
const USD: u64 = 1_000_000;
const SOL_USD: Pubkey = Pubkey::new_from_array([1; 32]);
const BTC_USD: Pubkey = Pubkey::new_from_array([2; 32]);
const SOL: Pubkey = Pubkey::new_from_array([3; 32]);
const BTC: Pubkey = Pubkey::new_from_array([4; 32]);
const QUOTE: Pubkey = Pubkey::new_from_array([5; 32]);
const MARKETS: [MarketTokens; 2] = [
    MarketTokens { market: BTC_USD, underlying_mint: BTC, quote_mint: QUOTE, units: UNITS },
    MarketTokens { market: SOL_USD, underlying_mint: SOL, quote_mint: QUOTE, units: UNITS },
];

fn contract(market: Pubkey, kind: OptionKind, settlement: SettlementAsset, strike: u64) -> Contract {
    let strike_e8 = strike * 100_000_000;
    let mut series = market.to_bytes();
    (series[1], series[2]) = (kind.code(), settlement.code());
    series[8..16].copy_from_slice(&strike_e8.to_le_bytes());
    Contract { series: Pubkey::new_from_array(series), market, kind, settlement, strike_e8, expiry_ts: 1, units: UNITS }
}

fn coin_call(market: Pubkey, strike: u64) -> Contract {
    contract(market, OptionKind::CALL, SettlementAsset::UNDERLYING, strike)
}

fn quote_call(strike: u64) -> Contract {
    contract(SOL_USD, OptionKind::CALL, SettlementAsset::QUOTE, strike)
}

fn put(market: Pubkey, strike: u64) -> Contract {
    contract(market, OptionKind::PUT, SettlementAsset::QUOTE, strike)
}

/// The account is covered with these amounts, and not with an atom less of any of them.
fn needs_exactly(account: &MarginAccount, amounts: &[(Pubkey, u64)]) {
    let mut full = *account;
    for (mint, atoms) in amounts {
        full.deposit(*mint, *atoms).unwrap();
    }
    assert_eq!(full.is_covered_in_kind(&MARKETS), Ok(true));
    for (mint, _) in amounts {
        let mut short = full;
        short.withdraw(mint, 1).unwrap();
        assert_eq!(short.is_covered_in_kind(&MARKETS), Ok(false));
    }
}

#[test]
fn an_empty_account_needs_nothing() {
    assert_eq!(MarginAccount::zeroed().is_covered_in_kind(&[]), Ok(true));
}

#[test]
fn coins_cover_covered_calls_and_cash_covers_puts() {
    let mut account = MarginAccount::zeroed();
    account.write(&coin_call(SOL_USD, 160), 2 * COIN).unwrap();
    account.write(&put(SOL_USD, 140), 700 * USD).unwrap();
    needs_exactly(&account, &[(SOL, 2 * COIN), (QUOTE, 700 * USD)]);
}

#[test]
fn no_token_covers_what_is_settled_in_another() {
    let mut account = MarginAccount::zeroed();
    account.write(&coin_call(SOL_USD, 160), COIN).unwrap();
    account.deposit(QUOTE, u64::MAX).unwrap();
    account.deposit(BTC, u64::MAX).unwrap();
    assert_eq!(account.is_covered_in_kind(&MARKETS), Ok(false));
}

#[test]
fn a_condor_needs_its_wider_wing() {
    let mut account = MarginAccount::zeroed();
    account.bring_in(&quote_call(175), COIN).unwrap();
    account.write(&quote_call(160), COIN).unwrap();
    // Puts on a coin: as many as its strike in the quote.
    account.write(&put(SOL_USD, 140), 140 * USD).unwrap();
    account.bring_in(&put(SOL_USD, 130), 130 * USD).unwrap();
    needs_exactly(&account, &[(QUOTE, 15 * USD)]);
}

#[test]
fn markets_with_one_quote_add_up() {
    let mut account = MarginAccount::zeroed();
    account.write(&put(SOL_USD, 140), 140 * USD).unwrap();
    account.write(&put(BTC_USD, 50_000), 200 * USD).unwrap();
    needs_exactly(&account, &[(QUOTE, 340 * USD)]);
    assert_eq!(account.is_covered_in_kind(&MARKETS[..1]), Err(MarginError::Parameters), "a market is missing");
}

/// What a put is on is counted in whole atoms of the underlying, rounded against who owes it.
#[test]
fn a_put_on_a_broken_atom_needs_an_atom_more() {
    let mut account = MarginAccount::zeroed();
    account.write(&put(SOL_USD, 140), 100 * USD).unwrap();
    needs_exactly(&account, &[(QUOTE, 100 * USD + 1)]);
}

#[test]
fn a_call_that_nothing_bounds_is_refused() {
    let mut account = MarginAccount::zeroed();
    account.write(&quote_call(160), COIN).unwrap();
    account.bring_in(&coin_call(SOL_USD, 160), COIN).unwrap();
    account.deposit(QUOTE, u64::MAX).unwrap();
    assert_eq!(account.is_covered_in_kind(&MARKETS), Err(MarginError::UnboundedLoss), "coins are no quote");
}
