"""Writes ../src/implied_vol/mills_table.rs. Needs mpmath; run from this folder.

Mills' ratio M(z) = (1 - N(z)) / n(z) for z >= 0, as u P(u) with u = 4 / (4 + z), which maps z >= 0 to 0 < u <= 1. P is
smooth, from 1/4 at u = 0 to sqrt(pi/2) at u = 1. In cell i of CELLS, u = (i + 1/2 + w) / CELLS with -1/2 <= w <= 1/2, and P is
the polynomial in w that interpolates it at the Chebyshev nodes.
"""
from mpmath import mp, mpf, cos, erfc, exp, lu_solve, matrix, pi, sqrt

mp.dps = 50
CELLS, DEGREE = 64, 6


def mills(z):
    if z < 50:
        return sqrt(pi / 2) * erfc(z / sqrt(2)) * exp(z * z / 2)
    term, total, order = mpf(1), mpf(0), 0  # the asymptotic series, cut at its least term
    while abs(term) > mpf(10) ** -45:
        total, order = total + term, order + 1
        term *= -(2 * order - 1) / (z * z)
    return total / z


def smooth(u):
    return mills(4 / u - 4) / u if u > 0 else mpf(1) / 4


def coefficients(cell):
    n = DEGREE + 1
    nodes = [cos(pi * (2 * i + 1) / (2 * n)) / 2 for i in range(n)]
    at = lambda w: smooth((cell + mpf(1) / 2 + w) / CELLS)
    powers, values = matrix(n, n), matrix(n, 1)
    for row, w in enumerate(nodes):
        values[row] = at(w)
        for column in range(n):
            powers[row, column] = w**column
    solution = lu_solve(powers, values)
    exact = [solution[i] for i in range(n)]
    points = [mpf(j) / 32 - mpf(1) / 2 for j in range(33)]
    worst = max(abs(sum(c * w**k for k, c in enumerate(exact)) / at(w) - 1) for w in points)
    return [float(c) for c in exact], worst


rows, errors = zip(*(coefficients(cell) for cell in range(CELLS)))
lines = ["//! Written by `tables/mills.py`; do not edit.", "",
         "/// Row i: coefficients, constant term first, of M(z) / u at u = 4 / (4 + z) = (i + 1/2 + w) / CELLS.",
         "#[rustfmt::skip]", f"pub(super) static MILLS: [[f64; {DEGREE + 1}]; {CELLS}] = ["]
for row in rows:
    lines.append("    [" + ", ".join(repr(c) for c in row) + "],")
lines.append("];")
open("../src/implied_vol/mills_table.rs", "w").write("\n".join(lines) + "\n")
print("largest relative interpolation error", mp.nstr(max(errors), 5))
