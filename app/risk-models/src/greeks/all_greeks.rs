//! A value and its derivatives.

/// Of one position, or of several on one market.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AllGreeks {
    /// USD.
    pub value: f64,
    /// Value by spot: coins.
    pub delta: f64,
    /// Delta by spot: coins for a USD.
    pub gamma: f64,
    /// Value by volatility: USD for 1.0.
    pub vega: f64,
    /// Value by time that passes: USD a year.
    pub theta: f64,
    /// Value by rate: USD for 1.0.
    pub rho: f64,
    /// Delta by volatility: coins for 1.0.
    pub vanna: f64,
    /// Vega by volatility: USD for 1.0 squared.
    pub volga: f64,
}

impl AllGreeks {
    /// Of so many.
    pub fn times(&self, amount: f64) -> Self {
        Self {
            value: amount * self.value,
            delta: amount * self.delta,
            gamma: amount * self.gamma,
            vega: amount * self.vega,
            theta: amount * self.theta,
            rho: amount * self.rho,
            vanna: amount * self.vanna,
            volga: amount * self.volga,
        }
    }

    /// Of both.
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            value: self.value + other.value,
            delta: self.delta + other.delta,
            gamma: self.gamma + other.gamma,
            vega: self.vega + other.vega,
            theta: self.theta + other.theta,
            rho: self.rho + other.rho,
            vanna: self.vanna + other.vanna,
            volga: self.volga + other.volga,
        }
    }
}
