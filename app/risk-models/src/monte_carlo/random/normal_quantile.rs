//! The inverse of the normal distribution.

/// Up to so far from 1/2 one quotient of polynomials is enough.
const MIDDLE: f64 = 0.425;
/// Of `sqrt(-ln p)`, where the tail is cut in two.
const FAR: f64 = 5.0;

/// The z with `N(z) = p`, for `2^-60 <= p <= 1 - 2^-53`, within 7e-16 of itself; `z(1 - p) = -z(p)` to the bit where `1 - p` is exact.
///
/// With `q = p - 1/2`: `q P(r) / Q(r)`, `r = 0.425^2 - q^2`, in the middle; in the tails `P(r) / Q(r)` with `r = sqrt(-ln p)` less 1.6 or 5.
/// Source of form and coefficients: M. Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37
/// (1988), routine PPND16. Only basic operations, the root and `libm`'s logarithm: the same bits on every machine.
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= MIDDLE {
        let r = MIDDLE * MIDDLE - q * q;
        return q * quotient(&MIDDLE_NUMERATOR, &MIDDLE_DENOMINATOR, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = (-libm::log(tail)).sqrt();
    let size = if r <= FAR {
        quotient(&TAIL_NUMERATOR, &TAIL_DENOMINATOR, r - 1.6)
    } else {
        quotient(&FAR_NUMERATOR, &FAR_DENOMINATOR, r - FAR)
    };
    size.copysign(q)
}

fn quotient(numerator: &[f64; 8], denominator: &[f64; 8], r: f64) -> f64 {
    let value = |coefficients: &[f64; 8]| coefficients.iter().rev().fold(0.0, |sum, c| sum * r + c);
    value(numerator) / value(denominator)
}

const MIDDLE_NUMERATOR: [f64; 8] = [
    3.387_132_872_796_366_5,
    1.331_416_678_917_843_8e2,
    1.971_590_950_306_551_3e3,
    1.373_169_376_550_946e4,
    4.592_195_393_154_987e4,
    6.726_577_092_700_87e4,
    3.343_057_558_358_813e4,
    2.509_080_928_730_122_7e3,
];
const MIDDLE_DENOMINATOR: [f64; 8] = [
    1.0,
    4.231_333_070_160_091e1,
    6.871_870_074_920_579e2,
    5.394_196_021_424_751e3,
    2.121_379_430_158_659_7e4,
    3.930_789_580_009_271e4,
    2.872_908_573_572_194_3e4,
    5.226_495_278_852_545e3,
];
const TAIL_NUMERATOR: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    2.417_807_251_774_506e-1,
    2.272_384_498_926_918_4e-2,
    7.745_450_142_783_414e-4,
];
const TAIL_DENOMINATOR: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    6.897_673_349_851e-1,
    1.481_039_764_274_800_8e-1,
    1.519_866_656_361_645_7e-2,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const FAR_NUMERATOR: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    2.965_605_718_285_048_7e-1,
    2.653_218_952_657_612_4e-2,
    1.242_660_947_388_078_4e-3,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const FAR_DENOMINATOR: [f64; 8] = [
    1.0,
    5.998_322_065_558_88e-1,
    1.369_298_809_227_358e-1,
    1.487_536_129_085_061_5e-2,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];
