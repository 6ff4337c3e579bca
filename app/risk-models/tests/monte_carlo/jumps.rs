//! Geometric Brownian motion with jumps, against closed forms.

use crate::sample::{assert_mean, correlation, mean, scenarios, with_jumps, CALM, JUMPY};
use options_math::OptionType;
use risk_models::batch_pricing::price_one;
use risk_models::monte_carlo::random::Generator;
use risk_models::monte_carlo::{JumpMarket, MarketMove, Scenarios};

const SIGMA: f64 = 0.7;
const DAYS: f64 = 90.0;
const YEARS: f64 = DAYS / 365.0;
const COMMON: f64 = 2.0;

fn two_markets() -> Scenarios {
    let mut parameters = with_jumps(&[JUMPY, JumpMarket { mean: 0.05, ..JUMPY }], COMMON, 0.6, DAYS);
    parameters.paths = 200_000;
    scenarios(&parameters, &[SIGMA, SIGMA])
}

/// What jumps leave of sigma's square: `sigma^2 - lambda (m^2 + s^2)`.
fn diffusive(market: &JumpMarket) -> f64 {
    SIGMA * SIGMA - (market.own_per_year + COMMON) * (market.mean.powi(2) + market.deviation.powi(2))
}

/// A call on a spot of 1: `sum over n of P(n jumps) call(e^(n (m + s^2/2) - lambda k T), sqrt(d^2 + n s^2 / T))`. Source: Merton (1976), equation 19.
fn merton_call(market: &JumpMarket, strike: f64) -> f64 {
    let mean_of_log = market.mean + market.deviation * market.deviation / 2.0;
    let expected = (market.own_per_year + COMMON) * YEARS;
    let drift = -expected * mean_of_log.exp_m1();
    let mut probability = (-expected).exp();
    let mut total = 0.0;
    for jumps in 0..60 {
        let count = f64::from(jumps);
        let forward = (drift + count * mean_of_log).exp();
        let volatility = (diffusive(market) + count * market.deviation * market.deviation / YEARS).sqrt();
        total += probability * price_one(forward, strike, YEARS, volatility, OptionType::Call).price;
        probability *= expected / (count + 1.0);
    }
    total
}

#[test]
fn nothing_drifts() {
    let scenarios = two_markets();
    for market in 0..2 {
        assert_mean("spot ratio", mean(&scenarios, market, |of| of.spot_ratio), 1.0, 0.002);
    }
}

#[test]
fn calls_have_mertons_prices() {
    let scenarios = two_markets();
    for (index, market) in [JUMPY, JumpMarket { mean: 0.05, ..JUMPY }].iter().enumerate() {
        for strike in [0.7, 1.0, 1.3] {
            let simulated = mean(&scenarios, index, |of| (of.spot_ratio - strike).max(0.0));
            assert_mean(&format!("call at {strike}"), simulated, merton_call(market, strike), 0.002);
        }
    }
}

#[test]
fn moments_are_those_of_the_formula() {
    let scenarios = two_markets();
    let rate = JUMPY.own_per_year + COMMON;
    let (m, s) = (JUMPY.mean, JUMPY.deviation);
    let drift = -(diffusive(&JUMPY) / 2.0 + rate * (m + s * s / 2.0).exp_m1()) * YEARS;
    let expected = drift + rate * YEARS * m;
    // Jumps come out of the volatility that was asked for, not on top of it.
    let variance = SIGMA * SIGMA * YEARS;
    let third = rate * YEARS * (m * m * m + 3.0 * m * s * s);
    let central = |power: i32| move |of: &MarketMove| (of.spot_ratio.ln() - expected).powi(power);
    assert_mean("mean", mean(&scenarios, 0, |of| of.spot_ratio.ln()), expected, 0.002);
    assert_mean("variance", mean(&scenarios, 0, central(2)), variance, 0.002);
    assert_mean("third moment", mean(&scenarios, 0, central(3)), third, 0.002);
    // Every jump multiplies volatility by e^rise.
    let volatility = (rate * YEARS * JUMPY.volatility_rise.exp_m1()).exp();
    assert_mean("volatility ratio", mean(&scenarios, 0, |of| of.volatility_ratio), volatility, 0.003);
    let log_mean = -YEARS / 2.0 + rate * YEARS * JUMPY.volatility_rise;
    assert_mean("log volatility", mean(&scenarios, 0, |of| of.volatility_ratio.ln()), log_mean, 0.003);
}

#[test]
fn markets_move_together_as_asked() {
    let parameters = with_jumps(&[CALM, CALM], 0.0, 0.6, 1.0);
    let calm = scenarios(&parameters, &[0.5, 1.5]);
    let returns = |moves: &[MarketMove]| (moves[0].spot_ratio.ln(), moves[1].spot_ratio.ln());
    let error = (1.0 - 0.36) / 100_000f64.sqrt();
    assert!((correlation(&calm, returns) - 0.6).abs() < 3.0 * error);

    // With jumps: `d1 d2 C + common (s^2 C + m1 m2)` over the variances, of a year.
    let expected = {
        let [first, second] = [JUMPY, JumpMarket { mean: 0.05, ..JUMPY }].map(|market| diffusive(&market).sqrt());
        let both = 0.6 * first * second + COMMON * (0.6 * JUMPY.deviation * JUMPY.deviation - 0.1 * 0.05);
        both / (SIGMA * SIGMA)
    };
    let found = correlation(&two_markets(), returns);
    assert!((found - expected).abs() < 0.006, "{found}, expected {expected}");
}

#[test]
fn volatility_follows_the_price_as_asked() {
    let market = JumpMarket { volatility_of_volatility: 1.2, leverage: -0.7, ..CALM };
    let all = scenarios(&with_jumps(&[market, market], 0.0, 0.5, 7.0), &[0.8, 0.8]);
    let error = (1.0 - 0.49) / 100_000f64.sqrt();
    let own = correlation(&all, |moves| (moves[0].spot_ratio.ln(), moves[0].volatility_ratio.ln()));
    assert!((own + 0.7).abs() < 3.0 * error, "{own}");
    let across = correlation(&all, |moves| (moves[0].volatility_ratio.ln(), moves[1].volatility_ratio.ln()));
    assert!((across - 0.5).abs() < 3.0 * (1.0 - 0.25) / 100_000f64.sqrt(), "{across}");
}

/// Where nothing jumps, a path and its mirror image have the same mean return as no move.
#[test]
fn antithetic_paths_mirror_each_other() {
    let mut parameters = with_jumps(&[CALM], 0.0, 1.0, 7.0);
    parameters.generator = Generator::Antithetic;
    parameters.paths = 1_000;
    let all = scenarios(&parameters, &[0.9]);
    let drift = -0.9 * 0.9 * (7.0 / 365.0) / 2.0;
    for pair in 0..500 {
        let log_return = |scenario: usize| all.of(scenario)[0].spot_ratio.ln();
        assert!((log_return(2 * pair) + log_return(2 * pair + 1) - 2.0 * drift).abs() < 1e-14);
    }
}

/// Of every model and market the variance is that of the volatility that was asked for, within the error of the sample; also where jumps make almost all
/// of it.
#[test]
fn the_variance_is_the_one_asked_for() {
    let rare = JumpMarket { own_per_year: 0.5, mean: -0.2, deviation: 0.3, ..JUMPY };
    let almost_all = JumpMarket { own_per_year: 38.0, mean: 0.0, deviation: 0.1, ..JUMPY };
    let markets = [JUMPY, rare, almost_all];
    let mut parameters = with_jumps(&markets, COMMON, 0.3, DAYS);
    parameters.paths = 200_000;
    let volatilities = [SIGMA, 0.9, 0.64];
    let all = scenarios(&parameters, &volatilities);
    for (market, volatility) in volatilities.into_iter().enumerate() {
        let log_mean = mean(&all, market, |of| of.spot_ratio.ln()).0;
        let variance = mean(&all, market, |of| (of.spot_ratio.ln() - log_mean).powi(2));
        assert_mean(&format!("variance of market {market}"), variance, volatility * volatility * YEARS, 0.002);
    }
}

/// A market may be calmer than its jumps: these stay as they are and nothing is left to move between them, so that the variance is theirs. Where nothing jumps
/// the price only drifts, as much as makes the mean one.
#[test]
fn a_market_calmer_than_its_jumps_only_jumps() {
    let mut parameters = with_jumps(&[CALM, JUMPY], COMMON, 0.6, DAYS);
    parameters.paths = 200_000;
    let calm = scenarios(&parameters, &[0.5, 0.2]);
    // 5 jumps a year of 0.1^2 + 0.15^2, where the volatility says 0.04.
    let lambda = 5.0;
    let of_jumps = lambda * (0.1 * 0.1 + 0.15 * 0.15);
    assert_mean("spot ratio", mean(&calm, 1, |of| of.spot_ratio), 1.0, 0.002);
    let log_mean = mean(&calm, 1, |of| of.spot_ratio.ln()).0;
    let variance = mean(&calm, 1, |of| (of.spot_ratio.ln() - log_mean).powi(2));
    assert_mean("variance", variance, of_jumps * YEARS, 0.002);
    let drift = (-lambda * (-0.1f64 + 0.15 * 0.15 / 2.0).exp_m1() * YEARS).exp();
    let still = mean(&calm, 1, |of| f64::from((of.spot_ratio - drift).abs() < 1e-12));
    assert_mean("paths without a jump", still, (-lambda * YEARS).exp(), 0.002);
    // The other market moves as it would beside any other.
    let beside = scenarios(&parameters, &[0.5, 0.9]);
    assert!(calm.of_market(0).eq(beside.of_market(0)));
    // At the variance of the jumps both formulas are one.
    let at = |volatility: f64| scenarios(&parameters, &[0.5, volatility]).of(7)[1].spot_ratio;
    let root = of_jumps.sqrt();
    assert!((at(root * (1.0 + 1e-9)) - at(root * (1.0 - 1e-9))).abs() < 1e-3);
}
