//! Initial and maintenance margin.

use super::contingency::{collateral_value, initial_loss_factor, Contingencies};
use super::input::Case;
use super::scenario_profit::Start;
use super::CaseError;

/// The result of the model, USD.
#[derive(Clone, Debug, PartialEq)]
pub struct Margin {
    /// What is left above initial margin. Below zero the account may not take risk or withdraw.
    pub initial: f64,
    /// What is left above maintenance margin. Below zero the account may be liquidated.
    pub maintenance: f64,
    /// Of everything, cash too, at today's prices.
    pub mark_value: f64,
    /// Gain or loss of every scenario, in the order of the file.
    pub scenario_profits: Vec<f64>,
    /// What was worst.
    pub worst: Worst,
    /// Its loss, zero or below.
    pub worst_loss: f64,
    /// Share of that loss in initial margin.
    pub initial_loss_factor: f64,
    pub contingencies: Contingencies,
}

/// The loss that margins are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worst {
    /// By its place in the file; the first of several that are equally bad.
    Scenario(usize),
    /// The basis contingency: no scenario is worse.
    Basis,
}

/// Margins of a case. With `V` the value of everything at today's prices and `L` the worst loss, zero or below:
///
/// `L = min(basis contingency, gain or loss of every scenario)`
///
/// `MM = V + MM_LOSS_FACTOR L - maintenance contingencies`
///
/// `IM = V + f L - maintenance contingencies - initial contingencies`, with `f` from [`initial_loss_factor`].
///
/// Source: `PMRMLib_2`, margin and mark to market.
pub fn margin(case: &Case) -> Result<Margin, CaseError> {
    case.check()?;
    let start = Start::of(case);
    let contingencies = Contingencies::of(case, &start.expiries);
    let scenario_profits: Vec<f64> = case.parameters.scenarios.iter().map(|scenario| start.profit(scenario)).collect();
    let (worst, worst_loss) = worst(contingencies.basis, &scenario_profits);
    let mark_value = mark_value(&start);
    let parameters = &case.parameters;
    let initial_loss_factor = initial_loss_factor(&parameters.margin, &parameters.other, case.portfolio.stable_price);
    let total = contingencies.total();
    let after_maintenance = mark_value - total.maintenance;
    let margin = Margin {
        initial: after_maintenance - total.initial + initial_loss_factor * worst_loss,
        maintenance: after_maintenance + parameters.margin.maintenance_loss_factor * worst_loss,
        mark_value,
        scenario_profits,
        worst,
        worst_loss,
        initial_loss_factor,
        contingencies,
    };
    match margin.is_finite() {
        true => Ok(margin),
        false => Err(CaseError::NotFinite),
    }
}

impl Margin {
    fn is_finite(&self) -> bool {
        let profits_are = self.scenario_profits.iter().all(|profit| profit.is_finite());
        profits_are && self.initial.is_finite() && self.maintenance.is_finite()
    }
}

fn worst(basis: f64, scenario_profits: &[f64]) -> (Worst, f64) {
    let mut worst = (Worst::Basis, basis);
    for (index, profit) in scenario_profits.iter().enumerate() {
        if *profit < worst.1 {
            worst = (Worst::Scenario(index), *profit);
        }
    }
    worst
}

/// `cash + perp profit + perp funding + options + collateral`, none of them shocked, discounted or cut.
fn mark_value(start: &Start) -> f64 {
    let portfolio = &start.case.portfolio;
    let of_options: f64 = start.expiries.iter().map(|expiry| expiry.mark_value).sum();
    let of_collateral: f64 =
        portfolio.collaterals.iter().map(|held| collateral_value(held, portfolio.stable_price)).sum();
    portfolio.cash + portfolio.unrealised_perp_profit + portfolio.unrealised_funding + of_options + of_collateral
}
