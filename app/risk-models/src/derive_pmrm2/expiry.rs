//! The options of one expiry, with everything about it that scenarios share.

use super::black76::Black76;
use super::forward::Forward;
use super::input::{Case, ExpiryFeed, OptionHolding, SkewShockParameters, VolatilityShock};
use super::shock::{self, Skew, StaticDiscount, VolatilityFactors};
use super::years;

pub(crate) struct Expiry<'a> {
    feed: &'a ExpiryFeed,
    pub(crate) options: Vec<&'a OptionHolding>,
    pub(crate) years: f64,
    /// USD, at today's prices.
    pub(crate) mark_value: f64,
    forward: Forward,
    discount: f64,
    volatility_factors: VolatilityFactors,
    static_discount: StaticDiscount,
}

impl<'a> Expiry<'a> {
    /// All expiries of a case, in the order of its feeds.
    pub(crate) fn all(case: &'a Case) -> Vec<Self> {
        case.portfolio.option_feeds.iter().map(|feed| Self::new(case, feed)).collect()
    }

    /// `discount = e^(-max(0, rate) t)`: the contracts take a rate below zero as zero.
    fn new(case: &'a Case, feed: &'a ExpiryFeed) -> Self {
        let seconds = feed.seconds_to_expiry;
        let (years, rate) = (years(seconds), feed.rate.max(0.0));
        let discount = libm::exp(-rate * years);
        let mut expiry = Self {
            feed,
            options: case.portfolio.options.iter().filter(|option| option.seconds_to_expiry == seconds).collect(),
            years,
            mark_value: 0.0,
            forward: Forward::split(feed.forward, seconds),
            discount,
            volatility_factors: VolatilityFactors::of(&case.parameters.volatility_shock, seconds),
            static_discount: StaticDiscount::of(&case.parameters.margin, rate, years, discount),
        };
        expiry.mark_value = expiry.value_at_spot(1.0);
        expiry
    }

    /// The least of the expiry's own feeds.
    pub(crate) fn confidence(&self) -> f64 {
        let ExpiryFeed { forward_confidence, rate_confidence, volatility_confidence, .. } = *self.feed;
        forward_confidence.min(rate_confidence).min(volatility_confidence)
    }

    /// Options, owned and owed together.
    pub(crate) fn gross_options(&self) -> f64 {
        self.options.iter().map(|option| option.amount.abs()).sum()
    }

    /// USD, when spot is multiplied and volatilities stay.
    pub(crate) fn value_at_spot(&self, spot_shock: f64) -> f64 {
        self.value(self.forward.shocked(spot_shock), |option| option.volatility)
    }

    /// USD in a scenario, with the static discount. A skew leaves spot where it is.
    pub(crate) fn scenario_value(&self, case: &Case, spot_shock: f64, volatility_shock: VolatilityShock) -> f64 {
        let forward = self.forward.shocked(spot_shock);
        let VolatilityFactors { up, down } = self.volatility_factors;
        let least = case.parameters.volatility_shock.least_after_rise;
        let value = match volatility_shock {
            VolatilityShock::None => self.value_at_spot(spot_shock),
            VolatilityShock::Up => self.value(forward, |option| (option.volatility * up).max(least)),
            VolatilityShock::Down => self.value(forward, |option| option.volatility * down),
            VolatilityShock::LinearSkew => self.skewed_value(&case.parameters.skew_shock, Skew::Linear),
            VolatilityShock::AbsoluteSkew => self.skewed_value(&case.parameters.skew_shock, Skew::Absolute),
        };
        self.static_discount.apply(value)
    }

    fn skewed_value(&self, parameters: &SkewShockParameters, skew: Skew) -> f64 {
        let forward = self.forward.shocked(1.0);
        let (cap, width) = (shock::cap(parameters, skew, self.years), shock::width(parameters, self.years));
        self.value(forward, |option| {
            let log_moneyness = libm::log(option.strike / forward);
            option.volatility * shock::factor(skew, log_moneyness, cap, width)
        })
    }

    /// `sum of amount * price`, in the order of the file.
    fn value(&self, forward: f64, volatility: impl Fn(&OptionHolding) -> f64) -> f64 {
        let value_of = |option: &&OptionHolding| {
            let inputs = Black76 {
                forward,
                strike: option.strike,
                volatility: volatility(option),
                years: self.years,
                discount: self.discount,
            };
            option.amount * inputs.price(option.option_type)
        };
        self.options.iter().map(value_of).sum()
    }
}
