"""Writes ../tests/monte_carlo/normal_reference.rs. Needs mpmath; run from this folder."""
from mpmath import mp, mpf, erfc, findroot, log, sqrt

mp.dps = 40


def quantile(p):
    """Of a number as the machine has it, at most a half: the root of ln N(z) = ln p."""
    start = -sqrt(-2 * log(mpf(p))) if p < 0.4 else mpf(p) - mpf(1) / 2
    return findroot(lambda z: log(erfc(-z / sqrt(mpf(2))) / 2) - log(mpf(p)), start)


numbers = [2.0**-53, 1e-15, 1e-12, 1.3e-11, 1.5e-11, 1e-9, 1e-6, 1e-3, 0.01, 0.05, 0.0749, 0.0751, 0.1, 0.2, 0.3, 0.4, 0.45, 0.49, 0.4999, 0.5 - 2.0**-40]
with open("../tests/monte_carlo/normal_reference.rs", "w") as out:
    out.write("//! Written by `tables/normal_quantile.py`; do not edit.\n#![allow(clippy::excessive_precision, clippy::unreadable_literal)]\n\n")
    out.write(f"/// A probability and the quantile of the standard normal distribution.\n#[rustfmt::skip]\npub const QUANTILES: [(f64, f64); {len(numbers)}] = [\n")
    for p in numbers:
        out.write(f"    ({p!r}, {mp.nstr(quantile(p), 20)}),\n")
    out.write("];\n")
