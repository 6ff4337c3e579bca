//! The forward price in the half hour before expiry, when part of the settlement price is known already.

/// The settlement price is the average of spot over this time before expiry.
pub const AVERAGING_SECS: u64 = 30 * 60;

/// A forward price in two parts, USD. Their sum is the price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forward {
    /// Averaged already: no scenario moves it.
    pub settled: f64,
    /// Still moves with spot.
    pub floating: f64,
}

impl Forward {
    /// `floating = price * t / 1800` and `settled = price * (1800 - t) / 1800` when `t`, the seconds to expiry, is below 1800; before that all floats.
    ///
    /// The contracts take both parts from their feed. A case has one price, so what was averaged so far is taken at that price, as
    /// the published cases are set up.
    pub fn split(price: f64, seconds_to_expiry: u64) -> Self {
        let floating_secs = seconds_to_expiry.min(AVERAGING_SECS);
        let settled_secs = AVERAGING_SECS - floating_secs;
        let part = |seconds: u64| price * seconds as f64 / AVERAGING_SECS as f64;
        Self { settled: part(settled_secs), floating: part(floating_secs) }
    }

    /// USD when spot is `spot_shock` times what it is: `floating * spot_shock + settled`.
    pub fn shocked(&self, spot_shock: f64) -> f64 {
        self.floating * spot_shock + self.settled
    }
}
