//! Implied volatility, the smile, and strikes.

use crate::measure::{Measured, Meter, measure};
use core::hint::black_box;
use options_math::{Fix, MathError, OptionInputs, OptionType, PricedOption, SECONDS_PER_YEAR, SviParameters, SviSlice};

/// Of the option that is out of the money, from its price.
pub fn implied_vol(inputs: &OptionInputs, meter: Meter) -> Measured {
    #[inline(never)]
    fn call(option: &PricedOption) -> Result<u64, MathError> {
        options_math::implied_vol(option)
    }
    let OptionInputs { spot_e8, strike_e8, seconds_to_expiry, .. } = *inputs;
    let prices = options_math::price(inputs);
    let (option_type, price_e12) = match prices {
        Ok(prices) if strike_e8 > spot_e8 => (OptionType::Call, prices.call_e12),
        Ok(prices) => (OptionType::Put, prices.put_e12),
        Err(_) => (OptionType::Put, 0),
    };
    let option = PricedOption { option_type, spot_e8, strike_e8, seconds_to_expiry, price_e12 };
    let option = black_box(&option);
    let (compute_units, vol_e9) = measure(meter, || call(option));
    Measured::new(compute_units, &vol_e9.map(|vol_e9| [vol_e9]))
}

/// The check of a smile's parameters, which a program pays once per expiry.
pub fn svi_slice(inputs: &OptionInputs, meter: Meter) -> Measured {
    #[inline(never)]
    fn call(parameters: SviParameters, seconds_to_expiry: u64) -> Result<SviSlice, MathError> {
        SviSlice::new(parameters, seconds_to_expiry)
    }
    let (parameters, seconds) = (black_box(smile_parameters(inputs)), black_box(inputs.seconds_to_expiry));
    let (compute_units, slice) = measure(meter, || call(parameters, seconds));
    Measured::new(compute_units, &slice.map(|slice| [slice.parameters().a.to_bits() as u64]))
}

/// On a smile whose level is that of the inputs.
pub fn svi_vol(inputs: &OptionInputs, meter: Meter) -> Measured {
    #[inline(never)]
    fn call(slice: &SviSlice, forward_e8: u64, strike_e8: u64) -> Result<u64, MathError> {
        slice.vol_e9(forward_e8, strike_e8)
    }
    let slice = smile(inputs);
    let (slice, forward_e8, strike_e8) = (black_box(&slice), black_box(inputs.spot_e8), black_box(inputs.strike_e8));
    let (compute_units, vol_e9) = match slice {
        Ok(slice) => measure(meter, || call(slice, forward_e8, strike_e8)),
        Err(error) => (0, Err(*error)),
    };
    Measured::new(compute_units, &vol_e9.map(|vol_e9| [vol_e9]))
}

/// At a delta of 0.20, on the same smile.
pub fn strike_on_smile(inputs: &OptionInputs, meter: Meter) -> Measured {
    #[inline(never)]
    fn call(slice: &SviSlice, forward_e8: u64, call_delta: Fix) -> Result<u64, MathError> {
        slice.strike_for_delta(forward_e8, call_delta)
    }
    let slice = smile(inputs);
    let (slice, forward_e8, delta) = (black_box(&slice), black_box(inputs.spot_e8), black_box(DELTA));
    let (compute_units, strike_e8) = match slice {
        Ok(slice) => measure(meter, || call(slice, forward_e8, delta)),
        Err(error) => (0, Err(*error)),
    };
    Measured::new(compute_units, &strike_e8.map(|strike_e8| [strike_e8]))
}

/// At a delta of 0.20, under the inputs' volatility.
pub fn strike_under_flat_vol(inputs: &OptionInputs, meter: Meter) -> Measured {
    #[inline(never)]
    fn call(inputs: &OptionInputs, call_delta: Fix) -> Result<u64, MathError> {
        options_math::strike_for_delta(inputs.spot_e8, inputs.seconds_to_expiry, inputs.vol_e9, call_delta)
    }
    let (inputs, delta) = (black_box(inputs), black_box(DELTA));
    let (compute_units, strike_e8) = measure(meter, || call(inputs, delta));
    Measured::new(compute_units, &strike_e8.map(|strike_e8| [strike_e8]))
}

/// 0.20.
const DELTA: Fix = Fix::from_bits((1 << 48) / 5);

/// Least variance 0.8 of the inputs', wings of a slope that grows with the variance, skewed downwards.
pub fn smile_parameters(inputs: &OptionInputs) -> SviParameters {
    let square_e18 = u128::from(inputs.vol_e9) * u128::from(inputs.vol_e9);
    let variance_e18 = square_e18 * u128::from(inputs.seconds_to_expiry) / u128::from(SECONDS_PER_YEAR);
    let variance = Fix::from_bits(((variance_e18 << 48) / 1_000_000_000_000_000_000) as i64);
    SviParameters {
        a: variance - variance / 5,
        b: (variance / 2).min(Fix::ONE),
        rho: -Fix::ONE / 3,
        m: Fix::ONE / 50,
        sigma: Fix::ONE / 4,
    }
}

fn smile(inputs: &OptionInputs) -> Result<SviSlice, MathError> {
    SviSlice::new(smile_parameters(inputs), inputs.seconds_to_expiry)
}
