//! From inputs to prices and Greeks.

use super::discount::{one_minus_exp, rate_time};
use super::log_ratio::{log_ratio, MAX_BITS};
use super::position::*;
use super::time_root::{time_root, TimeRoot};
use super::words::*;
use crate::inputs::{OptionInputs, SECONDS_PER_YEAR};
use crate::quote::{Greeks, Prices};
use fixed::types::{I24F40, U20F44, U24F40, U29F35};

/// S - K exp(-rT): what a certain call is worth.
#[derive(Clone, Copy)]
pub(crate) struct Forward {
    /// USD * 1e12, within 2^62.3.
    pub value_e12: i64,
    /// `r T` in Q48.
    rate_time: u64,
    /// `1 - exp(-r T)` in Q64.
    discount: u64,
}

impl Forward {
    /// For prices within the domain. `RATE` off leaves the rate out of the computation.
    #[inline(always)]
    pub fn new<const RATE: bool>(inputs: &OptionInputs, rate_e9: u64) -> Self {
        let spot_e12 = mul(inputs.spot_e8, 10_000); // < 2^62.3
        let strike_e12 = mul(inputs.strike_e8, 10_000);
        if !RATE {
            return Self { value_e12: sub_signed(signed(spot_e12), signed(strike_e12)), rate_time: 0, discount: 0 };
        }
        let rate_time = rate_time(rate_e9, inputs.seconds_to_expiry);
        let discount = one_minus_exp(rate_time);
        let discounted_e12 = sub(strike_e12, mul_high(strike_e12, discount));
        Self { value_e12: sub_signed(signed(spot_e12), signed(discounted_e12)), rate_time, discount }
    }

    #[inline(always)]
    pub fn is_above(&self) -> bool {
        self.value_e12 >= 0
    }
}

/// Spot and strike with at most 44 bits each where spot is the larger: the kernel's ratios fit.
#[derive(Clone, Copy)]
pub(crate) struct Shortened {
    pub spot: u64,
    pub strike: u64,
    /// How many bits each has lost: one for a spot above 175,921 USD, another each time it doubles.
    pub bits: u64,
}

impl Shortened {
    #[inline(always)]
    pub fn new(inputs: &OptionInputs) -> Self {
        let excess = inputs.spot_e8 >> MAX_BITS; // < 2^5
        let bits = if excess == 0 { 0 } else { u64::from(u64::BITS - excess.leading_zeros()) };
        Self { spot: inputs.spot_e8 >> bits, strike: inputs.strike_e8 >> bits, bits }
    }

    /// `ln(S/K)` in Q48.
    #[inline(always)]
    fn log(&self) -> i64 {
        // A strike that vanished is below 32 units under such a spot: any strike is as far.
        let strike = self.strike.max(1);
        if self.spot >= strike {
            signed(log_ratio(self.spot, strike))
        } else {
            signed(log_ratio(strike, self.spot)).wrapping_neg()
        }
    }
}

/// For inputs that [`OptionInputs::is_usual`].
#[inline(always)]
pub(crate) fn evaluate<const GREEKS: bool, const RATE: bool>(inputs: &OptionInputs, rate_e9: u64) -> Greeks {
    let time = time_root(inputs.seconds_to_expiry);
    let forward = Forward::new::<RATE>(inputs, rate_e9);
    let short = Shortened::new(inputs);
    // ln(F/K) = ln(S/K) + rT. Its sign is that of S - K', but for the rounding of either.
    let distance = add_signed(short.log(), signed(forward.rate_time));
    let deviation = Deviation::new(inputs.vol_e9, time);
    let position = if forward.is_above() {
        position::<true>(Distance::new(distance.max(0) as u64, time.scale), deviation)
    } else {
        position::<false>(Distance::new(distance.min(0).unsigned_abs(), time.scale), deviation)
    };
    assemble::<GREEKS, RATE>(inputs, rate_e9, time, &forward, &short, &position)
}

/// Prices and Greeks of a position.
#[inline(always)]
pub(crate) fn assemble<const GREEKS: bool, const RATE: bool>(
    inputs: &OptionInputs,
    rate_e9: u64,
    time: TimeRoot,
    forward: &Forward,
    short: &Shortened,
    position: &Position,
) -> Greeks {
    let prices = prices(short, forward.value_e12, position);
    if !GREEKS {
        return Greeks { prices, ..Greeks::ZERO };
    }
    let call_leg = match position.direct {
        Direct::Call => position.strike_leg,
        Direct::Put => {
            // The put is direct only where K' <= S; rT is at most two, so K <= 7.4 S.
            let strike_over_spot = ratio_q40(short.strike, short.spot);
            let discounted = if RATE {
                sub(strike_over_spot, mul_high(strike_over_spot, forward.discount))
            } else {
                strike_over_spot
            };
            discounted.saturating_sub(position.strike_leg)
        }
    };
    let interest = if RATE { times_fraction::<6>(call_leg, rate_e9, 1_000_000_000) } else { 0 };
    let curvature = Curvature::new(inputs.vol_e9, time, position.density);
    let theta = signed(add(curvature.decay, interest)).wrapping_neg();
    let rho = times_fraction::<3>(call_leg, inputs.seconds_to_expiry, SECONDS_PER_YEAR);
    Greeks {
        prices,
        gamma_times_spot: U29F35::from_bits(curvature.gamma_times_spot),
        vega_over_spot: U20F44::from_bits(curvature.vega_over_spot),
        call_theta_over_spot: I24F40::from_bits(theta),
        call_rho_over_spot: U24F40::from_bits(rho),
    }
}

/// `leg * numerator / denominator`, rounded down, for a leg of at most one in Q40 less its last `BITS` bits. They make room for the
/// numerator: a rate of 10^9 needs six, two years in seconds three.
#[inline(always)]
fn times_fraction<const BITS: u64>(leg: u64, numerator: u64, denominator: u64) -> u64 {
    let product = mul(leg >> BITS, numerator); // < 2^64: at most 2^34 * 10^9 or 2^37 * 2^25.9
    let high = div(product, denominator);
    let rest = sub(product, mul(high, denominator));
    add(shl(high, BITS), div(shl(rest, BITS), denominator))
}

#[inline(always)]
fn prices(short: &Shortened, forward_e12: i64, position: &Position) -> Prices {
    let value_e12 = shl(scale(short.spot, 10_000, position.value), short.bits); // < 2^57.3 * 2^5
                                                                                // Call = put + forward. The direct option is the one whose twin this makes larger, never negative.
    let (call_e12, put_e12) = match position.direct {
        Direct::Put => (signed(value_e12).wrapping_add(forward_e12) as u64, value_e12),
        Direct::Call => (value_e12, signed(value_e12).wrapping_sub(forward_e12).max(0) as u64),
    };
    Prices { call_e12, put_e12, call_delta: U24F40::from_bits(position.call_delta as u64) }
}

/// What both options of a pair have in common.
struct Curvature {
    /// `phi(d1) / (vol sqrt(T))` in Q35.
    gamma_times_spot: u64,
    /// `phi(d1) sqrt(T)` in Q44.
    vega_over_spot: u64,
    /// `phi(d1) vol / (2 sqrt(T))` per year in Q40.
    decay: u64,
}

impl Curvature {
    /// For a density below 2^31.7 (0.4 in Q33).
    #[inline(always)]
    fn new(vol_e9: u64, time: TimeRoot, density: u64) -> Self {
        let TimeRoot { root, scale } = time;
        let vega = mul(mul(density, root) >> 32, 1_000_000_000); // < 2^31.7 * 2^29.9
        let slope = div(shl(density, 31), root); // < 2^31.7
                                                 // 154,742,505 is 2^87 / 10^18: slope * vol_e9 * it / 2^(51 - scale) is the value in Q40.
        let decay = mul(mul(slope, vol_e9) >> 27, 154_742_505); // < 2^36.7 * 2^27.2
        Self {
            gamma_times_spot: shl(div(shl(slope, 32), vol_e9), scale),
            vega_over_spot: shr(vega, 18 + scale),
            decay: shr(decay, 24 - scale),
        }
    }
}
