//! Coins, perpetuals and futures by hand.

use crate::assert_near;
use crate::portfolios::{expiry, market, profit};
use risk_models::portfolio::{Expiry, Market};
use risk_models::revaluation::Move;

#[test]
fn coins_and_perpetuals_gain_what_spot_gains() {
    let coins = Market { coins: 3.0, ..market("X", 200.0) };
    assert_near(profit(&coins, Move::spot(1.1)), 60.0, 1e-12);
    let perpetuals = Market { perpetuals: -2.0, ..market("X", 200.0) };
    assert_near(profit(&perpetuals, Move::spot(0.75)), 100.0, 1e-12);
    let nothing_but_time = Move { days: 30.0, relative_volatility: 1.0, ..Move::NONE };
    assert_eq!(profit(&perpetuals, nothing_but_time), 0.0);
}

#[test]
fn futures_gain_what_their_forward_gains() {
    let future = Market {
        expiries: vec![Expiry { forward: Some(110.0), futures: 2.0, ..expiry(100.0, &[]) }],
        ..market("X", 100.0)
    };
    assert_near(profit(&future, Move::spot(1.1)), 22.0, 1e-12);
    // Half of the time takes half of the logarithm of 1.1, and all of it everything.
    let half_way = Move { days: 50.0, ..Move::NONE };
    assert_near(profit(&future, half_way), 2.0 * (100.0 * 1.1f64.sqrt() - 110.0), 1e-12);
    for days in [100.0, 1_000.0] {
        assert_near(profit(&future, Move { days, ..Move::spot(1.5) }), 2.0 * (150.0 - 110.0), 1e-12);
    }
}

#[test]
fn a_forward_that_is_not_given_grows_by_the_rate() {
    let future =
        Market { rate: 0.1, expiries: vec![Expiry { futures: 1.0, ..expiry(365.0, &[]) }], ..market("X", 100.0) };
    assert_near(profit(&future, Move::spot(1.2)), 20.0 * 0.1f64.exp(), 1e-12);
}
