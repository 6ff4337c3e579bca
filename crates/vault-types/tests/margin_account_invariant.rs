//! The invariant of a margin account, which the program checks after every change: each line of it refuses something.

mod margin_common;

use bytemuck::Zeroable;
use margin_common::*;
use vault_types::state::{AccountMarket, HeldCollateral, HeldOptions, MarginAccount};

/// Two kinds of collateral, and three positions on two markets.
fn sound() -> MarginAccount {
    let mut account = account_with(&[(coin_call(SOL_USD, 100), -5), (put(BTC_USD, 100), 7), (put(SOL_USD, 100), -1)]);
    account.deposit(SOL, 5).unwrap();
    account.deposit(QUOTE, 1).unwrap();
    account
}

fn changed(change: fn(&mut MarginAccount)) -> bool {
    let mut account = sound();
    change(&mut account);
    assert!(account != sound(), "a change");
    account.invariant()
}

#[test]
fn each_line_of_the_invariant_refuses_something() {
    assert!(sound().invariant() && account().invariant());
    let refused: [fn(&mut MarginAccount); 16] = [
        |account| account.mode = bytemuck::cast(255_u8),
        // Unused places are empty.
        |account| account.collaterals[7].mint = OTHER,
        |account| account.options[23].strike_e8 = 1,
        |account| account.options[23].market = 1,
        |account| account.markets[3].underlying_mint = SOL,
        |account| account.markets[3].underlying_decimals = 1,
        // Nothing is known twice.
        |account| account.collaterals[4] = HeldCollateral { mint: QUOTE, amount_atoms: 9 },
        |account| account.options[9] = HeldOptions { quantity_atoms: 2, ..account.options[2] },
        // Series rise.
        |account| account.options.swap(0, 1),
        |account| account.options.swap(1, 23),
        |account| account.markets[1] = AccountMarket { underlying_mint: BTC, ..SOL_USD },
        // Options are of a known form, on a market of the account.
        |account| account.options[0].kind = bytemuck::cast(2_u8),
        |account| account.options[0].settlement = bytemuck::cast(2_u8),
        |account| account.options[2].market = 4,
        |account| account.markets[1] = AccountMarket::zeroed(),
        |account| account.markets[2] = market(9, OTHER, 6),
    ];
    for (index, change) in refused.into_iter().enumerate() {
        assert!(!changed(change), "{index}");
    }
    let kept: [fn(&mut MarginAccount); 3] = [
        |account| account.collaterals.swap(0, 7),
        |account| account.options.swap(2, 23),
        |account| account.collaterals[0].amount_atoms = u64::MAX,
    ];
    assert!(kept.into_iter().all(changed));
}

#[test]
fn an_account_is_empty_when_nothing_is_in_it() {
    assert!(account().is_empty());
    let mut with_collateral = account();
    with_collateral.deposit(OTHER, 1).unwrap();
    let with_options = account_with(&[(put(SOL_USD, 100), 1)]);
    assert!(!with_collateral.is_empty() && !with_options.is_empty());
}
