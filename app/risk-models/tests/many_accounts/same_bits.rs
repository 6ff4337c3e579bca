//! Many accounts at once against one after the other.

use super::random::{case, Columns};
use super::{listed, table};
use proptest::prelude::*;
use risk_models::deribit_grid::margin;
use risk_models::many_accounts::{margins, AccountMargin, GridTable};
use risk_models::requirement::Requirement;

/// Of the margins of [`spread`], on every machine.
const FINGERPRINT: u64 = 0x245a_888f_4a40_9873;

fn bits(margin: &AccountMargin) -> [u64; 5] {
    let AccountMargin { requirement, worth } = margin;
    let Requirement { initial, maintenance, liquidation_threshold } = requirement;
    [*initial, *maintenance, *liquidation_threshold, worth.options, worth.held].map(f64::to_bits)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn an_account_has_the_bits_that_it_has_alone((listing, parameters, columns) in case()) {
        let table = GridTable::new(&listing, &parameters, 1).unwrap();
        let all = margins(&table, &columns.accounts(), 1).unwrap();
        prop_assert_eq!(all.len(), columns.cash.len());
        for (number, found) in all.iter().enumerate() {
            let account = columns.accounts().account(number, listing.count()).unwrap();
            let alone = margin(&listing.portfolio(&account), &parameters).unwrap();
            let alone = AccountMargin { requirement: alone.requirement, worth: alone.worth };
            prop_assert_eq!(bits(found), bits(&alone), "account {}: {:?} is not {:?}", number, found, alone);
        }
    }

    #[test]
    fn threads_change_nothing((listing, parameters, columns) in case(), threads in 2..9_usize) {
        let all = |threads| {
            let table = GridTable::new(&listing, &parameters, threads).unwrap();
            let all = margins(&table, &columns.accounts(), threads).unwrap();
            all.iter().map(bits).collect::<Vec<_>>()
        };
        prop_assert_eq!(all(threads), all(1));
    }
}

/// 500 accounts of [`listed`], the same on every run.
fn spread() -> Columns {
    let even = |index: usize, step: f64| ((index + 1) as f64 * step).fract() - 0.5;
    let account = |index: usize| {
        let rows = (0..11).filter(|number| (index + 3 * *number as usize) % 4 < 2);
        let amount = |number: u32| 10.0 * even(index + 100 * number as usize, 0.618_033_988_749_895);
        (1_000.0 * even(index, 0.414_213_562_373_095), rows.map(|number| (number, amount(number))).collect())
    };
    Columns::of(&(0..500).map(account).collect::<Vec<_>>())
}

#[test]
fn the_bits_are_those_of_every_other_machine() {
    let all = margins(&table(), &spread().accounts(), 2).unwrap();
    // FNV-1a, eight bytes at a time.
    let hash = all
        .iter()
        .flat_map(bits)
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, bits| (hash ^ bits).wrapping_mul(0x0000_0100_0000_01b3));
    assert_eq!(hash, FINGERPRINT, "{hash:#018x}");
}

/// What is asked of an account of one call owed, from the table of its prices: 33 moves, the worst far up with volatility.
#[test]
fn an_option_owed_by_hand() {
    let table = table();
    assert_eq!(table.moves(), 2 * 33);
    let call_owed = Columns::of(&[(0.0, vec![(3, -1.0)])]);
    let owed = margins(&table, &call_owed.accounts(), 1).unwrap()[0];
    let book = |spot, volatility: f64| {
        let mut market = listed()[0].clone();
        market.spot = spot;
        market.expiries.truncate(1);
        market.expiries[0].options.truncate(1);
        (market.expiries[0].options[0].amount, market.expiries[0].options[0].volatility) = (1.0, Some(volatility));
        let portfolio = risk_models::portfolio::Portfolio { cash: 0.0, markets: vec![market] };
        risk_models::revaluation::Book::new(&portfolio).unwrap().value()
    };
    let value = book(100.0, 0.8);
    let weight = (30.0_f64 / 7.0).powf(0.3);
    let loss = book(120.0, 0.8 * (1.0 + 0.5 * weight)) - value;
    // Of the owed option's value nothing is at risk: it is owed at every level.
    let risk = loss + 0.01 * 100.0;
    let Requirement { initial, maintenance, liquidation_threshold } = owed.requirement;
    let expected = [-value, 0.0, risk + value, 1.25 * risk + value, 0.75 * risk + value];
    let found = [owed.worth.options, owed.worth.held, maintenance, initial, liquidation_threshold];
    for (found, expected) in found.into_iter().zip(expected) {
        assert!((found - expected).abs() < 1e-10, "{found} is not {expected}");
    }
}
