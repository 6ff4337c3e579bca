//! Calls and puts on a forward, as they are quoted.

use super::reduced::{check_price, Reduced};
use super::ImpliedVolError;
use options_math::OptionType;

/// A European option with its price today.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OptionPrice {
    pub option_type: OptionType,
    /// Of the underlying at expiry.
    pub forward: f64,
    pub strike: f64,
    /// What one unit of the currency at expiry is worth today.
    pub discount: f64,
    /// To expiry.
    pub years: f64,
    /// Today, in the currency of forward and strike.
    pub price: f64,
}

/// The yearly volatility of a price: the total volatility over the root of the years. Errors as for [`implied_total_vol`].
///
/// # Errors
/// [`ImpliedVolError`]; without time there is no volatility.
pub fn implied_vol(option: &OptionPrice) -> Result<f64, ImpliedVolError> {
    if !(option.years > 0.0 && option.years.is_finite()) {
        return Err(ImpliedVolError::NoTime { years: option.years });
    }
    check_positive("the discount factor", option.discount)?;
    let at_expiry = option.price / option.discount;
    let total_vol = implied_total_vol(option.option_type, option.forward, option.strike, at_expiry)?;
    Ok(total_vol / option.years.sqrt())
}

/// The total volatility at which an option is worth `price`, not discounted.
///
/// In the money the intrinsic value is taken off first: what is left of the price has fewer digits, and so has the volatility.
///
/// # Errors
/// [`ImpliedVolError`] if forward or strike is not above zero, or no volatility gives the price.
pub fn implied_total_vol(
    option_type: OptionType,
    forward: f64,
    strike: f64,
    price: f64,
) -> Result<f64, ImpliedVolError> {
    check_positive("the forward", forward)?;
    check_positive("the strike", strike)?;
    let (in_the_money, limit) = match option_type {
        OptionType::Call => (forward - strike, forward),
        OptionType::Put => (strike - forward, strike),
    };
    let intrinsic = in_the_money.max(0.0);
    check_price(price, intrinsic, limit)?;
    let (low, high) = (forward.min(strike), forward.max(strike));
    let unit = low.sqrt() * high.sqrt();
    Reduced {
        distance: log_ratio(low, high),
        limit: (low / high).sqrt(),
        price: (price - intrinsic) / unit,
        from_limit: (limit - price) / unit,
    }
    .total_vol()
}

/// `ln(high / low)`. Near one, from the difference, which is exact there.
fn log_ratio(low: f64, high: f64) -> f64 {
    if high < 2.0 * low {
        libm::log1p((high - low) / low)
    } else {
        libm::log(high / low)
    }
}

fn check_positive(what: &'static str, value: f64) -> Result<(), ImpliedVolError> {
    if value > 0.0 && value.is_finite() {
        Ok(())
    } else {
        Err(ImpliedVolError::NotPositive { what, value })
    }
}
