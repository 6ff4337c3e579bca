//! Geometric Brownian motion with jumps, for several markets: the whole horizon in one step, without error of discretisation.
//!
//! With T the horizon, sigma today's volatility of a market, and n the number of its jumps (its own, Poisson with mean `own_per_year T`, and
//! those of all markets at once, with mean `common_per_year T`):
//!
//! `ln(spot ratio) = -d^2 T / 2 - lambda T (e^(m + s^2/2) - 1) + d sqrt(T) W + sum of n jumps`, each normal with mean m and deviation s,
//! `lambda = own_per_year + common_per_year`
//!
//! `d^2 = max(0, sigma^2 - lambda (m^2 + s^2))`: what the jumps leave of the variance. A sum of Poisson many jumps has the variance `lambda T (m^2 + s^2)`, so the
//! logarithm's is `max(sigma^2, lambda (m^2 + s^2)) T` in all: in a market that is calmer than its jumps nothing moves between them, but they may come as before.
//!
//! `ln(volatility ratio) = -nu^2 T / 2 + nu sqrt(T) (rho W + sqrt(1 - rho^2) B) + n rise`
//!
//! W, B and the sizes of common jumps are each correlated across markets by the same matrix; W and B, and everything else, are independent.
//!
//! Source: R. Merton, "Option pricing when underlying stock returns are discontinuous", Journal of Financial Economics 3 (1976). Common jumps and the
//! volatility's move, lognormal as in J. Hull and A. White (1987) and raised by each jump, are of this project.

use super::correlation::Correlation;
use super::random::{normal_quantile, JumpCounts};
use super::{MarketMove, MonteCarloError};
use crate::numbers::in_range;
use serde::{Deserialize, Serialize};

/// Of all markets.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Jumps {
    /// Jumps that all markets make together, expected in a year.
    pub common_per_year: f64,
    pub markets: Vec<JumpMarket>,
}

/// Of one market.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct JumpMarket {
    /// Jumps by itself, expected in a year.
    pub own_per_year: f64,
    /// m: of a jump's logarithm.
    pub mean: f64,
    /// s: standard deviation of a jump's logarithm.
    pub deviation: f64,
    /// What a jump adds to the logarithm of volatility.
    pub volatility_rise: f64,
    /// nu: of volatility's logarithm, for a year.
    pub volatility_of_volatility: f64,
    /// rho: correlation of price and volatility between jumps.
    pub leverage: f64,
}

/// Parts of a path's random numbers, each with one for every market; the number of common jumps comes on top.
const PARTS: usize = 5;

impl Jumps {
    pub(super) fn dimensions(markets: usize) -> usize {
        PARTS * markets + 1
    }

    pub(super) fn check(&self, years: f64) -> Result<(), MonteCarloError> {
        let most = JumpCounts::MOST_EXPECTED / years;
        in_range("common_per_year", self.common_per_year, &(0.0..=most))?;
        for (index, market) in self.markets.iter().enumerate() {
            for (field, value, range) in [
                ("own_per_year", market.own_per_year, 0.0..=most),
                ("mean", market.mean, -3.0..=3.0),
                ("deviation", market.deviation, 0.0..=3.0),
                ("volatility_rise", market.volatility_rise, -3.0..=3.0),
                ("volatility_of_volatility", market.volatility_of_volatility, 0.0..=20.0),
                ("leverage", market.leverage, -1.0..=1.0),
            ] {
                in_range(format!("markets[{index}].{field}"), value, &range)?;
            }
        }
        Ok(())
    }
}

impl JumpMarket {
    /// lambda, of a year.
    fn jumps_per_year(&self, common_per_year: f64) -> f64 {
        self.own_per_year + common_per_year
    }

    /// `lambda (m^2 + s^2)`, of a year.
    fn jump_variance(&self, common_per_year: f64) -> f64 {
        self.jumps_per_year(common_per_year) * (self.mean * self.mean + self.deviation * self.deviation)
    }
}

/// What all paths share.
pub(super) struct JumpModel<'a> {
    correlation: &'a Correlation,
    common: JumpCounts,
    markets: Vec<Market>,
}

struct Market {
    own: JumpCounts,
    parameters: JumpMarket,
    /// Of the logarithm of spot, with no jump.
    drift: f64,
    /// `d sqrt(T)`.
    deviation: f64,
    /// Of the logarithm of volatility, with no jump.
    volatility_drift: f64,
    /// `nu sqrt(T)` times rho, and times `sqrt(1 - rho^2)`.
    with_price: f64,
    alone: f64,
}

/// What happens to a market on a path.
struct Draw {
    price: f64,
    volatility: f64,
    own_jumps: f64,
    common_jumps: f64,
    /// Standard normal.
    own_size: f64,
    common_size: f64,
}

impl<'a> JumpModel<'a> {
    pub(super) fn new(jumps: &Jumps, volatilities: &[f64], years: f64, correlation: &'a Correlation) -> Self {
        let markets = jumps.markets.iter().zip(volatilities);
        let markets =
            markets.map(|(market, &sigma)| Market::new(market, sigma, years, jumps.common_per_year)).collect();
        Self { correlation, common: JumpCounts::new(jumps.common_per_year * years), markets }
    }

    /// Moves of a path from its uniform numbers, which are used up.
    pub(super) fn moves(&self, numbers: &mut [f64], moves: &mut [MarketMove]) {
        let (parts, common) = numbers.split_at_mut(PARTS * self.markets.len());
        let common_jumps = self.common.quantile(common[0]);
        let mut parts = parts.chunks_exact_mut(self.markets.len());
        let [price, volatility, own_count, own_size, common_size] =
            std::array::from_fn(|_| parts.next().unwrap_or_default());
        self.normals(price);
        self.normals(volatility);
        if common_jumps > 0.0 {
            self.normals(common_size);
        }
        for (index, (market, to)) in self.markets.iter().zip(moves).enumerate() {
            let own_jumps = market.own.quantile(own_count[index]);
            *to = market.moved(&Draw {
                price: price[index],
                volatility: volatility[index],
                own_jumps,
                common_jumps,
                own_size: if own_jumps > 0.0 { normal_quantile(own_size[index]) } else { 0.0 },
                common_size: if common_jumps > 0.0 { common_size[index] } else { 0.0 },
            });
        }
    }

    /// Uniform numbers to correlated normal ones.
    fn normals(&self, numbers: &mut [f64]) {
        numbers.iter_mut().for_each(|number| *number = normal_quantile(*number));
        self.correlation.apply(numbers);
    }
}

impl Market {
    fn new(parameters: &JumpMarket, sigma: f64, years: f64, common_per_year: f64) -> Self {
        let JumpMarket { own_per_year, mean, deviation, volatility_of_volatility, leverage, .. } = *parameters;
        let diffusive = (sigma * sigma - parameters.jump_variance(common_per_year)).max(0.0);
        let mean_growth = libm::expm1(mean + deviation * deviation / 2.0);
        let volatility_deviation = volatility_of_volatility * years.sqrt();
        Self {
            own: JumpCounts::new(own_per_year * years),
            parameters: *parameters,
            drift: -(diffusive / 2.0 + parameters.jumps_per_year(common_per_year) * mean_growth) * years,
            deviation: (diffusive * years).sqrt(),
            volatility_drift: -volatility_deviation * volatility_deviation / 2.0,
            with_price: volatility_deviation * leverage,
            alone: volatility_deviation * (1.0 - leverage * leverage).sqrt(),
        }
    }

    /// The formulas of the [module](self). The sum of k jumps is normal with mean `k m` and deviation `s sqrt(k)`.
    fn moved(&self, draw: &Draw) -> MarketMove {
        let JumpMarket { mean, deviation, volatility_rise, .. } = self.parameters;
        let jumps = draw.own_jumps + draw.common_jumps;
        let spread = draw.own_jumps.sqrt() * draw.own_size + draw.common_jumps.sqrt() * draw.common_size;
        let of_jumps = jumps * mean + deviation * spread;
        let of_volatility = self.with_price * draw.price + self.alone * draw.volatility;
        MarketMove {
            spot_ratio: libm::exp(self.drift + self.deviation * draw.price + of_jumps),
            volatility_ratio: libm::exp(self.volatility_drift + of_volatility + jumps * volatility_rise),
        }
    }
}
