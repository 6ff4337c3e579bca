//! Heston's model, for several markets: price and variance in steps of time, by Andersen's quadratic-exponential scheme with martingale correction.
//!
//! `d ln S = -v/2 dt + sqrt(v) dW`, `dv = kappa (theta - v) dt + xi sqrt(v) dB`, rho the correlation of W and B; v starts at the square of today's volatility.
//!
//! A step of length D, with `e = exp(-kappa D)`, from v to v': the mean `m = theta + (v - theta) e` and the variance
//! `s^2 = v xi^2 e (1 - e) / kappa + theta xi^2 (1 - e)^2 / (2 kappa)` of v' are kept, `psi = s^2 / m^2`:
//!
//! - `psi <= 1.5`: `v' = a (b + Z)^2`, `b^2 = 2/psi - 1 + sqrt(2/psi) sqrt(2/psi - 1)`, `a = m / (1 + b^2)`
//! - else v' is 0 with probability `p = (psi - 1) / (psi + 1)`, and exponential with rate `beta = (1 - p) / m` otherwise
//!
//! `ln S' = ln S + K0 + K1 v + K2 v' + sqrt(K3 (v + v')) Z'`, `K1,2 = D/2 (kappa rho / xi - 1/2) -+ rho / xi`, `K3 = D (1 - rho^2) / 2`, and K0 such that
//! the mean of S'/S is one.
//!
//! Source: L. Andersen, "Simple and efficient simulation of the Heston stochastic volatility model", Journal of Computational Finance 11 (2008), sections
//! 3.2 and 4; the model: S. Heston, Review of Financial Studies 6 (1993).
//!
//! Z, and Z', are correlated across markets by the matrix of the parameters; where two markets have the same rho their prices then have that
//! correlation, and otherwise `rho_1 rho_2 + sqrt(1 - rho_1^2) sqrt(1 - rho_2^2)` times it, which is at most as much.
//!
//! Options' volatility moves as the root of the variance expected over the next tau = `volatility_days`,
//! `theta + (v - theta) (1 - exp(-kappa tau)) / (kappa tau)`.

use super::correlation::Correlation;
use super::random::normal_quantile;
use super::{MarketMove, MonteCarloError};
use crate::batch_pricing::normal_cdf;
use crate::forecast::YEAR_DAYS;
use crate::numbers::in_range;
use serde::{Deserialize, Serialize};

/// Andersen's switch between the two forms of v'.
const SWITCH: f64 = 1.5;
/// Steps at most.
const MOST_STEPS: f64 = 10_000.0;

/// Of all markets.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Heston {
    /// Of equal length, over the horizon.
    pub steps: u32,
    /// Days to expiry of the options whose volatility is watched.
    pub volatility_days: f64,
    pub markets: Vec<HestonMarket>,
}

/// Of one market.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HestonMarket {
    /// theta: variance of a year, in the long run.
    pub long_run_variance: f64,
    /// kappa: how fast variance returns to it, for a year.
    pub reversion: f64,
    /// xi: of variance, for a year.
    pub volatility_of_variance: f64,
    /// rho: correlation of price and variance.
    pub leverage: f64,
}

impl Heston {
    pub(super) fn dimensions(&self, markets: usize) -> usize {
        2 * markets * self.steps as usize
    }

    pub(super) fn check(&self, years: f64) -> Result<(), MonteCarloError> {
        in_range("steps", f64::from(self.steps), &(1.0..=MOST_STEPS))?;
        in_range("volatility_days", self.volatility_days, &(1.0..=YEAR_DAYS))?;
        for (index, market) in self.markets.iter().enumerate() {
            for (field, value, range) in [
                ("long_run_variance", market.long_run_variance, 1e-6..=100.0),
                ("reversion", market.reversion, 1e-3..=1e3),
                ("volatility_of_variance", market.volatility_of_variance, 1e-3..=100.0),
                ("leverage", market.leverage, -1.0..=1.0),
            ] {
                in_range(format!("markets[{index}].{field}"), value, &range)?;
            }
            market.check_step(index, years, self.steps)?;
        }
        Ok(())
    }
}

impl HestonMarket {
    /// The mean of S'/S must exist: with `A = K2 + K3/2`, `2 A a < 1` and `A < beta`. Since `s^2 <= g m` with `g = xi^2 (1 - e) / kappa <= xi^2 D`, and so
    /// `a <= g/3` and `beta >= 1.2/g`, `A xi^2 D <= 1` is enough; and `A <= (rho/xi)+ (1 + kappa D/2)`.
    fn check_step(&self, market: usize, years: f64, steps: u32) -> Result<(), MonteCarloError> {
        let roughness = |step: f64| {
            self.leverage.max(0.0) * self.volatility_of_variance * step * (1.0 + self.reversion * step / 2.0)
        };
        if roughness(years / f64::from(steps)) <= 1.0 {
            return Ok(());
        }
        let mut needed = f64::from(steps);
        while roughness(years / needed) > 1.0 {
            needed *= 2.0;
        }
        Err(MonteCarloError::Steps { market, needed })
    }
}

/// What all paths share.
pub(super) struct HestonModel<'a> {
    correlation: &'a Correlation,
    markets: Vec<Market>,
}

struct Market {
    first_variance: f64,
    theta: f64,
    /// `exp(-kappa D)`.
    decay: f64,
    /// `s^2 = of_variance v + constant`.
    of_variance: f64,
    constant: f64,
    k1: f64,
    k2: f64,
    k3: f64,
    /// `(1 - exp(-kappa tau)) / (kappa tau)`.
    weight: f64,
}

impl<'a> HestonModel<'a> {
    pub(super) fn new(heston: &Heston, volatilities: &[f64], years: f64, correlation: &'a Correlation) -> Self {
        let step = years / f64::from(heston.steps);
        let tau = heston.volatility_days / YEAR_DAYS;
        let markets = heston.markets.iter().zip(volatilities);
        Self { correlation, markets: markets.map(|(market, &sigma)| Market::new(market, sigma, step, tau)).collect() }
    }

    /// Moves of a path from its uniform numbers, which are used up.
    pub(super) fn moves(&self, numbers: &mut [f64], moves: &mut [MarketMove]) {
        // Until the end a move holds the logarithm of the spot ratio, and the variance.
        for (market, state) in self.markets.iter().zip(&mut *moves) {
            *state = MarketMove { spot_ratio: 0.0, volatility_ratio: market.first_variance };
        }
        for step in numbers.chunks_exact_mut(2 * self.markets.len()) {
            step.iter_mut().for_each(|number| *number = normal_quantile(*number));
            let (of_variance, of_price) = step.split_at_mut(self.markets.len());
            self.correlation.apply(of_variance);
            self.correlation.apply(of_price);
            for (index, (market, state)) in self.markets.iter().zip(&mut *moves).enumerate() {
                let (log_return, variance) = market.step(state.volatility_ratio, of_variance[index], of_price[index]);
                *state = MarketMove { spot_ratio: state.spot_ratio + log_return, volatility_ratio: variance };
            }
        }
        for (market, state) in self.markets.iter().zip(moves) {
            let ratio = market.expected(state.volatility_ratio) / market.expected(market.first_variance);
            *state = MarketMove { spot_ratio: libm::exp(state.spot_ratio), volatility_ratio: ratio.sqrt() };
        }
    }
}

impl Market {
    fn new(market: &HestonMarket, sigma: f64, step: f64, tau: f64) -> Self {
        let HestonMarket { long_run_variance: theta, reversion: kappa, volatility_of_variance: xi, leverage: rho } =
            *market;
        let decay = libm::exp(-kappa * step);
        let gone = -libm::expm1(-kappa * step);
        let half = step / 2.0 * (kappa * rho / xi - 0.5);
        Self {
            first_variance: sigma * sigma,
            theta,
            decay,
            of_variance: xi * xi * decay * gone / kappa,
            constant: theta * xi * xi * gone * gone / (2.0 * kappa),
            k1: half - rho / xi,
            k2: half + rho / xi,
            k3: step * (1.0 - rho * rho) / 2.0,
            weight: -libm::expm1(-kappa * tau) / (kappa * tau),
        }
    }

    /// Variance for a year, expected over the options' time.
    fn expected(&self, variance: f64) -> f64 {
        self.theta + (variance - self.theta) * self.weight
    }

    /// `ln(S'/S)` and v', from v and two standard normal numbers.
    fn step(&self, variance: f64, z_variance: f64, z_price: f64) -> (f64, f64) {
        let mean = self.theta + (variance - self.theta) * self.decay;
        let psi = (self.of_variance * variance + self.constant) / (mean * mean);
        let a = self.k2 + self.k3 / 2.0;
        let (next, log_growth) = match psi <= SWITCH {
            true => quadratic(mean, psi, a, z_variance),
            false => exponential(mean, psi, a, z_variance),
        };
        let k0 = -log_growth - (self.k1 + self.k3 / 2.0) * variance;
        let spread = (self.k3 * (variance + next)).sqrt() * z_price;
        (k0 + self.k1 * variance + self.k2 * next + spread, next)
    }
}

/// v' and `ln E exp(A v')`.
fn quadratic(mean: f64, psi: f64, a: f64, z: f64) -> (f64, f64) {
    let twice = 2.0 / psi;
    let b_squared = twice - 1.0 + twice.sqrt() * (twice - 1.0).sqrt();
    let scale = mean / (1.0 + b_squared);
    let root = b_squared.sqrt() + z;
    let left = 1.0 - 2.0 * a * scale;
    (scale * root * root, a * b_squared * scale / left - libm::log(left) / 2.0)
}

/// v' and `ln E exp(A v')`.
fn exponential(mean: f64, psi: f64, a: f64, z: f64) -> (f64, f64) {
    let zero = (psi - 1.0) / (psi + 1.0);
    let rate = (1.0 - zero) / mean;
    let above = normal_cdf(-z);
    let next = if above >= 1.0 - zero { 0.0 } else { libm::log((1.0 - zero) / above) / rate };
    (next, libm::log(zero + rate * (1.0 - zero) / (rate - a)))
}
