//! Greeks of one option: known values, differences of prices, parity of calls and puts, edges.

use crate::assert_near;
use options_math::OptionType::{self, Call, Put};
use proptest::prelude::*;
use risk_models::derive_pmrm2::black76::Black76;
use risk_models::greeks::{AllGreeks, EuropeanOption};
use std::io::Write;
use std::path::PathBuf;

/// What moves; the carry stays at the rate plus `carry_over_rate`.
#[derive(Clone, Copy, Debug)]
struct State {
    spot: f64,
    strike: f64,
    years: f64,
    volatility: f64,
    rate: f64,
    carry_over_rate: f64,
    option_type: OptionType,
}

impl State {
    fn forward(&self) -> f64 {
        self.spot * ((self.rate + self.carry_over_rate) * self.years).exp()
    }

    fn greeks(&self) -> AllGreeks {
        let Self { spot, strike, years, volatility, rate, option_type, .. } = *self;
        let forward = self.forward();
        EuropeanOption { spot, forward, strike, years, volatility, rate, option_type }.greeks()
    }

    /// By the scalar formula, which shares no code with the Greeks.
    fn price(&self) -> f64 {
        let Self { strike, years, volatility, rate, option_type, .. } = *self;
        let discount = (-rate * years).exp();
        Black76 { forward: self.forward(), strike, volatility, years, discount }.price(option_type)
    }

    /// Central difference of a function by a number of the state, for a step.
    fn slope(&self, step: f64, number: impl Fn(&mut Self) -> &mut f64, function: impl Fn(&Self) -> f64) -> f64 {
        let at = |by: f64| {
            let mut moved = *self;
            *number(&mut moved) += by;
            function(&moved)
        };
        (at(step) - at(-step)) / (2.0 * step)
    }
}

/// The week of a coin; the derivatives were computed with more digits elsewhere.
#[test]
fn a_week_on_a_coin_has_known_greeks() {
    let week = State {
        spot: 150.0,
        strike: 165.0,
        years: 7.0 / 365.0,
        volatility: 0.8,
        rate: 0.0,
        carry_over_rate: 0.0,
        option_type: Call,
    };
    let greeks = week.greeks();
    assert_near(greeks.value, 1.879_781_240_655_013_2, 1e-13);
    assert_near(greeks.delta, 0.210_438_791_605_945_1, 1e-13);
    assert_near(greeks.gamma, 0.017_363_787_717_984_88, 1e-13);
    assert_near(greeks.vega, 5.994_074_664_290_669, 1e-13);
    assert_near(greeks.theta, -125.019_271_569_491_1, 1e-13);
}

/// Against 400 options computed with 22 digits, which are not part of the project: looked for beside the checkout.
#[test]
fn values_and_thetas_agree_with_the_reference() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference/pricing_vectors.csv");
    let Ok(text) = std::fs::read_to_string(&path) else {
        let _ = writeln!(std::io::stderr(), "skipped: {} is not there", path.display());
        return;
    };
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let number = |column: usize| fields[column].parse::<f64>().unwrap();
        let state = State {
            spot: number(1),
            strike: number(2),
            years: number(3) / 31_536_000.0,
            volatility: number(4),
            rate: number(5),
            carry_over_rate: 0.0,
            option_type: if fields[0] == "C" { Call } else { Put },
        };
        let greeks = state.greeks();
        for (computed, expected, unit) in [
            (greeks.value, number(6), state.spot),
            (greeks.delta, number(7), 1.0),
            (greeks.gamma, number(8), 1.0 / (state.spot * state.volatility * state.years.sqrt())),
            (greeks.vega, number(9), state.spot * state.years.sqrt()),
            (greeks.theta, number(10), state.spot * state.volatility / state.years.sqrt()),
        ] {
            assert!((computed - expected).abs() <= 1e-12 * unit, "{line}: {computed} and {expected}");
        }
    }
}

fn states() -> impl Strategy<Value = State> {
    (any::<bool>(), 0.5..2.0f64, 0.02..2.0f64, 0.1..1.5f64, -0.1..0.3f64, -0.2..0.2f64).prop_map(
        |(is_call, moneyness, years, volatility, rate, carry_over_rate)| State {
            spot: 100.0,
            strike: 100.0 * moneyness,
            years,
            volatility,
            rate,
            carry_over_rate,
            option_type: if is_call { Call } else { Put },
        },
    )
}

proptest! {
    #[test]
    fn every_greek_is_the_slope_that_it_says(state in states()) {
        let greeks = state.greeks();
        let near = |computed: f64, expected: f64, tolerance: f64| (computed - expected).abs() < tolerance * (1.0 + expected.abs());
        prop_assert!(near(greeks.value, state.price(), 1e-10));
        prop_assert!(near(greeks.delta, state.slope(0.01, |state| &mut state.spot, State::price), 1e-5));
        let delta = |state: &State| state.greeks().delta;
        let vega = |state: &State| state.greeks().vega;
        prop_assert!(near(greeks.gamma, state.slope(0.01, |state| &mut state.spot, delta), 1e-4));
        prop_assert!(near(greeks.vega, state.slope(1e-4, |state| &mut state.volatility, State::price), 1e-4));
        prop_assert!(near(greeks.theta, -state.slope(1e-5, |state| &mut state.years, State::price), 1e-3));
        prop_assert!(near(greeks.rho, state.slope(1e-5, |state| &mut state.rate, State::price), 1e-4));
        prop_assert!(near(greeks.vanna, state.slope(1e-5, |state| &mut state.volatility, delta), 1e-4));
        prop_assert!(near(greeks.volga, state.slope(1e-5, |state| &mut state.volatility, vega), 1e-4));
    }

    /// A call less a put is `D (F - K)`.
    #[test]
    fn a_call_less_a_put_is_a_forward(state in states()) {
        let of = |option_type| State { option_type, ..state }.greeks();
        let difference = of(Call).plus(&of(Put).times(-1.0));
        let discount = (-state.rate * state.years).exp();
        let (forward, carry) = (state.forward(), state.rate + state.carry_over_rate);
        let expected = AllGreeks {
            value: discount * (forward - state.strike),
            delta: discount * forward / state.spot,
            theta: state.rate * discount * (forward - state.strike) - discount * carry * forward,
            rho: state.years * discount * state.strike,
            ..AllGreeks::default()
        };
        let numbers = |all: &AllGreeks| {
            [all.value, all.delta, all.gamma, all.vega, all.theta, all.rho, all.vanna, all.volga]
        };
        for (computed, expected) in numbers(&difference).iter().zip(numbers(&expected)) {
            prop_assert!((computed - expected).abs() < 1e-9, "{} {}", computed, expected);
        }
    }
}

#[test]
fn without_time_or_volatility_there_is_value_and_delta() {
    let sure = State {
        spot: 100.0,
        strike: 80.0,
        years: 0.0,
        volatility: 0.5,
        rate: 0.1,
        carry_over_rate: 0.0,
        option_type: Call,
    };
    let expired = AllGreeks { value: 20.0, delta: 1.0, ..AllGreeks::default() };
    assert_eq!(sure.greeks(), expired);
    // A year left: the strike is paid then, and earns its interest until then.
    let strike_today = 80.0 * (-0.1f64).exp();
    let still = State { years: 1.0, volatility: 0.0, ..sure }.greeks();
    assert_near(still.value, 100.0 - strike_today, 1e-13);
    assert_near(still.theta, -0.1 * strike_today, 1e-13);
    assert_near(still.rho, strike_today, 1e-13);
    assert_eq!((still.gamma, still.vega, still.vanna, still.volga), (0.0, 0.0, 0.0, 0.0));
}
