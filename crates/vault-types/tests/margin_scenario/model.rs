//! The margin in floating point, from the formulas: Black and Scholes with the normal distribution's series (Abramowitz and Stegun,
//! 26.2.10 and 26.2.14), Gatheral's smile, and the sixteen scenarios as SPAN lists them.

use options_math::{OptionType, SviParameters};
use vault_types::margin::{Holding, MarketInputs, ScenarioGrid};

const YEAR: f64 = 31_536_000.0;

pub struct Model {
    pub today: f64,
    pub scenarios: [f64; 16],
    pub net_delta: f64,
    pub net_vega: f64,
    /// Gross, at today's spot.
    pub notional: f64,
    /// Gross notional, each divided by the distance between its volatilities.
    pub notional_over_vols: f64,
    pub worst: f64,
    pub maintenance: f64,
    pub initial: f64,
    pub liquidation: f64,
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

pub fn margin(holdings: &[Holding], market: &MarketInputs<'_>, grid: &ScenarioGrid) -> Model {
    let spot = market.spot_e8 as f64 / 1e8;
    let unit = 10f64.powi(market.units.underlying_decimals.into());
    let moves = moves(grid);
    let mut model = Model {
        today: 0.0,
        scenarios: [0.0; 16],
        net_delta: 0.0,
        net_vega: 0.0,
        notional: 0.0,
        notional_over_vols: 0.0,
        worst: 0.0,
        maintenance: 0.0,
        initial: 0.0,
        liquidation: 0.0,
    };
    let mut owed = 0.0;
    for holding in holdings {
        let (strike, quantity) = (holding.strike_e8 as f64 / 1e8, holding.quantity as f64 / unit);
        let years = ((holding.expiry_ts - market.now_ts) as f64 / YEAR).max(0.0);
        let vol = volatility(holding, market, years);
        let vols = [
            (vol * (1.0 + f64::from(grid.vol_up_bps) / 1e4)).min(4.0),
            (vol * (1.0 - f64::from(grid.vol_down_bps) / 1e4)).max(0.02),
            vol,
        ];
        let value = |spot: f64, vol: f64| {
            let (call, _) = call(spot, strike, years, vol);
            quantity * if holding.option_type == OptionType::Call { call } else { call - spot + strike }
        };
        for (sum, (factor, vol_move)) in model.scenarios.iter_mut().zip(moves) {
            *sum += value(spot * factor, vols[vol_move]);
        }
        let delta = call(spot, strike, years, vol).1;
        let less = if holding.option_type == OptionType::Call { 0.0 } else { 1.0 };
        model.today += value(spot, vol);
        model.net_delta += quantity * (delta - less) * spot;
        model.net_vega += (value(spot, vols[0]) - value(spot, vols[1])) / (vols[0] - vols[1]);
        model.notional += quantity.abs() * spot;
        model.notional_over_vols += quantity.abs() * spot / (vols[0] - vols[1]);
        owed += (-quantity).max(0.0);
    }
    require(&mut model, owed * spot, grid);
    model
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

fn volatility(holding: &Holding, market: &MarketInputs<'_>, years: f64) -> f64 {
    let smile = market.smiles.iter().find(|smile| smile.expiry_ts == holding.expiry_ts);
    let vol = match smile.and_then(|smile| smile.smile.as_ref()) {
        Some(smile) => {
            let log_strike = (holding.strike_e8 as f64 / market.spot_e8 as f64).ln();
            smile_vol(smile.parameters(), log_strike, years).clamp(0.02, 4.0)
        }
        None => market.fallback_vol_e9 as f64 / 1e9,
    };
    vol.max(market.floor_vol_e9 as f64 / 1e9).clamp(0.02, 4.0)
}

fn require(model: &mut Model, owed_notional: f64, grid: &ScenarioGrid) {
    let weight = f64::from(grid.extreme_weight_bps) / 1e4;
    let today = model.today;
    let counted = |(index, value): (usize, &f64)| if index < 14 { *value } else { today + weight * (value - today) };
    model.worst = model.scenarios.iter().enumerate().map(counted).fold(f64::INFINITY, f64::min);
    let scan_risk = (today - model.worst).max(0.0);
    let risk = scan_risk.max(owed_notional * f64::from(grid.short_minimum_bps) / 1e4);
    model.maintenance = (risk - today).max(0.0);
    let at_risk = risk.min(model.maintenance);
    model.initial = model.maintenance + at_risk * (f64::from(grid.initial_factor_bps) / 1e4 - 1.0);
    model.liquidation = model.maintenance - at_risk * (1.0 - f64::from(grid.liquidation_factor_bps) / 1e4);
}
