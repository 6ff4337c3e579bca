//! Why a price has no volatility, one line each.

/// What is wrong with a price, or with the option it is said to be of. Prices are in the currency of the price that was given.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ImpliedVolError {
    #[error("{what} is {value}; it must be a finite number above zero")]
    NotPositive { what: &'static str, value: f64 },

    #[error("ln(forward / strike) is {log_moneyness}; give a strike with one from -100 to 100")]
    TooFar { log_moneyness: f64 },

    #[error("the price {price} is not above {intrinsic}, what the option is worth without volatility; check price, forward and strike")]
    NoTimeValue { price: f64, intrinsic: f64 },

    #[error("the price {price} is not below {limit}, what the option is worth at an infinite volatility; check price and discount")]
    AboveLimit { price: f64, limit: f64 },

    #[error(
        "the time value is {time_value:e} of the root of forward times strike; it must be at least 1e-290 to be read"
    )]
    TooSmall { time_value: f64 },

    #[error("the time to expiry is {years} years; an option needs time to have a volatility, leave out expired ones")]
    NoTime { years: f64 },
}
