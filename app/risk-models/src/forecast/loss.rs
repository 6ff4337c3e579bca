//! How far off a forecast of variance was.
//!
//! The realised variance is only an estimate of the true one. The order in which these two losses put models is the same as with the
//! true variance for QLIKE, and nearly so for the other. Source: A. Patton, "Volatility forecast comparison using imperfect volatility
//! proxies" (2011).

/// `realised / forecast - ln(realised / forecast) - 1`: zero where they agree, and forecasts that are too low cost more.
pub fn qlike(realised: f64, forecast: f64) -> f64 {
    let ratio = realised / forecast;
    ratio - libm::log(ratio) - 1.0
}

/// `(ln realised - ln forecast)^2`.
pub fn squared_log_error(realised: f64, forecast: f64) -> f64 {
    let error = libm::log(realised / forecast);
    error * error
}
