//! What a scenario gains or loses against today's value.

use super::contingency::collateral_value;
use super::expiry::Expiry;
use super::input::{Case, Scenario, VolatilityShock};

/// What scenarios start from.
pub(crate) struct Start<'a> {
    pub(crate) case: &'a Case,
    pub(crate) expiries: Vec<Expiry<'a>>,
    /// Value of the collateral that moves with spot, USD.
    pub(crate) risk_cancelling_value: f64,
}

impl<'a> Start<'a> {
    pub(crate) fn of(case: &'a Case) -> Self {
        let portfolio = &case.portfolio;
        let risk_cancelling_value = (portfolio.collaterals.iter())
            .filter(|collateral| collateral.is_risk_cancelling)
            .map(|collateral| collateral_value(collateral, portfolio.stable_price))
            .sum();
        Self { case, expiries: Expiry::all(case), risk_cancelling_value }
    }

    /// USD, below zero for a loss. With `s` the spot shock and `d` the dampening factor:
    ///
    /// `d (perps * perp price * (s - 1) + risk-cancelling collateral * (s - 1) + sum over expiries of (W - V))`
    ///
    /// with `V` the value of an expiry today and `W` its value in the scenario after the static discount. In a skew scenario
    /// every expiry counts as a loss, `-|W - V|`: the smile of each may turn the other way.
    ///
    /// Source: `PMRMLib_2`, P&L of a scenario.
    pub(crate) fn profit(&self, scenario: &Scenario) -> f64 {
        let move_of_spot = scenario.spot_shock - 1.0;
        let portfolio = &self.case.portfolio;
        let of_perps = portfolio.perps * portfolio.perp_price * move_of_spot;
        let of_collateral = self.risk_cancelling_value * move_of_spot;
        let of_options: f64 = self.expiries.iter().map(|expiry| self.expiry_profit(expiry, scenario)).sum();
        (of_perps + of_options + of_collateral) * scenario.dampening_factor
    }

    fn expiry_profit(&self, expiry: &Expiry, scenario: &Scenario) -> f64 {
        let Scenario { spot_shock, volatility_shock, .. } = *scenario;
        let change = expiry.scenario_value(self.case, spot_shock, volatility_shock) - expiry.mark_value;
        match volatility_shock {
            VolatilityShock::LinearSkew | VolatilityShock::AbsoluteSkew => -change.abs(),
            VolatilityShock::Up | VolatilityShock::Down | VolatilityShock::None => change,
        }
    }
}
