//! What is held, struck anew every day.

use crate::derive_pmrm2::black76::Black76;
use crate::forecast::YEAR_DAYS;
use options_math::OptionType::{self, Call, Put};

/// Days to expiry when options are struck.
pub const OPTION_DAYS: f64 = 7.0;

/// Options of one strike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leg {
    pub option_type: OptionType,
    /// Strike over the spot of the moment it is struck.
    pub strike: f64,
    /// Above zero when owned.
    pub amount: f64,
}

/// Coins and weekly options; the options are struck at each midnight and sold at the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Portfolio {
    pub name: &'static str,
    /// Above zero when owned.
    pub coins: f64,
    pub legs: &'static [Leg],
}

const fn leg(amount: f64, option_type: OptionType, strike: f64) -> Leg {
    Leg { option_type, strike, amount }
}

impl Portfolio {
    pub const ALL: [Self; 6] = [
        Self { name: "long coin", coins: 1.0, legs: &[] },
        Self { name: "short coin", coins: -1.0, legs: &[] },
        Self { name: "short straddle", coins: 0.0, legs: &[leg(-1.0, Call, 1.0), leg(-1.0, Put, 1.0)] },
        Self { name: "short strangle", coins: 0.0, legs: &[leg(-1.0, Call, 1.1), leg(-1.0, Put, 0.9)] },
        Self { name: "short put spread", coins: 0.0, legs: &[leg(-1.0, Put, 0.95), leg(1.0, Put, 0.85)] },
        Self { name: "covered call", coins: 1.0, legs: &[leg(-1.0, Call, 1.1)] },
    ];

    /// Loss over the day in which the price moves by `log_return` and volatility from `before` to `after`:
    /// `value(1, before, 7 days) - value(e^return, after, 6 days)`.
    pub fn loss(&self, before: f64, log_return: f64, after: f64) -> f64 {
        self.value(1.0, before, OPTION_DAYS) - self.value(libm::exp(log_return), after, OPTION_DAYS - 1.0)
    }

    /// Value at `spot` (1 when the options were struck), with so many days to expiry.
    pub fn value(&self, spot: f64, volatility: f64, days: f64) -> f64 {
        let price = |leg: &Leg| {
            let option =
                Black76 { forward: spot, strike: leg.strike, volatility, years: days / YEAR_DAYS, discount: 1.0 };
            leg.amount * option.price(leg.option_type)
        };
        self.coins * spot + self.legs.iter().map(price).sum::<f64>()
    }
}
