//! Heston's model, against closed forms.

use crate::heston_reference::CASES;
use crate::sample::{assert_mean, correlation, mean, scenarios, with_heston, HESTON};
use risk_models::monte_carlo::random::Generator;
use risk_models::monte_carlo::{HestonMarket, MarketMove};

const VOLATILITY: f64 = 0.8;

/// Over the horizon of each case, in steps of about a fortnight or a day.
#[test]
fn calls_have_hestons_prices() {
    for case in &CASES {
        let market = HestonMarket {
            long_run_variance: case.theta,
            reversion: case.kappa,
            volatility_of_variance: case.xi,
            leverage: case.rho,
        };
        let steps = if case.years == 1.0 { 32 } else { 12 };
        let all = scenarios(&with_heston(&[market], steps, 1.0, case.years * 365.0), &[case.volatility]);
        let payoff = |of: &MarketMove| (case.spot * of.spot_ratio - case.strike).max(0.0);
        assert_mean(
            &format!("call at {} for {} years", case.strike, case.years),
            mean(&all, 0, payoff),
            case.call,
            0.07,
        );
        assert_mean("spot ratio", mean(&all, 0, |of| of.spot_ratio), 1.0, 0.002);
    }
}

/// Mean and variance of v at the horizon do not depend on the steps: every step keeps them.
#[test]
fn variance_has_its_mean_and_variance() {
    let days = 90.0;
    let (theta, kappa, xi) = (HESTON.long_run_variance, HESTON.reversion, HESTON.volatility_of_variance);
    let years = days / 365.0;
    let decay = f64::exp(-kappa * years);
    let first = VOLATILITY * VOLATILITY;
    let expected = theta + (first - theta) * decay;
    let spread =
        first * xi * xi * decay * (1.0 - decay) / kappa + theta * xi * xi * (1.0 - decay).powi(2) / (2.0 * kappa);
    let tau = 30.0 / 365.0;
    let weight = (1.0 - f64::exp(-kappa * tau)) / (kappa * tau);
    let of_options = |variance: f64| theta + (variance - theta) * weight;
    let variance_of = |of: &MarketMove| theta + (of.volatility_ratio.powi(2) * of_options(first) - theta) / weight;
    for steps in [1, 2, 9] {
        let all = scenarios(&with_heston(&[HESTON], steps, 1.0, days), &[VOLATILITY]);
        assert_mean("variance", mean(&all, 0, variance_of), expected, 0.005);
        let squared = |of: &MarketMove| (variance_of(of) - expected).powi(2);
        assert_mean("variance of variance", mean(&all, 0, squared), spread, 0.01);
    }
}

/// Where variance is as likely zero as not, the exponential form does the work.
#[test]
fn nothing_drifts_where_variance_often_vanishes() {
    let rough = HestonMarket { long_run_variance: 0.04, reversion: 0.5, volatility_of_variance: 3.0, leverage: 0.5 };
    let all = scenarios(&with_heston(&[rough], 30, 1.0, 90.0), &[0.3]);
    let vanished = all.of_market(0).filter(|of| of.volatility_ratio < 0.5).count();
    assert!(vanished > all.count() / 3, "{vanished}");
    assert_mean("spot ratio", mean(&all, 0, |of| of.spot_ratio), 1.0, 0.002);
}

#[test]
fn markets_move_together_as_documented() {
    let other = HestonMarket { leverage: -0.8, ..HESTON };
    let mut parameters = with_heston(&[HESTON, HESTON, other], 10, 0.7, 5.0);
    parameters.paths = 50_000;
    let all = scenarios(&parameters, &[VOLATILITY; 3]);
    let of = |left: usize, right: usize| {
        correlation(&all, |moves| (moves[left].spot_ratio.ln(), moves[right].spot_ratio.ln()))
    };
    assert!((of(0, 1) - 0.7).abs() < 0.02, "{}", of(0, 1));
    let shared = 0.3f64 * 0.8 + (1.0f64 - 0.09).sqrt() * 0.6;
    assert!((of(0, 2) - 0.7 * shared).abs() < 0.02, "{}", of(0, 2));
    let with_variance = correlation(&all, |moves| (moves[2].spot_ratio.ln(), moves[2].volatility_ratio.ln()));
    assert!((with_variance + 0.8).abs() < 0.03, "{with_variance}");
}

#[test]
fn sobol_and_antithetic_paths_give_the_same_price() {
    let case = &CASES[2];
    for generator in [Generator::Antithetic, Generator::Sobol { replicates: 16 }] {
        let mut parameters = with_heston(&[HESTON], 12, 1.0, case.years * 365.0);
        parameters.generator = generator;
        parameters.paths = 1 << 16;
        let all = scenarios(&parameters, &[case.volatility]);
        let (price, error) = mean(&all, 0, |of| (case.spot * of.spot_ratio - case.strike).max(0.0));
        // Both do better than independent paths, whose error this is.
        assert!((price - case.call).abs() < 2.0 * error, "{generator:?}: {price} for {}", case.call);
    }
}
