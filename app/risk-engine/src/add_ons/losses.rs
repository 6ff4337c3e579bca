//! What may be lost, part by part.

/// Money, each zero or more.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Losses {
    /// In the worst scenario of stress.
    pub scenario: f64,
    pub expected_shortfall: f64,
    pub liquidation: f64,
    pub concentration: f64,
    pub correlation: f64,
}

impl Losses {
    /// Before add-ons: the larger one of the worst scenario and the expected shortfall.
    pub fn largest(&self) -> f64 {
        self.scenario.max(self.expected_shortfall)
    }

    /// `largest + liquidation + concentration + correlation`: the risk that a [requirement](crate::requirement) is made of.
    pub fn risk(&self) -> f64 {
        self.largest() + (self.liquidation + self.concentration + self.correlation)
    }

    pub(crate) fn are_finite(&self) -> bool {
        let Self { scenario, expected_shortfall, liquidation, concentration, correlation } = self;
        [scenario, expected_shortfall, liquidation, concentration, correlation].into_iter().all(|loss| loss.is_finite())
    }
}
