"""Writes ../src/kernel/scaled_tail_table.rs. Needs mpmath; run from this folder.

T(y) = exp(y^2/2) N(-y), cells of 1/8. In cell i, y = (i+1)/8 - t with 0 <= t <= 1/8 and T is the degree 9
polynomial in t that interpolates it at the Chebyshev nodes. Every derivative of T alternates in sign, so as a
function of t every coefficient is positive: unsigned words suffice and rounding down keeps the order.
"""
from mpmath import mp, mpf, erfc, exp, sqrt, pi, cos, matrix, lu_solve, floor

mp.dps = 60
CELLS, DEGREE, WIDTH = 114, 9, mpf(1) / 8
tail = lambda y: exp(y * y / 2) * erfc(y / sqrt(2)) / 2


def coefficients(cell):
    right, n = (cell + 1) * WIDTH, DEGREE + 1
    nodes = [WIDTH / 2 * (1 + cos(pi * (2 * i + 1) / (2 * n))) for i in range(n)]
    powers, values = matrix(n, n), matrix(n, 1)
    for row, t in enumerate(nodes):
        values[row] = tail(right - t)
        for column in range(n):
            powers[row, column] = t**column
    solution = lu_solve(powers, values)
    exact = [solution[i] for i in range(n)]
    worst = max(abs(sum(c * t**k for k, c in enumerate(exact)) - tail(right - t))
                for t in [WIDTH * j / 64 for j in range(65)])
    return [int(floor(c * 2**63 + mpf(1) / 2)) for c in exact], worst


rows, errors = zip(*(coefficients(cell) for cell in range(CELLS)))
assert all(0 < c < 2**63 for row in rows for c in row)
lines = ["//! Written by `tables/scaled_tail.py`; do not edit.", "",
         "/// Row i: coefficients in Q63, constant term first, of T((i + 1)/8 - t) = exp(y^2/2) N(-y), y = (i + 1)/8 - t.",
         "#[rustfmt::skip]", f"pub(crate) static SCALED_TAIL: [[u64; {DEGREE + 1}]; {CELLS}] = ["]
for row in rows:
    lines.append("    [" + ", ".join(f"{c:#x}" for c in row) + "],")
lines.append("];")
open("../src/kernel/scaled_tail_table.rs", "w").write("\n".join(lines) + "\n")
print("largest interpolation error", mp.nstr(max(errors), 5))
