//! Monte Carlo: the next day is one of many that a model of prices makes up, by [`crate::monte_carlo`].
//!
//! Each midnight the simulation starts from the volatility that the default forecast expects of the day. Everything else is given: parameters of jumps
//! are those of `parameters/monte_carlo.json`, parameters of Heston those that `docs/MONTE_CARLO.md` compares; BTC has its own, and
//! every other coin SOL's. None was calibrated to the days that are judged, and all were chosen by people who knew those days.
//!
//! Volatility of a day is taken to be no less than jumps alone make, since the simulation refuses less, and no more than [`MOST_VOLATILITY`].

use super::ScenarioModel;
use crate::forecast::{yearly_volatility, Horizon};
use crate::historical::{History, Scenario};
use crate::monte_carlo::random::Generator;
use crate::monte_carlo::{generate, Dynamics, Heston, HestonMarket, JumpMarket, Jumps, MonteCarlo};
use crate::simulated_margin::Parameters;
use market_data::DAY_SECS;

/// Paths of a day: the 20 worst of them are the tail.
pub const PATHS: u64 = 2_048;
/// Of Sobol's points.
const REPLICATES: u64 = 16;
/// The day with number k since 1970 has this and k as its seed, so that errors of simulation do not lean the same way every day.
pub const FIRST_SEED: u64 = 1;
/// The most that is simulated, a year.
const MOST_VOLATILITY: f64 = 20.0;
/// So that the root of a variance, squared, is not below it.
const ROUNDING: f64 = 1e-12;

/// What follows from the coin. Has no other state: everything is in the history.
#[derive(Clone, Debug)]
pub struct Simulated {
    parameters: MonteCarlo,
    least_volatility: f64,
}

impl Simulated {
    /// Geometric Brownian motion with jumps. Jumps of all markets are this one's, too.
    pub fn jumps(coin: &str) -> Self {
        let (parameters, market) = of_file(coin);
        let Dynamics::Jumps(Jumps { common_per_year, markets }) = &parameters.dynamics else {
            unreachable!("the file has jumps")
        };
        let market = markets[market];
        let JumpMarket { own_per_year, mean, deviation, .. } = market;
        let variance = (own_per_year + common_per_year) * (mean * mean + deviation * deviation);
        let dynamics = Dynamics::Jumps(Jumps { common_per_year: *common_per_year, markets: vec![market] });
        Self { parameters: of_one_market(dynamics), least_volatility: variance.sqrt() * (1.0 + ROUNDING) }
    }

    /// Stochastic variance, in four steps a day.
    pub fn heston(coin: &str) -> Self {
        let (long_run_variance, volatility_of_variance) = if coin == "BTC" { (0.35, 1.2) } else { (0.8, 2.0) };
        let market = HestonMarket { long_run_variance, reversion: 4.0, volatility_of_variance, leverage: -0.3 };
        let days = Horizon::Week.days() as f64;
        let heston = Heston { steps: 4, volatility_days: days, markets: vec![market] };
        Self { parameters: of_one_market(Dynamics::Heston(heston)), least_volatility: 0.0 }
    }
}

/// The file's simulation, and the number of the market in it that stands for the coin.
fn of_file(coin: &str) -> (MonteCarlo, usize) {
    let text = include_str!("../../../parameters/monte_carlo.json");
    let parameters: Parameters = serde_json::from_str(text).expect("parameters of this project");
    let market = parameters.markets.iter().position(|market| market.name == coin).unwrap_or(0);
    (parameters.monte_carlo.expect("parameters of a simulation"), market)
}

fn of_one_market(dynamics: Dynamics) -> MonteCarlo {
    MonteCarlo {
        paths: PATHS,
        seed: FIRST_SEED,
        generator: Generator::Sobol { replicates: REPLICATES },
        horizon_days: Horizon::Day.days() as f64,
        correlation: vec![vec![1.0]],
        dynamics,
    }
}

impl ScenarioModel for Simulated {
    fn scenarios(&mut self, history: &History) -> Option<Vec<Scenario>> {
        let expected = yearly_volatility(history.forecast()?.day, Horizon::Day.days());
        let volatility = expected.clamp(self.least_volatility, MOST_VOLATILITY);
        self.parameters.seed = FIRST_SEED + (history.days.last()?.end_ts() / DAY_SECS).unsigned_abs();
        // One thread: days are what threads share.
        let moves = generate(&self.parameters, &[volatility], 1)
            .expect("parameters of this project, and a volatility in their range");
        let scenario = |index: usize| {
            let change = moves.of(index)[0];
            Scenario { log_return: libm::log(change.spot_ratio), volatility_factor: change.volatility_ratio }
        };
        Some((0..moves.count()).map(scenario).collect())
    }
}
