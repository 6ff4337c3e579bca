//! A few options side by side, in arrays of fixed length that the compiler turns into vector instructions.

use super::kernel::{values, Contract, Values};
use super::{Greeks, Options};

/// Options at a time: two vectors of the widest kind.
pub(super) const BLOCK: usize = 16;

/// All options, block by block. The lengths of all slices must be the same.
///
/// Every lane does the same operations of IEEE 754 in the same order, none fused: the width of the vectors does not change a bit.
pub(super) fn price_all(options: &Options, results: &mut impl Results) {
    #[cfg(target_arch = "x86_64")]
    {
        if std::arch::is_x86_feature_detected!("avx512f") && std::arch::is_x86_feature_detected!("avx512dq") {
            // SAFETY: the processor has the instructions that the function was compiled for.
            return unsafe { price_all_avx512(options, results) };
        }
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: as above.
            return unsafe { price_all_avx2(options, results) };
        }
    }
    blocks(options, results);
}

/// Eight lanes.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq")]
fn price_all_avx512(options: &Options, results: &mut impl Results) {
    blocks(options, results);
}

/// Four lanes.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn price_all_avx2(options: &Options, results: &mut impl Results) {
    blocks(options, results);
}

#[inline(always)]
fn blocks(options: &Options, results: &mut impl Results) {
    let count = options.forward.len();
    for start in (0..count).step_by(BLOCK) {
        let length = BLOCK.min(count - start);
        let block = Inputs::read(options, start, length).values();
        results.write(&block, start, length);
    }
}

/// Where the results of a block go.
pub(super) trait Results {
    /// `length` results from `start` on. What is not written is not computed either.
    fn write(&mut self, block: &Outputs, start: usize, length: usize);
}

/// Prices alone.
pub(super) struct Prices<'a>(pub(super) &'a mut [f64]);

struct Inputs {
    forward: [f64; BLOCK],
    strike: [f64; BLOCK],
    years: [f64; BLOCK],
    volatility: [f64; BLOCK],
    sign: [f64; BLOCK],
}

pub(super) struct Outputs {
    price: [f64; BLOCK],
    delta: [f64; BLOCK],
    gamma: [f64; BLOCK],
    vega: [f64; BLOCK],
}

impl Inputs {
    /// Lanes beyond `length` hold ones.
    #[inline(always)]
    fn read(options: &Options, start: usize, length: usize) -> Self {
        let lanes = |from: &[f64]| {
            let mut lanes = [1.0; BLOCK];
            copy(&mut lanes, &from[start..start + length]);
            lanes
        };
        let mut sign = [1.0; BLOCK];
        for (sign, is_call) in sign.iter_mut().zip(&options.is_call[start..start + length]) {
            *sign = if *is_call { 1.0 } else { -1.0 };
        }
        Self {
            forward: lanes(options.forward),
            strike: lanes(options.strike),
            years: lanes(options.years),
            volatility: lanes(options.volatility),
            sign,
        }
    }

    #[inline(always)]
    fn values(&self) -> Outputs {
        let zeros = [0.0; BLOCK];
        let mut out = Outputs { price: zeros, delta: zeros, gamma: zeros, vega: zeros };
        for lane in 0..BLOCK {
            let Values { price, delta, gamma, vega } = values(Contract {
                forward: self.forward[lane],
                strike: self.strike[lane],
                years: self.years[lane],
                volatility: self.volatility[lane],
                sign: self.sign[lane],
            });
            out.price[lane] = price;
            out.delta[lane] = delta;
            out.gamma[lane] = gamma;
            out.vega[lane] = vega;
        }
        out
    }
}

impl Results for Greeks<'_> {
    #[inline(always)]
    fn write(&mut self, block: &Outputs, start: usize, length: usize) {
        let write = |to: &mut [f64], lanes: &[f64; BLOCK]| copy(&mut to[start..start + length], lanes);
        write(self.price, &block.price);
        write(self.delta, &block.delta);
        write(self.gamma, &block.gamma);
        write(self.vega, &block.vega);
    }
}

impl Results for Prices<'_> {
    #[inline(always)]
    fn write(&mut self, block: &Outputs, start: usize, length: usize) {
        copy(&mut self.0[start..start + length], &block.price);
    }
}

/// As many as the shorter of the two has. A whole block is a few vector moves; a copy of unknown length is a call.
#[inline(always)]
fn copy(to: &mut [f64], from: &[f64]) {
    match (to.first_chunk_mut::<BLOCK>(), from.first_chunk::<BLOCK>()) {
        (Some(to), Some(from)) => *to = *from,
        _ => to.iter_mut().zip(from).for_each(|(to, from)| *to = *from),
    }
}
