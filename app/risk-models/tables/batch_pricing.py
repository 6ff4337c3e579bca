"""Writes ../src/batch_pricing/coefficients.rs and ../tests/batch_pricing/functions_table.rs. Needs mpmath; run from this folder.

All are interpolated at Chebyshev nodes, so near the best of their degree, with 60 digits:

EXP: (exp(r) - 1 - r) / r^2 for |r| <= ln(2)/2, a polynomial in r.
LN: (ln(m) / s - 2) / s^2 with s = (m - 1)/(m + 1), for sqrt(1/2) <= m <= sqrt(2), a polynomial in s^2.
MILLS: Mills' ratio M(z) = (1 - N(z)) / n(z) for 0 <= z <= 40, a quotient of polynomials in z with positive coefficients only,
so that nothing cancels. The nodes are even in the angle of t with z = 5 (1 + t) / (1 - t).
"""
from mpmath import atanh, cos, erfc, exp, ln, lu_solve, matrix, mp, mpf, pi, sqrt

mp.dps = 60
EXP_DEGREE, LN_DEGREE, MILLS_DEGREE, FARTHEST, MIDDLE = 9, 6, 10, 40, 5


def nodes(low, high, count):
    return [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * k + 1) / (2 * count)) for k in range(count)]


def evaluate(coefficients, at):
    return sum(c * at**power for power, c in enumerate(coefficients))


def polynomial(function, low, high, degree):
    at = nodes(low, high, degree + 1)
    powers = matrix([[node**power for power in range(degree + 1)] for node in at])
    return list(lu_solve(powers, matrix([function(node) for node in at])))


def exp_rest(r):
    return (exp(r) - 1 - r) / (r * r)


def ln_rest(z):
    s = sqrt(z)
    return (2 * atanh(s) / s - 2) / z


def mills(z):
    return sqrt(pi / 2) * exp(z * z / 2) * erfc(z / sqrt(mpf(2)))


def from_unit(t):
    return MIDDLE * (1 + t) / (1 - t)


def mills_quotient(degree):
    """Numerator of this degree, denominator of one more with leading coefficient 1."""
    count = 2 * degree + 2
    rows, right = [], []
    for t in nodes(mpf(-1), mpf(FARTHEST - MIDDLE) / (FARTHEST + MIDDLE), count):
        z = from_unit(t)
        powers = [z**power for power in range(degree + 1)]
        rows.append(powers + [-mills(z) * power for power in powers])
        right.append(mills(z) * z ** (degree + 1))
    solution = list(lu_solve(matrix(rows), matrix(right)))
    return solution[: degree + 1], solution[degree + 1 :] + [mpf(1)]


def worst(approximation, function, points):
    return float(max(abs(approximation(p) / function(p) - 1) for p in points))


def cdf(x):
    return erfc(-x / sqrt(mpf(2))) / 2


def table(name, function, arguments):
    rows = "".join(f"    ({x!r}, {float(function(mpf(x)))!r}),\n" for x in arguments)
    return f"pub const {name}: [(f64, f64); {len(arguments)}] = [\n{rows}];\n"


def write_references():
    """Arguments that fill the ranges evenly, and the nearest numbers to the functions of exactly them."""
    even = [(k * 0.6180339887498949) % 1.0 for k in range(1, 61)]
    near_one = [1 + (u - 0.5) * 10.0 ** -(k % 12) for k, u in enumerate(even[:30])]
    with open("../tests/batch_pricing/functions_table.rs", "w") as out:
        out.write("//! Written by `tables/batch_pricing.py`; do not edit. Arguments and values, rounded once.\n")
        out.write("#![allow(clippy::excessive_precision, clippy::unreadable_literal, clippy::approx_constant)]\n\n")
        out.write(table("EXP", exp, [-708.0 + 1417.0 * u for u in even[:40]] + [u - 0.5 for u in even[40:]]) + "\n")
        out.write(table("LN", ln, [10.0 ** (600 * u - 300) for u in even[30:]] + near_one) + "\n")
        out.write(table("CDF", cdf, [-37.0 + 45.0 * u for u in even[:40]] + [4 * u - 2 for u in even[40:]]))


def array(name, note, coefficients):
    lines = "".join(f"    {float(c)!r},\n" for c in coefficients)
    return f"/// {note}\npub(super) const {name}: [f64; {len(coefficients)}] = [\n{lines}];\n"


def main():
    half = ln(mpf(2)) / 2
    exp_c = polynomial(exp_rest, -half, half, EXP_DEGREE)
    exp_error = worst(
        lambda r: 1 + r + r * r * evaluate(exp_c, r), exp, [half * mpf(k) / 200 for k in range(-200, 201)]
    )
    farthest = (3 - 2 * sqrt(mpf(2))) ** 2
    ln_c = polynomial(ln_rest, mpf(10) ** -20, farthest, LN_DEGREE)
    ln_error = worst(
        lambda s: 2 * s + s * s * s * evaluate(ln_c, s * s),
        lambda s: 2 * atanh(s),
        [sqrt(farthest) * mpf(k) / 200 for k in range(1, 201)],
    )
    top, bottom = mills_quotient(MILLS_DEGREE)
    assert min(top) > 0 and min(bottom) > 0
    end = mpf(FARTHEST - MIDDLE) / (FARTHEST + MIDDLE)
    mills_error = worst(
        lambda z: evaluate(top, z) / evaluate(bottom, z),
        mills,
        [from_unit(-1 + (end + 1) * mpf(k) / 400) for k in range(401)],
    )
    with open("../src/batch_pricing/coefficients.rs", "w") as out:
        out.write("//! Written by `tables/batch_pricing.py`; do not edit. Constants first; errors are relative, before rounding.\n")
        out.write("#![allow(clippy::excessive_precision, clippy::unreadable_literal)]\n\n")
        out.write(array("EXP", f"`(e^r - 1 - r) / r^2` in r, for `|r| <= ln(2)/2`: e^r within {exp_error:.0e}.", exp_c) + "\n")
        out.write(array("LN", f"`(ln(m)/s - 2) / s^2` in `s^2`, `s = (m - 1)/(m + 1)`: ln within {ln_error:.0e}.", ln_c) + "\n")
        note = f"Of Mills' ratio in z, for `0 <= z <= {FARTHEST}`: the quotient within {mills_error:.0e}."
        out.write(array("MILLS_NUMERATOR", note, top) + "\n")
        out.write(array("MILLS_DENOMINATOR", "The other half of the quotient.", bottom))

    write_references()


main()
