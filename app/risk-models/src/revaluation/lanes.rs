//! Scenarios side by side: a number of each slice for each.

use super::book::{discount, BookExpiry, BookMarket, BookOption};
use super::{Move, RevaluationError};
use crate::batch_pricing::{price_only_batch, Options};
use crate::portfolio::YEAR_DAYS;
use options_math::OptionType;

/// An expiry after each move.
pub(super) struct ExpiryLanes {
    forward: Vec<f64>,
    years: Vec<f64>,
    discount: Vec<f64>,
}

impl ExpiryLanes {
    pub(super) fn of(market: &BookMarket, expiry: &BookExpiry, moves: &[Move]) -> Self {
        let count = moves.len();
        let [mut forward, mut years, mut discounts] = [(); 3].map(|()| Vec::with_capacity(count));
        // Scenarios mostly look equally far ahead: then one power of each kind does for all.
        let mut last: Option<Ageing> = None;
        for change in moves {
            let same = last.filter(|last| last.days == change.days);
            let ageing = same.unwrap_or_else(|| Ageing::of(market, expiry, change.days));
            forward.push(expiry.forward * change.spot_ratio * ageing.forward_ratio);
            years.push(ageing.years);
            discounts.push(ageing.discount);
            last = Some(ageing);
        }
        Self { forward, years, discount: discounts }
    }

    pub(super) fn forward(&self) -> &[f64] {
        &self.forward
    }
}

/// What the passing of days does to an expiry.
#[derive(Clone, Copy)]
struct Ageing {
    days: f64,
    /// That are left.
    years: f64,
    forward_ratio: f64,
    discount: f64,
}

impl Ageing {
    fn of(market: &BookMarket, expiry: &BookExpiry, days: f64) -> Self {
        let passed = (days / YEAR_DAYS).min(expiry.years);
        let years = expiry.years - passed;
        let forward_ratio = libm::exp(-expiry.carry * passed);
        Self { days, years, forward_ratio, discount: discount(market.rate, years) }
    }
}

/// Options of one expiry, each under every move: what is priced at once. The gains of an option are next to each other.
#[derive(Default)]
pub(super) struct Batch {
    forward: Vec<f64>,
    strike: Vec<f64>,
    years: Vec<f64>,
    volatility: Vec<f64>,
    is_call: Vec<bool>,
    gain: Vec<f64>,
}

impl Batch {
    /// What one of each gains, USD: for each option as many as there are moves.
    pub(super) fn gains(
        &mut self,
        options: &[BookOption],
        weight: f64,
        expiry: &ExpiryLanes,
        moves: &[Move],
    ) -> Result<&[f64], RevaluationError> {
        self.clear();
        for option in options {
            self.forward.extend_from_slice(&expiry.forward);
            self.years.extend_from_slice(&expiry.years);
            let volatilities = moves.iter().map(|change| moved_volatility(option.volatility, weight, change));
            self.volatility.extend(volatilities);
            let count = self.forward.len();
            self.strike.resize(count, option.strike);
            self.is_call.resize(count, option.option_type == OptionType::Call);
        }
        self.price()?;
        for (option, gains) in options.iter().zip(self.gain.chunks_mut(moves.len())) {
            for (gain, discount) in gains.iter_mut().zip(&expiry.discount) {
                *gain = discount * *gain - option.value;
            }
        }
        Ok(&self.gain)
    }

    fn clear(&mut self) {
        for column in [&mut self.forward, &mut self.strike, &mut self.years, &mut self.volatility] {
            column.clear();
        }
        self.is_call.clear();
    }

    /// Prices, undiscounted, stand where the gains come.
    fn price(&mut self) -> Result<(), RevaluationError> {
        let Self { forward, strike, years, volatility, is_call, gain } = self;
        gain.resize(forward.len(), 0.0);
        Ok(price_only_batch(&Options { forward, strike, years, volatility, is_call }, gain)?)
    }
}

/// `max(least, v (1 + w relative) + w absolute)`.
fn moved_volatility(volatility: f64, weight: f64, change: &Move) -> f64 {
    let moved = volatility * (1.0 + weight * change.relative_volatility) + weight * change.absolute_volatility;
    if moved > change.least_volatility {
        moved
    } else {
        change.least_volatility
    }
}
