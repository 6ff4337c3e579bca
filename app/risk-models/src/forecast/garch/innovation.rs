//! How returns are distributed around zero, given their variance.

/// A distribution with mean zero and variance one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Innovation {
    Normal,
    /// Student's t, scaled to variance one; more than two degrees of freedom.
    Student {
        freedom: f64,
    },
}

impl Innovation {
    /// Minus the logarithm of the density of a return, without the terms that [`Innovation::constant`] has:
    /// normal `ln h / 2 + r^2 / (2 h)`; Student `ln h / 2 + (n + 1) / 2 ln(1 + r^2 / (h (n - 2)))`, n the degrees of freedom.
    pub fn surprise(&self, log_return: f64, variance: f64) -> f64 {
        let square = log_return * log_return / variance;
        let half_log = libm::log(variance) / 2.0;
        match self {
            Self::Normal => half_log + square / 2.0,
            Self::Student { freedom } => half_log + (freedom + 1.0) / 2.0 * libm::log1p(square / (freedom - 2.0)),
        }
    }

    /// What every return has in common: normal `ln(2 pi) / 2`; Student `ln G(n/2) - ln G((n+1)/2) + ln(pi (n - 2)) / 2`, G the gamma function.
    pub fn constant(&self) -> f64 {
        use std::f64::consts::PI;
        match self {
            Self::Normal => libm::log(2.0 * PI) / 2.0,
            Self::Student { freedom } => {
                libm::lgamma(freedom / 2.0) - libm::lgamma((freedom + 1.0) / 2.0)
                    + libm::log(PI * (freedom - 2.0)) / 2.0
            }
        }
    }
}
