//! What may be lost, part by part.

/// Of one netting group: a market, or the whole portfolio. Money, each zero or more.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Losses {
    /// In the worst of the scenarios of stress.
    pub stress: f64,
    pub expected_shortfall: f64,
    pub liquidation_cost: f64,
    pub concentration: f64,
}

impl Losses {
    /// `max(stress, expected shortfall) + liquidation cost + concentration`: the risk that a [requirement](crate::requirement) is made of.
    pub fn risk(&self) -> f64 {
        self.stress.max(self.expected_shortfall) + (self.liquidation_cost + self.concentration)
    }

    pub(crate) fn are_finite(&self) -> bool {
        let Self { stress, expected_shortfall, liquidation_cost, concentration } = self;
        [stress, expected_shortfall, liquidation_cost, concentration].into_iter().all(|loss| loss.is_finite())
    }
}
