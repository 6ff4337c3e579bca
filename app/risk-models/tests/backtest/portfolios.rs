//! Values and losses by hand.

use crate::assert_near;
use proptest::prelude::*;
use risk_models::backtest::Portfolio;

fn named(name: &str) -> Portfolio {
    Portfolio::ALL.into_iter().find(|portfolio| portfolio.name == name).unwrap()
}

#[test]
fn a_coin_loses_what_its_price_loses() {
    assert_near(named("long coin").loss(0.8, 0.9_f64.ln(), 1.2), 0.1, 1e-14);
    assert_near(named("short coin").loss(0.8, 0.9_f64.ln(), 1.2), -0.1, 1e-14);
}

/// At the money a straddle is worth `2 (2 N(s/2) - 1)`, `s = 0.8 sqrt(7/365)`; a day later with 5 % more spot at 90 %, computed elsewhere.
#[test]
fn a_straddle_by_hand() {
    let straddle = named("short straddle");
    assert_near(straddle.value(1.0, 0.8, 7.0), -STRADDLE, 1e-12);
    assert_near(straddle.loss(0.8, 1.05_f64.ln(), 0.9), STRADDLE_LOSS, 1e-12);
}

const STRADDLE: f64 = 0.088_350_818_396_637_72;
const STRADDLE_LOSS: f64 = 0.014_263_679_707_638_088;

/// A week without moves or volatility: what was sold is earned.
#[test]
fn time_alone_earns_for_who_sold() {
    for name in ["short straddle", "short strangle", "short put spread", "covered call"] {
        assert!(named(name).loss(0.8, 0.0, 0.8) < 0.0, "{name}");
    }
}

proptest! {
    #[test]
    fn losses_have_the_limits_of_their_kind(log_return in -3.0..3.0_f64, before in 0.1..3.0_f64, after in 0.1..3.0_f64) {
        let loss = |name: &str| named(name).loss(before, log_return, after);
        prop_assert!(loss("short put spread") <= 0.1);
        prop_assert!(loss("covered call") <= 1.0);
        prop_assert!(loss("short straddle") >= named("short straddle").value(1.0, before, 7.0) - 1e-12, "at most the premium is gained");
        prop_assert!((loss("long coin") + loss("short coin")).abs() < 1e-12);
    }

    #[test]
    fn more_volatility_costs_who_sold(log_return in -0.3..0.3_f64, before in 0.3..2.0_f64, more in 0.01..1.0_f64) {
        for name in ["short straddle", "short strangle", "covered call"] {
            let portfolio = named(name);
            prop_assert!(portfolio.loss(before, log_return, before + more) >= portfolio.loss(before, log_return, before));
        }
    }
}
