//! What a smile is fitted to.

use super::SurfaceError;
use crate::derive_pmrm2::years;
use market_data::ExpiryQuotes;

/// No quote is taken as more exact than a tick of option exchanges on coins, as a share of the forward.
const LEAST_HALF_SPREAD: f64 = 5e-4;
/// Five parameters need as many strikes.
pub const FEWEST_STRIKES: usize = 5;

/// A bid and an ask volatility, a year, at a log-strike `k = ln(K/F)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VolQuote {
    pub log_strike: f64,
    pub bid_vol: f64,
    pub ask_vol: f64,
}

impl VolQuote {
    pub fn mid_vol(&self) -> f64 {
        0.5 * (self.bid_vol + self.ask_vol)
    }

    pub fn contains(&self, vol: f64) -> bool {
        (self.bid_vol..=self.ask_vol).contains(&vol)
    }
}

/// The two-sided quotes of an expiry, checked, in the order they were given.
#[derive(Clone, Debug, PartialEq)]
pub struct SmileQuotes {
    quotes: Vec<VolQuote>,
    seconds_to_expiry: u64,
}

impl SmileQuotes {
    /// # Errors
    /// [`SurfaceError`] if the time is zero, a number is not finite or not positive, a bid is above its ask, or the strikes are
    /// fewer than [`FEWEST_STRIKES`].
    pub fn new(quotes: Vec<VolQuote>, seconds_to_expiry: u64) -> Result<Self, SurfaceError> {
        if seconds_to_expiry == 0 {
            return Err(SurfaceError::NoTime);
        }
        for (index, quote) in quotes.iter().enumerate() {
            let is_good = quote.log_strike.is_finite()
                && quote.bid_vol > 0.0
                && quote.bid_vol <= quote.ask_vol
                && quote.ask_vol.is_finite();
            if !is_good {
                return Err(SurfaceError::Quote { index, quote: *quote });
            }
        }
        check_strikes(quotes.iter().map(|quote| quote.log_strike))?;
        Ok(Self { quotes, seconds_to_expiry })
    }

    /// Those of a chain that have both sides. Each has its own forward, as the exchange had it when it was quoted.
    ///
    /// # Errors
    /// As for [`SmileQuotes::new`].
    pub fn from_chain(expiry: &ExpiryQuotes) -> Result<Self, SurfaceError> {
        let (strikes, quotes): (Vec<_>, Vec<_>) = expiry
            .quotes
            .iter()
            .filter_map(|quote| {
                let log_strike = libm::log(quote.strike / quote.forward);
                Some((quote.strike, VolQuote { log_strike, bid_vol: quote.bid_vol?, ask_vol: quote.ask_vol? }))
            })
            .unzip();
        // A call and a put of one strike that were quoted at different forwards are one strike.
        check_strikes(strikes.into_iter())?;
        Self::new(quotes, expiry.seconds_to_expiry)
    }

    pub fn quotes(&self) -> &[VolQuote] {
        &self.quotes
    }

    pub fn seconds_to_expiry(&self) -> u64 {
        self.seconds_to_expiry
    }

    /// Of 365 days.
    pub fn years(&self) -> f64 {
        years(self.seconds_to_expiry)
    }
}

fn check_strikes(strikes: impl Iterator<Item = f64>) -> Result<(), SurfaceError> {
    let mut bits: Vec<_> = strikes.map(f64::to_bits).collect();
    bits.sort_unstable();
    bits.dedup();
    if bits.len() < FEWEST_STRIKES {
        return Err(SurfaceError::TooFewStrikes { strikes: bits.len() });
    }
    Ok(())
}

/// A quote as least squares see it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    pub log_strike: f64,
    /// Total variance of the mid volatility.
    pub variance: f64,
    /// What a difference of variance is multiplied by, to be one at half the spread.
    pub weight: f64,
}

/// `weight = vega / half spread / (2 vol years)`: a difference of total variance is `2 vol years` times one of volatility, which
/// `vega = n(d1) sqrt(years)` turns into one of price, as a share of the forward; the half spread is the one of prices,
/// `vega (ask - bid) / 2`, at least [`LEAST_HALF_SPREAD`]. So far from the money, where a volatility moves a price by less
/// than that, a quote counts less.
pub(super) fn targets(quotes: &SmileQuotes) -> Vec<Target> {
    let years = quotes.years();
    let target = |quote: &VolQuote| {
        let vol = quote.mid_vol();
        let total_vol = vol * years.sqrt();
        let d1 = 0.5 * total_vol - quote.log_strike / total_vol;
        let vega = years.sqrt() * libm::exp(-0.5 * d1 * d1) / (2.0 * std::f64::consts::PI).sqrt();
        let half_spread = (0.5 * vega * (quote.ask_vol - quote.bid_vol)).max(LEAST_HALF_SPREAD);
        Target {
            log_strike: quote.log_strike,
            variance: vol * vol * years,
            weight: vega / half_spread / (2.0 * vol * years),
        }
    };
    quotes.quotes().iter().map(target).collect()
}
