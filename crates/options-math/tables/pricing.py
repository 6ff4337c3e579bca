"""Writes ../src/kernel/tables.rs. Needs mpmath; run from this folder.

Each row of TAIL_AND_DENSITY and MILLS is a polynomial of degree 4 in the offset from the row's centre, at spacing 1/16; it
interpolates the function at the Chebyshev nodes of its cell. LN holds 4096 times the reciprocal of the centre of each cell
of [1, 2], rounded, and the logarithm that belongs to the rounded number.
"""
from mpmath import mp, mpf, erfc, exp, sqrt, pi, log, cos, matrix, lu_solve, floor

mp.dps = 40
SPACING = mpf(1) / 16
DEGREE = 4
HALF = mpf(1) / 2


def nearest(x):
    return int(floor(x + HALF))


def fit(function, centre):
    n = DEGREE + 1
    nodes = [SPACING / 2 * cos(pi * (2 * i + 1) / (2 * n)) for i in range(n)]
    powers, values = matrix(n, n), matrix(n, 1)
    for row, t in enumerate(nodes):
        values[row] = function(centre + t)
        for column in range(n):
            powers[row, column] = t**column
    return list(lu_solve(powers, values))


def tail(x):
    return erfc(x / sqrt(2)) / 2


def density(x):
    return exp(-x * x / 2) / sqrt(2 * pi)


def mills(x):
    return tail(x) / density(x)


def row_of(function, centre, constant_bits, slope_bits, half_up=0):
    """The constant term with more bits than the others, whose products with the offset are small. `half_up` centres
    what truncation leaves."""
    c = fit(function, centre)
    return [nearest(c[0] * 2**constant_bits + half_up)] + [nearest(x * 2**slope_bits) for x in c[1:]]


def logarithm_row(cell):
    c = nearest(4096 / (1 + mpf(cell) / 128))
    return [c, nearest(-log(mpf(c) / 4096) * 2**48)]


def lines(name, doc, element, rows):
    out = [f"/// {doc}", f"pub(crate) static {name}: [{element}; {len(rows)}] = ["]
    out += ["    " + (f"[{', '.join(map(str, row))}]" if isinstance(row, list) else str(row)) + "," for row in rows]
    return out + ["];", ""]


out = ["//! Tables for the pricing kernel, written by tables/pricing.py.", ""]
out += lines("LN", "Reciprocal in Q12 and minus its logarithm in Q48, for the centres 1 + i/128.", "[u64; 2]",
             [logarithm_row(i) for i in range(129)])
out += lines("TAIL_AND_DENSITY", "N(-x): Q40, then Q31; phi(x): Q33, then Q32; for x around i/16.", "[i64; 10]",
             [row_of(tail, i * SPACING, 40, 31) + row_of(density, i * SPACING, 33, 32, HALF) for i in range(106)])
out += lines("MILLS", "N(-x) / phi(x) in Q31, for x around i/16.", "[i64; 5]",
             [row_of(mills, i * SPACING, 31, 31, HALF) for i in range(198)])
out += lines("ONE_MINUS_EXP", "1 - exp(-i/64) in Q64.", "u64",
             [nearest((1 - exp(-mpf(i) / 64)) * 2**64) for i in range(129)])
with open("../src/kernel/tables.rs", "w") as file:
    file.write("\n".join(out).rstrip() + "\n")
