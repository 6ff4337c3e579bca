//! What may be lost, part by part.

/// Money, each zero or more.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Losses {
    /// In the worst of the scenarios of stress.
    pub stress: f64,
    pub expected_shortfall: f64,
    pub liquidation_cost: f64,
    pub concentration: f64,
    pub correlation: f64,
}

impl Losses {
    /// Before add-ons: the larger one of stress and expected shortfall.
    pub fn largest(&self) -> f64 {
        self.stress.max(self.expected_shortfall)
    }

    /// `largest + liquidation cost + concentration + correlation`: the risk that a [requirement](crate::requirement) is made of.
    pub fn risk(&self) -> f64 {
        self.largest() + (self.liquidation_cost + self.concentration + self.correlation)
    }

    pub(crate) fn are_finite(&self) -> bool {
        let Self { stress, expected_shortfall, liquidation_cost, concentration, correlation } = self;
        [stress, expected_shortfall, liquidation_cost, concentration, correlation]
            .into_iter()
            .all(|loss| loss.is_finite())
    }
}
