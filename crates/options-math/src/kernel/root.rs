//! Square roots by Heron's iteration (Heron of Alexandria, Metrica I.8), finished by one long-division step.

/// A square root `mantissa * 2^-(31 + shift)`, with `mantissa` in [2^62, 2^63).
pub(crate) struct Root {
    pub mantissa: u64,
    pub shift: u32,
}

/// The square root of `value >= 1`, at most two units of `mantissa` (relative 2^-61) below the true root. Zero gives zero.
pub(crate) fn root(value: u64) -> Root {
    if value == 0 {
        return Root { mantissa: 0, shift: 0 };
    }
    let doubled_shift = value.leading_zeros() & !1;
    // In [2^62, 2^64): an even shift that leaves at most one leading zero.
    let n = value << doubled_shift;
    // Linear start, within 7 % of the root, then 2e-3, 2e-6 and 2e-12: less than one unit of the integer root.
    let mut x = 0x6000_0000 + (n >> 33) + (n >> 35);
    x = (x + n / x) >> 1;
    x = (x + n / x) >> 1;
    x = ((x + n / x) >> 1).min(u64::from(u32::MAX));
    // Heron's mean is never below the true root by more than its own rounding, so one correction is enough.
    if x * x > n {
        x -= 1;
    }
    // root = x + d with d = remainder / (2x + d), 0 <= d < 1; dividing by 2x + 1 errs low by less than 2^-31 d.
    let remainder = n - x * x;
    let fraction = (remainder << 31) / (2 * x + 1);
    Root { mantissa: (x << 31) + fraction, shift: doubled_shift / 2 }
}
