"""Writes ../src/monte_carlo/random/sobol_table.rs and ../tests/monte_carlo/sobol_reference.rs. Needs numpy and scipy; run from this folder.

The direction numbers are those of S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional projections", SIAM Journal on
Scientific Computing 30 (2008), set new-joe-kuo-6.21201, which scipy carries. The reference points are those of scipy's own generator.
"""
import os
import numpy as np
from scipy.stats import _qmc, qmc

DIMENSIONS = 200
path = os.path.join(os.path.dirname(_qmc.__file__), "_sobol_direction_numbers.npz")
table = np.load(path)

rows = []
for dimension in range(1, DIMENSIONS):
    polynomial = int(table["poly"][dimension])
    degree = polynomial.bit_length() - 1
    initial = [int(m) for m in table["vinit"][dimension][:degree]]
    rows.append(f"    ({polynomial}, &{initial}),\n")
with open("../src/monte_carlo/random/sobol_table.rs", "w") as out:
    out.write(f"""//! Written by `tables/sobol.py`; do not edit. Set new-joe-kuo-6.21201 of S. Joe and F. Y. Kuo, dimensions 2 to {DIMENSIONS}.
//! Copyright (c) 2008, Frances Y. Kuo and Stephen Joe; their BSD licence is in `tables/SOBOL_LICENCE.txt`.

/// Of each dimension but the first: the primitive polynomial as bits, its highest power first, and the first direction numbers.
#[rustfmt::skip]
pub(super) const TABLE: [(u32, &[u32]); {DIMENSIONS - 1}] = [
{"".join(rows)}];
""")

points = qmc.Sobol(DIMENSIONS, scramble=False, bits=32).random_base2(8)
chosen = [(point, dimension) for point in (1, 2, 3, 7, 64, 100, 199) for dimension in (0, 1, 2, 5, 17, 63, 128, 199)]
with open("../tests/monte_carlo/sobol_reference.rs", "w") as out:
    out.write("//! Written by `tables/sobol.py`; do not edit.\n\n")
    out.write("/// Point, dimension, coordinate times 2^32: of scipy's generator, whose points come in the order of Gray's code.\n")
    out.write(f"#[rustfmt::skip]\npub const POINTS: [(u32, usize, u32); {len(chosen)}] = [\n")
    for point, dimension in chosen:
        out.write(f"    ({point}, {dimension}, {int(points[point][dimension] * 2**32)}),\n")
    out.write("];\n")
