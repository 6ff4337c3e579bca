//! `exp(y) = 2^(n / 32) exp(r)`: a table of 32 powers and a short Taylor series.
//!
//! Source: P. T. P. Tang, "Table-driven implementation of the exponential function in IEEE floating-point
//! arithmetic", ACM Transactions on Mathematical Software 15 (1989).

use super::words::polynomial;
use crate::kernel::words::mul_high;

/// 32 / ln 2 in Q20.
const CELLS_PER_UNIT: i64 = 48_408_813;
/// ln 2 / 32 in Q100.
const CELL_Q100: i128 = 0x58b90bfbe8e7bcd5e4f1d9cc;
/// ln 2 / 32 in Q64.
const CELL_Q64: i128 = CELL_Q100 >> 36;

/// 1/1!, 1/2!, ... 1/7! in Q63: the series of (exp(r) - 1) / r. The first omitted term of exp is below 2^-59.
const FACTORIAL_RECIPROCALS: [u64; 7] = [
    0x8000000000000000,
    0x4000000000000000,
    0x1555555555555555,
    0x0555555555555555,
    0x0111111111111111,
    0x002d82d82d82d82e,
    0x0006806806806807,
];

/// 2^(j / 32) in Q63.
static POWERS: [u64; 32] = [
    0x8000000000000000,
    0x82cd8698ac2ba1d7,
    0x85aac367cc487b15,
    0x88980e8092da8527,
    0x8b95c1e3ea8bd6e7,
    0x8ea4398b45cd53c0,
    0x91c3d373ab11c336,
    0x94f4efa8fef70961,
    0x9837f0518db8a96f,
    0x9b8d39b9d54e5539,
    0x9ef5326091a111ae,
    0xa27043030c496819,
    0xa5fed6a9b15138ea,
    0xa9a15ab4ea7c0ef8,
    0xad583eea42a14ac6,
    0xb123f581d2ac2590,
    0xb504f333f9de6484,
    0xb8fbaf4762fb9ee9,
    0xbd08a39f580c36bf,
    0xc12c4cca66709456,
    0xc5672a115506dadd,
    0xc9b9bd866e2f27a3,
    0xce248c151f8480e4,
    0xd2a81d91f12ae45a,
    0xd744fccad69d6af4,
    0xdbfbb797daf23755,
    0xe0ccdeec2a94e111,
    0xe5b906e77c8348a8,
    0xeac0c6e7dd24392f,
    0xefe4b99bdcdaf5cb,
    0xf5257d152486cc2c,
    0xfa83b2db722a033a,
];

/// The number `mantissa * 2^(exponent - 63)`, with `mantissa` in [2^63, 2^64).
#[derive(Clone, Copy)]
pub(crate) struct Exponential {
    pub mantissa: u64,
    pub exponent: i32,
}

impl Exponential {
    /// `self * factor` in Q48, rounded to nearest, for a factor in Q63 up to one and an exponent of at most zero.
    pub(crate) fn scale(self, factor_q63: u64) -> u64 {
        let product_q62 = mul_high(self.mantissa, factor_q63); // below 2^63
        let shift = 14 + self.exponent.unsigned_abs();
        if shift >= u64::BITS {
            return 0;
        }
        (product_q62 + (1 << (shift - 1))) >> shift // below 2^63 + 2^62
    }
}

/// `exp(y)` for y in Q64 with |y| < 64, relative error below 2^-58.
pub(crate) fn exponential(y_q64: i128) -> Exponential {
    // |y| < 64 has at most 30 bits in Q24, so the product stays below 2^56 and the shifted value is exact in an i64.
    let mut cell = (((y_q64 >> 40) as i64) * CELLS_PER_UNIT) >> 44;
    // |cell| < 2^12 and the constant is below 2^95: far from 2^127.
    let mut rest = y_q64 - (i128::from(cell).wrapping_mul(CELL_Q100) >> 36);
    // The estimate of the cell is off by one at most.
    if rest < 0 {
        cell -= 1;
        rest += CELL_Q64;
    } else if rest >= CELL_Q64 {
        cell += 1;
        rest -= CELL_Q64;
    }
    // 0 <= rest <= ln 2 / 32 in Q64: fits a u64.
    let rest = rest as u64;
    let series = polynomial(&FACTORIAL_RECIPROCALS, rest);
    // Q63 * Q64 / 2^64 = Q63, below 0.022: doubling it to Q64 cannot overflow.
    let growth_q64 = mul_high(series, rest) << 1;
    let power = POWERS[(cell & 31) as usize]; // the mask keeps the index below 32
    Exponential {
        mantissa: power.saturating_add(mul_high(power, growth_q64)),
        exponent: (cell >> 5) as i32, // |cell| < 2^12
    }
}

/// `exp(-d^2 / 2)` for d in Q48, d < 11.
pub(crate) fn gaussian(d_q48: u64) -> Exponential {
    let square_q96 = u128::from(d_q48).wrapping_mul(u128::from(d_q48)); // below 2^103
    exponential(-((square_q96 >> 33) as i128)) // below 2^70
}
