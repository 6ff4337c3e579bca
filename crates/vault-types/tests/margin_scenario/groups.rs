//! What the model asks of a whole portfolio: each expiry by itself, with as many options owned as count.

use crate::{
    margin_limit,
    model::{revalue, Values},
};
use options_math::OptionType;
use vault_types::margin::{Holding, MarketInputs, ScenarioGrid};

/// In USD. Everything is added up over the expiries.
#[derive(Default)]
pub struct Margin {
    pub today: f64,
    /// Of each expiry how far it is from zero.
    pub net_delta: f64,
    /// Gross, at today's spot, of what counts.
    pub notional: f64,
    /// Of what is owed beyond what is owned, of each kind.
    pub uncovered_notional: f64,
    pub maintenance: f64,
    pub initial: f64,
    pub liquidation: f64,
}

pub fn margin(holdings: &[Holding], market: &MarketInputs<'_>, grid: &ScenarioGrid) -> Margin {
    let (mut total, mut at_risk) = (Margin::default(), 0.0);
    for counted in margin_limit::by_expiry(holdings) {
        let values = revalue(&counted, market, grid);
        let of_spot = |quantity: i64| {
            quantity as f64 / 10f64.powi(market.units.underlying_decimals.into()) * market.spot_e8 as f64 / 1e8
        };
        let owed: i64 = counted.iter().map(|holding| -holding.quantity.min(0)).sum();
        let (risk, maintenance) = risk_and_maintenance(&values, of_spot(owed), grid);
        total.maintenance += maintenance;
        at_risk += risk.min(maintenance);
        total.today += values.today;
        total.net_delta += values.net_delta.abs();
        total.notional += values.notional;
        for option_type in [OptionType::Call, OptionType::Put] {
            let of_kind = counted.iter().filter(|holding| holding.option_type == option_type);
            total.uncovered_notional -= of_spot(of_kind.map(|holding| holding.quantity).sum::<i64>().min(0));
        }
    }
    total.initial = total.maintenance + at_risk * (f64::from(grid.initial_factor_bps) / 1e4 - 1.0);
    total.liquidation = total.maintenance - at_risk * (1.0 - f64::from(grid.liquidation_factor_bps) / 1e4);
    total
}

fn risk_and_maintenance(values: &Values, owed_notional: f64, grid: &ScenarioGrid) -> (f64, f64) {
    let scan_risk = (values.today - values.worst(grid)).max(0.0);
    let risk = scan_risk.max(owed_notional * f64::from(grid.short_minimum_bps) / 1e4);
    (risk, (risk - values.today).max(0.0))
}
