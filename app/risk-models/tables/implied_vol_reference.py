"""Writes ../tests/implied_vol/reference_table.rs. Needs mpmath; run from this folder.

Total volatilities of prices to 50 digits: a price is rounded to an f64 first, and then inverted exactly, so that the table says
what a perfect function of f64 gives. Black-76 by the error function, with nothing in common with the code that is tested.
"""
from mpmath import mp, mpf, erfc, exp, log, pi, sqrt

mp.dps = 50
DISTANCES = ["0", "1e-9", "1e-6", "0.0001", "0.003", "0.02", "0.1", "0.4", "1", "2.5", "6", "15", "36", "90"]
TOTAL_VOLS = ["1e-7", "1e-5", "0.0005", "0.004", "0.02", "0.05", "0.11", "0.3", "0.7", "1.5", "2.7", "4", "6", "8", "11", "14"]

normal = lambda y: erfc(-y / sqrt(2)) / 2


def out_of_the_money(x, s):
    return exp(-x / 2) * normal(s / 2 - x / s) - exp(x / 2) * normal(-s / 2 - x / s)


def vega(x, s):
    return exp(-((x / s) ** 2 + s * s / 4) / 2) / sqrt(2 * pi)


def inverted(x, price, s):
    for _ in range(60):
        step = (out_of_the_money(x, s) - price) / vega(x, s)
        s -= step
        if abs(step) < mpf(10) ** -40 * s:
            return s
    raise SystemExit(f"no convergence at {x} {price}")


rows = []
for distance in DISTANCES:
    for total_vol in TOTAL_VOLS:
        x, s = mpf(float(distance)), mpf(total_vol)
        exact = out_of_the_money(x, s) if x / s < 37 else mpf(0)
        if exact < mpf(10) ** -280:
            continue
        price = float(exact)
        if not mpf(price) < exp(-x / 2) or price * (1 + 2.0**-52) >= exp(-x / 2):
            continue
        solution = inverted(x, mpf(price), s)
        condition = exact / (s * vega(x, s))
        rows.append(f"    [{float(distance)!r}, {price!r}, {float(solution)!r}, {float(condition):.1e}],")

CONTRACTS = [  # call?, forward, strike, total volatility
    (True, 9087.25, 9087.25, 0.06), (False, 9087.25, 9087.25, 0.06), (True, 150, 165, 0.11), (False, 150, 165, 0.11), (True, 150, 135, 0.11),
    (False, 150, 135, 0.11), (True, 67106.444, 95000, 0.21), (False, 67106.444, 52000, 0.19), (True, 100, 100.0001, 0.002), (True, 100, 100.00001, 1e-6),
    (False, 100, 99.9999, 0.002), (True, 0.0123, 0.02, 1.3), (False, 0.0123, 0.02, 1.3), (True, 1e9, 3e10, 2.1), (False, 60000, 2000, 0.9),
    (True, 1805, 1500, 3.2), (False, 1805, 2400, 5.5),
]
contracts = []
for is_call, forward, strike, total_vol in CONTRACTS:
    f, k, s = mpf(float(forward)), mpf(float(strike)), mpf(total_vol)
    x, root = abs(log(f / k)), sqrt(f * k)
    intrinsic = max(f - k if is_call else k - f, 0)
    price = float(root * out_of_the_money(x, s) + intrinsic)
    solution = inverted(x, (mpf(price) - intrinsic) / root, s)
    contracts.append(f"    ({str(is_call).lower()}, {float(forward)!r}, {float(strike)!r}, {price!r}, {float(solution)!r}),")

lines = ["//! Written by `tables/implied_vol_reference.py`; do not edit.", "",
         "/// `|ln(F/K)|`, the price over `sqrt(F K)`, the nearest total volatility, and how many times an error of the price is that of it.",
         "#[rustfmt::skip]", f"pub static REFERENCE: [[f64; 4]; {len(rows)}] = ["] + rows + ["];", "",
          "/// Is it a call, forward, strike, the price not discounted, the nearest total volatility.", "#[rustfmt::skip]",
          f"pub static CONTRACTS: [(bool, f64, f64, f64, f64); {len(contracts)}] = ["] + contracts + ["];"]
open("../tests/implied_vol/reference_table.rs", "w").write("\n".join(lines) + "\n")
print(len(rows), "rows")
