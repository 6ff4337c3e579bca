//! What selling costs.

use crate::held::{book, Held};
use options_math::OptionType::{Call, Put};
use proptest::prelude::*;
use risk_models::add_ons::{liquidation_cost, step_cost, ChainFees, Depth, Exposure, OptionDepth};
use risk_models::batch_pricing::price_one;
use risk_models::greeks::AccountGreeks;
use risk_models::portfolio::{Expiry, Market, Portfolio};
use risk_models::revaluation::Book;

const DEPTH: Depth = Depth {
    half_spread: 0.001,
    money: 1_000.0,
    move_share: 0.02,
    options: OptionDepth { half_spread: 0.01, money: 500.0, move_volatility: 0.04 },
};
const FEES: ChainFees = ChainFees {
    positions_per_step: 4,
    base_lamports: 5_000,
    compute_units: 300_000,
    priority_micro_lamports: 1_500_001,
};

#[test]
fn costs_are_those_of_the_formula() {
    let exposure =
        Exposure { gross_delta: 2_000.0, gross_vega: 30.0, notional: 9_000.0, option_notional: 1_000.0, positions: 3 };
    // 2000 (0.001 + 0.01 * 2) + 30 (0.01 + 0.02 * 2)
    assert!((liquidation_cost(&DEPTH, &exposure) - 43.5).abs() < 1e-12);
    assert_eq!(liquidation_cost(&DEPTH, &Exposure::default()), 0.0);
}

/// 300000 units at 1.500001 lamports are 450000.3, and that is rounded up.
#[test]
fn every_started_step_pays_fees() {
    let lamports = |positions| step_cost(&FEES, positions, 1e9);
    assert_eq!([0, 1, 4, 5, 8, 9].map(lamports), [0.0, 455_001.0, 455_001.0, 910_002.0, 910_002.0, 1_365_003.0]);
    assert_eq!(step_cost(&FEES, 1, 200.0), 455_001.0 / 1e9 * 200.0);
}

/// Nothing offsets anything: neither deltas, nor vegas, nor notionals.
#[test]
fn an_exposure_is_what_there_is_to_sell() {
    let option =
        |market, option_type, amount| Held { market, option_type, strike: 100.0, days: 36.5, volatility: 0.5, amount };
    let options = [option(0, Call, -2.0), option(0, Put, 1.0), option(1, Call, 7.0)];
    let exposures = exposures(&book(&[100.0, 50.0], &[1.0, 0.0], &options));
    let values = |option_type| price_one(100.0, 100.0, 0.1, 0.5, option_type);
    let (call, put) = (values(Call), values(Put));
    assert!((exposures[0].gross_delta - (1.0 + 2.0 * call.delta - put.delta) * 100.0).abs() < 1e-12);
    assert_eq!(exposures[0].gross_vega, 2.0 * call.vega + put.vega);
    assert_eq!((exposures[0].notional, exposures[0].option_notional, exposures[0].positions), (400.0, 300.0, 3));
    assert_eq!(exposures[1].positions, 1);
}

#[test]
fn perpetuals_and_futures_are_sold_too() {
    let future =
        Expiry { name: "1y".to_owned(), days: 365.0, forward: Some(110.0), futures: -4.0, ..Expiry::default() };
    let market = Market {
        name: "A".to_owned(),
        spot: 100.0,
        coins: 1.0,
        perpetuals: -2.0,
        expiries: vec![future],
        ..Market::default()
    };
    let exposure = exposures(&Book::new(&Portfolio { cash: 0.0, markets: vec![market] }).unwrap())[0];
    // 1 + 2 + 4 * 1.1 coins, and 1 + 2 + 4 as notional.
    assert!((exposure.gross_delta - 740.0).abs() < 1e-9, "{}", exposure.gross_delta);
    assert_eq!((exposure.gross_vega, exposure.notional, exposure.positions), (0.0, 700.0, 3));
    assert_eq!(exposure.option_notional, 0.0);
}

/// Whoever liquidates sells the options and the coins that hedge them: a hedge costs what it costs by itself, and a larger position on top.
#[test]
fn a_hedge_makes_nothing_cheaper_to_sell() {
    let call = Held { market: 0, option_type: Call, strike: 100.0, days: 36.5, volatility: 0.5, amount: -2.0 };
    let cost = |coins: f64| {
        let exposure = exposures(&book(&[100.0], &[coins], &[call]))[0];
        liquidation_cost(&DEPTH, &exposure)
    };
    let vega = 2.0 * price_one(100.0, 100.0, 0.1, 0.5, Call).vega;
    let of_options = vega * (0.01 + 0.04 / 2.0 * 200.0 / 500.0);
    let delta = 2.0 * price_one(100.0, 100.0, 0.1, 0.5, Call).delta;
    let of_coins = |money: f64| money * (0.001 + 0.02 / 2.0 * money / 1_000.0);
    assert!((cost(0.0) - of_options - of_coins(100.0 * delta)).abs() < 1e-12, "{}", cost(0.0));
    for hedge in [delta, -delta] {
        assert!((cost(hedge) - of_options - of_coins(200.0 * delta)).abs() < 1e-12, "{}", cost(hedge));
    }
}

#[test]
fn without_options_what_is_linear_is_left() {
    let call = Held { market: 0, option_type: Call, strike: 100.0, days: 36.5, volatility: 0.5, amount: 3.0 };
    let greeks = AccountGreeks::of(&book(&[100.0], &[2.0], &[call]));
    let coins = Exposure { gross_delta: 200.0, gross_vega: 0.0, notional: 200.0, option_notional: 0.0, positions: 1 };
    assert_eq!(Exposure::without_options(&greeks.markets[0]), coins);
}

fn exposures(book: &Book) -> Vec<Exposure> {
    AccountGreeks::of(book).markets.iter().map(Exposure::of).collect()
}

proptest! {
    #[test]
    fn more_of_anything_never_costs_less(
        delta in 0.0f64..1e7, vega in 0.0f64..1e5, notional in 0.0f64..1e7, positions in 0u64..100,
        more in (0.0f64..1e6, 0.0f64..1e4, 0.0f64..1e6, 0u64..10),
    ) {
        let exposure = Exposure { gross_delta: delta, gross_vega: vega, notional, option_notional: notional, positions };
        let larger = Exposure {
            gross_delta: delta + more.0,
            gross_vega: vega + more.1,
            notional: notional + more.2,
            option_notional: notional + more.2,
            positions: positions + more.3,
        };
        prop_assert!(liquidation_cost(&DEPTH, &larger) >= liquidation_cost(&DEPTH, &exposure));
        prop_assert!(step_cost(&FEES, larger.positions, 150.0) >= step_cost(&FEES, positions, 150.0));
        let thinner = Depth { money: DEPTH.money / 2.0, ..DEPTH };
        prop_assert!(liquidation_cost(&thinner, &exposure) >= liquidation_cost(&DEPTH, &exposure));
    }
}
