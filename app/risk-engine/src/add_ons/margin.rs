//! Initial margin, maintenance margin and liquidation threshold.

use super::AddOnError;
use crate::range::in_range;
use serde::Deserialize;

/// What may be lost, money, each zero or more.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Losses {
    /// In the worst scenario of stress.
    pub scenario: f64,
    pub expected_shortfall: f64,
    pub liquidation: f64,
    pub concentration: f64,
    pub correlation: f64,
}

/// How much of them each margin asks for.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarginFactors {
    pub initial: Factors,
    pub maintenance: Factors,
    pub liquidation: Factors,
}

/// Of one margin.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Factors {
    pub loss: f64,
    pub add_ons: f64,
}

/// What collateral must be worth, money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margin {
    /// IM: with less, no new risk and no withdrawal.
    pub initial: f64,
    /// MM: with less, part of the account is sold.
    pub maintenance: f64,
    /// LT: with less, all of it may be sold.
    pub liquidation_threshold: f64,
}

impl Losses {
    pub(crate) fn are_finite(&self) -> bool {
        let Self { scenario, expected_shortfall, liquidation, concentration, correlation } = self;
        [scenario, expected_shortfall, liquidation, concentration, correlation].into_iter().all(|loss| loss.is_finite())
    }
}

impl MarginFactors {
    pub(crate) fn check(&self) -> Result<(), AddOnError> {
        let all = [("initial", self.initial), ("maintenance", self.maintenance), ("liquidation", self.liquidation)];
        for (name, factors) in all {
            in_range(format!("margin.{name}.loss"), factors.loss, &(0.0..=10.0))?;
            in_range(format!("margin.{name}.add_ons"), factors.add_ons, &(0.0..=10.0))?;
        }
        let falls = |of: fn(&Factors) -> f64| {
            of(&self.initial) >= of(&self.maintenance) && of(&self.maintenance) >= of(&self.liquidation)
        };
        match (falls(|factors| factors.loss), falls(|factors| factors.add_ons)) {
            (true, true) => Ok(()),
            (false, _) => Err(AddOnError::Order { name: "loss" }),
            (true, false) => Err(AddOnError::Order { name: "add_ons" }),
        }
    }

    /// Each of the three is `max(0, loss max(scenario, expected shortfall) + add_ons (liquidation + concentration + correlation) - value)`, with
    /// its own two factors; `value` is what the positions are worth today, below zero when more is owed than owned. More of any loss never
    /// lowers any margin, and IM >= MM >= LT.
    pub fn margin(&self, losses: &Losses, value: f64) -> Margin {
        let loss = losses.scenario.max(losses.expected_shortfall);
        let add_ons = losses.liquidation + losses.concentration + losses.correlation;
        let of = |factors: &Factors| (factors.loss * loss + factors.add_ons * add_ons - value).max(0.0);
        Margin {
            initial: of(&self.initial),
            maintenance: of(&self.maintenance),
            liquidation_threshold: of(&self.liquidation),
        }
    }
}
