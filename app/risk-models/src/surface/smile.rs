//! The smile of one expiry: SVI, by the slopes of its wings.

use super::SurfaceError;

/// The raw parameters, as published and as on chain: `w(k) = a + b (rho (k - m) + sqrt((k - m)^2 + sigma^2))`.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSvi {
    pub a: f64,
    pub b: f64,
    pub rho: f64,
    pub m: f64,
    pub sigma: f64,
}

/// The same function, `w(k) = a + R P(k) + L Q(k)` with `P = (root + k - m) / 2`, `Q = (root - k + m) / 2` and
/// `root = sqrt((k - m)^2 + sigma^2)`: linear in level and slopes, and the limits of the wings are limits of one number each.
///
/// Total variance `w = vol^2 years` at the log-strike `k = ln(K/F)`, all without unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Smile {
    /// Level, `a`.
    pub level: f64,
    /// Slope of the right wing, `R = b (1 + rho)`.
    pub right: f64,
    /// Slope of the left wing downwards, `L = b (1 - rho)`.
    pub left: f64,
    /// Log-strike of the bend, `m`.
    pub bend: f64,
    /// Roundness of the bend, `sigma`, above zero.
    pub roundness: f64,
}

/// P and Q of a log-strike: what the slopes are multiplied by.
#[derive(Clone, Copy)]
pub(super) struct Legs {
    pub right: f64,
    pub left: f64,
}

impl Legs {
    pub(super) fn at(log_strike: f64, bend: f64, roundness: f64) -> Self {
        let x = log_strike - bend;
        let root = (x * x + roundness * roundness).sqrt();
        // P Q = sigma^2 / 4: the smaller of the two from the larger, without cancellation.
        let larger = 0.5 * (root + x.abs());
        let smaller = 0.25 * roundness * roundness / larger;
        if x >= 0.0 {
            Self { right: larger, left: smaller }
        } else {
            Self { right: smaller, left: larger }
        }
    }
}

impl Smile {
    /// From published parameters.
    ///
    /// # Errors
    /// [`SurfaceError::Parameters`] unless all are finite, `b >= 0`, `|rho| < 1` and `sigma > 0`; [`SurfaceError::NegativeVariance`] if
    /// the variance is not above zero everywhere.
    pub fn new(raw: RawSvi) -> Result<Self, SurfaceError> {
        let RawSvi { a, b, rho, m, sigma } = raw;
        let is_finite = [a, b, rho, m, sigma].iter().all(|parameter| parameter.is_finite());
        if !is_finite || b < 0.0 || rho.abs() >= 1.0 || sigma <= 0.0 {
            return Err(SurfaceError::Parameters { raw });
        }
        let smile = Self { level: a, right: b * (1.0 + rho), left: b * (1.0 - rho), bend: m, roundness: sigma };
        let least = smile.least_variance();
        if least <= 0.0 {
            return Err(SurfaceError::NegativeVariance { least });
        }
        Ok(smile)
    }

    pub fn raw(&self) -> RawSvi {
        let sum = self.right + self.left;
        let rho = if sum > 0.0 { (self.right - self.left) / sum } else { 0.0 };
        RawSvi { a: self.level, b: 0.5 * sum, rho, m: self.bend, sigma: self.roundness }
    }

    pub fn total_variance(&self, log_strike: f64) -> f64 {
        let legs = Legs::at(log_strike, self.bend, self.roundness);
        self.level + self.right * legs.right + self.left * legs.left
    }

    /// The volatility a year, where the variance is not negative.
    pub fn vol(&self, log_strike: f64, years: f64) -> f64 {
        (self.total_variance(log_strike) / years).sqrt()
    }

    /// The least of all total variances, `a + b sigma sqrt(1 - rho^2) = a + sigma sqrt(R L)`.
    pub fn least_variance(&self) -> f64 {
        self.level + self.roundness * (self.right * self.left).sqrt()
    }

    /// `g(k) = (1 - k w' / (2 w))^2 - w'^2 / 4 (1/w + 1/4) + w'' / 2`: times a positive number, the density of the price at expiry.
    ///
    /// Source: J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14 (2014), equation 2.1.
    pub fn density_factor(&self, log_strike: f64) -> f64 {
        let x = log_strike - self.bend;
        let squared_root = x * x + self.roundness * self.roundness;
        let root = squared_root.sqrt();
        let (sum, difference) = (self.right + self.left, self.right - self.left);
        let w = self.total_variance(log_strike);
        let slope = 0.5 * (difference + sum * x / root);
        let curvature = 0.5 * sum * self.roundness * self.roundness / (squared_root * root);
        let first = 1.0 - 0.5 * log_strike * slope / w;
        first * first - 0.25 * slope * slope * (1.0 / w + 0.25) + 0.5 * curvature
    }
}
