"""Writes ../tests/monte_carlo/heston_reference.rs. Needs mpmath; run from this folder.

Calls under Heston's model without interest: `S P1 - K P2`, with
`P2 = 1/2 + 1/pi int_0^inf Re(e^(-iu ln K) f(u) / (iu)) du` and P1 the same with `f(u - i) / f(-i)`; f is the characteristic function of ln S in the form of
H. Albrecher, P. Mayer, W. Schoutens and J. Tistaert, "The little Heston trap", Wilmott Magazine (January 2007), which has no jumps of the logarithm.
The first case is that of F. Fang and C. Oosterlee, SIAM Journal on Scientific Computing 31 (2008), table 4, whose published price, 5.785155450, is 2e-8 higher.
"""
from mpmath import mp, mpf, mpc, exp, log, pi, quad, sqrt, inf

mp.dps = 25
FIELDS = ["spot", "strike", "years", "volatility", "theta", "kappa", "xi", "rho"]
CASES = [
    [100, 100, 1, "0.0175**0.5", 0.0398, 1.5768, 0.5751, -0.5711],
    [100, 120, "30/365", 0.8, 0.81, 4.0, 2.0, -0.3],
    [100, 100, "30/365", 0.8, 0.81, 4.0, 2.0, -0.3],
    [100, 80, "30/365", 0.8, 0.81, 4.0, 2.0, -0.3],
    [100, 110, "7/365", 1.2, 0.64, 8.0, 4.0, 0.4],
]


def call(spot, strike, years, volatility, theta, kappa, xi, rho):
    spot, strike, theta, kappa, xi, rho = [mpf(x) for x in (spot, strike, theta, kappa, xi, rho)]
    years, variance = mpf(eval(str(years))), mpf(eval(str(volatility))) ** 2

    def f(u):
        iu = mpc(0, 1) * u
        b = kappa - rho * xi * iu
        d = sqrt(b * b + xi * xi * (iu + u * u))
        g = (b - d) / (b + d)
        decayed = exp(-d * years)
        drift = kappa * theta / xi**2 * ((b - d) * years - 2 * log((1 - g * decayed) / (1 - g)))
        return exp(iu * log(spot) + drift + variance / xi**2 * (b - d) * (1 - decayed) / (1 - g * decayed))

    def probability(shift):
        whole = f(mpc(0, -1)) if shift else 1
        of = lambda u: (exp(mpc(0, -1) * u * log(strike)) * f(mpc(u, -shift)) / whole / (mpc(0, 1) * u)).real
        return mpf(1) / 2 + quad(of, [mpf("1e-12"), 1, 5, 10, 20, 40, 80, 160, 320, 640]) / pi

    return spot * probability(1) - strike * probability(0)


with open("../tests/monte_carlo/heston_reference.rs", "w") as out:
    out.write("//! Written by `tables/heston.py`; do not edit.\n#![allow(clippy::excessive_precision, clippy::unreadable_literal)]\n\n")
    out.write("/// A call and the market it is on; rates and volatilities for a year.\npub struct Case {\n")
    out.write("".join(f"    pub {name}: f64,\n" for name in FIELDS + ["call"]) + "}\n\n")
    out.write(f"#[rustfmt::skip]\npub const CASES: [Case; {len(CASES)}] = [\n")
    for case in CASES:
        numbers = [float(eval(str(number))) for number in case] + [mp.nstr(call(*case), 12)]
        print(numbers)
        out.write("    Case { " + ", ".join(f"{name}: {number}" for name, number in zip(FIELDS + ["call"], numbers)) + " },\n")
    out.write("];\n")
