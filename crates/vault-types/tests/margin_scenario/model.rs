//! The margin in floating point, from the formulas: Black and Scholes with the normal distribution's series (Abramowitz and Stegun,
//! 26.2.10 and 26.2.14), Gatheral's smile, and the sixteen scenarios as SPAN lists them.

use options_math::{OptionType, SviParameters};
use vault_types::margin::{Holding, MarketInputs, ScenarioGrid};

const YEAR: f64 = 31_536_000.0;

/// Of options that are judged together, in USD.
#[derive(Default)]
pub struct Values {
    pub today: f64,
    pub scenarios: [f64; 16],
    pub net_delta: f64,
    /// Gross, at today's spot.
    pub notional: f64,
}

impl Values {
    /// A scenario's value; of what an extreme changes only the weight.
    pub fn weighed(&self, scenario: usize, grid: &ScenarioGrid) -> f64 {
        let weight = if scenario < 14 { 1.0 } else { f64::from(grid.extreme_weight_bps) / 1e4 };
        self.today + weight * (self.scenarios[scenario] - self.today)
    }

    pub fn worst(&self, grid: &ScenarioGrid) -> f64 {
        (0..16).map(|scenario| self.weighed(scenario, grid)).fold(f64::INFINITY, f64::min)
    }
}

pub fn normal(x: f64) -> f64 {
    let density = (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let magnitude = x.abs();
    if magnitude > 3.0 {
        let fraction = (1..200).rev().fold(magnitude, |rest, step| magnitude + f64::from(step) / rest);
        let tail = density / fraction;
        return if x > 0.0 { 1.0 - tail } else { tail };
    }
    let (mut term, mut sum) = (x, x);
    for step in 1..100 {
        term *= x * x / f64::from(2 * step + 1);
        sum += term;
    }
    0.5 + density * sum
}

/// The call's value and delta.
pub fn call(spot: f64, strike: f64, years: f64, vol: f64) -> (f64, f64) {
    if years <= 0.0 {
        return ((spot - strike).max(0.0), if spot > strike { 1.0 } else { 0.0 });
    }
    let deviation = vol * years.sqrt();
    let d1 = (spot / strike).ln() / deviation + deviation / 2.0;
    (spot * normal(d1) - strike * normal(d1 - deviation), normal(d1))
}

pub fn smile_vol(parameters: &SviParameters, log_strike: f64, years: f64) -> f64 {
    let SviParameters { a, b, rho, m, sigma } = *parameters;
    let [a, b, rho, m, sigma] = [a, b, rho, m, sigma].map(|x| x.to_num::<f64>());
    let x = log_strike - m;
    ((a + b * (rho * x + (x * x + sigma * sigma).sqrt())) / years).sqrt()
}

/// What the options are worth, all together and as they are.
pub fn revalue(holdings: &[Holding], market: &MarketInputs<'_>, grid: &ScenarioGrid) -> Values {
    let spot = market.spot_e8 as f64 / 1e8;
    let unit = 10f64.powi(market.units.underlying_decimals.into());
    let moves = moves(grid);
    let mut values = Values::default();
    for holding in holdings {
        let (strike, quantity) = (holding.strike_e8 as f64 / 1e8, holding.quantity as f64 / unit);
        let is_owned = is_owned(holding, holdings);
        // What is owned, as of a day from now. There are prices for two years.
        let from_ts = if is_owned { market.now_ts + 86_400 } else { market.now_ts };
        let years = ((holding.expiry_ts - from_ts) as f64 / YEAR).clamp(0.0, 2.0);
        let vol = volatility(holding, is_owned, market);
        let vols = [
            (vol * (1.0 + f64::from(grid.vol_up_bps) / 1e4)).min(4.0),
            (vol * (1.0 - f64::from(grid.vol_down_bps) / 1e4)).max(0.02),
            vol,
        ];
        let value = |spot: f64, vol: f64| {
            let (call, _) = call(spot, strike, years, vol);
            quantity * if holding.option_type == OptionType::Call { call } else { call - spot + strike }
        };
        for (sum, (factor, vol_move)) in values.scenarios.iter_mut().zip(moves) {
            *sum += value(spot * factor, vols[vol_move]);
        }
        let delta = call(spot, strike, years, vol).1;
        let less = if holding.option_type == OptionType::Call { 0.0 } else { 1.0 };
        values.today += value(spot, vol);
        values.net_delta += quantity * (delta - less) * spot;
        values.notional += quantity.abs() * spot;
    }
    values
}

/// Factor of spot, and whether the volatility is up (0), down (1) or the same (2).
fn moves(grid: &ScenarioGrid) -> [(f64, usize); 16] {
    let range = f64::from(grid.price_range_bps);
    let extreme = (range * f64::from(grid.extreme_multiple_bps) / 1e4).floor();
    let (third, two_thirds) = ((range / 3.0).floor(), (range * 2.0 / 3.0).floor());
    let scanned = [0.0, third, -third, two_thirds, -two_thirds, range, -range];
    std::array::from_fn(|index| match index {
        14 => (1.0 + extreme / 1e4, 2),
        15 => (1.0 - extreme / 1e4, 2),
        _ => (1.0 + scanned[index / 2] / 1e4, index % 2),
    })
}

/// Of its strike and expiry, calls and puts together.
fn is_owned(holding: &Holding, holdings: &[Holding]) -> bool {
    let key = |holding: &Holding| (holding.strike_e8, holding.expiry_ts);
    holdings.iter().filter(|other| key(other) == key(holding)).map(|other| other.quantity).sum::<i64>() >= 0
}

/// Of today, at the strike. What is owed is never below the floor; what is owned never above the ceiling, and without a smile at the lower of
/// floor and fallback.
fn volatility(holding: &Holding, is_owned: bool, market: &MarketInputs<'_>) -> f64 {
    let [fallback, floor, ceiling] =
        [market.fallback_vol_e9, market.floor_vol_e9, market.ceiling_vol_e9].map(|vol_e9| vol_e9 as f64 / 1e9);
    let smile = market.smiles.iter().find(|smile| smile.expiry_ts == holding.expiry_ts);
    let signed = smile.and_then(|smile| smile.smile.as_ref()).map(|smile| {
        let log_strike = (holding.strike_e8 as f64 / market.spot_e8 as f64).ln();
        smile_vol(smile.parameters(), log_strike, (holding.expiry_ts - market.now_ts) as f64 / YEAR).clamp(0.02, 4.0)
    });
    let vol = match (is_owned, signed) {
        (true, Some(signed)) => signed.min(ceiling),
        (true, None) => fallback.min(floor).min(ceiling),
        (false, Some(signed)) => signed.max(floor),
        (false, None) => fallback.max(floor),
    };
    vol.clamp(0.02, 4.0)
}
