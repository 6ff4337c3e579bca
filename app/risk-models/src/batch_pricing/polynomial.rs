//! Sums of powers.

/// `c0 + c1 x + c2 x^2 + ...`, even and odd powers apart, each by Horner's rule in `x^2`: two short chains of operations instead of
/// a long one. Every product and sum is rounded, never fused, so that all machines agree. At least two terms.
#[inline(always)]
pub(super) fn polynomial<const TERMS: usize>(coefficients: &[f64; TERMS], x: f64) -> f64 {
    let square = x * x;
    // In turn the sums of one kind and of the other, down from the highest; the last is the even one.
    let (mut former, mut latter) = (coefficients[TERMS - 1], coefficients[TERMS - 2]);
    for power in (0..TERMS - 2).rev() {
        (former, latter) = (latter, former * square + coefficients[power]);
    }
    latter + x * former
}
