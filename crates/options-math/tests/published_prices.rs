//! Numbers from public sources, with zero rate.

use options_math::{call_delta, price_call, CallInputs, Fix};

const YEAR: u64 = 31_536_000;

fn call(spot: f64, strike: f64, seconds: u64, vol: f64) -> (f64, f64) {
    let inputs = CallInputs {
        spot_e8: (spot * 1e8).round() as u64,
        strike_e8: (strike * 1e8).round() as u64,
        seconds_to_expiry: seconds,
        vol_e9: (vol * 1e9).round() as u64,
    };
    let quote = price_call(&inputs).unwrap();
    assert_eq!(call_delta(&inputs), Ok(quote.delta));
    (quote.price_over_spot.to_num::<f64>() * spot, quote.delta.to_num::<f64>())
}

fn assert_close(actual: f64, expected: f64, scale: f64) {
    let error = (actual - expected).abs() / scale;
    assert!(error < 2e-13, "{actual} instead of {expected}: {error:e} of {scale}");
}

#[test]
fn a_week_of_sol_at_80_percent() {
    let week = 7 * 86_400;
    let (price, delta) = call(150.0, 165.0, week, 0.8);
    assert_close(price, 1.879_781_240_655_013_2, 150.0);
    assert_close(delta, 0.210_438_791_605_945_1, 1.0);
    let (price, _) = call(150.0, 150.0, week, 0.8);
    assert_close(price, 6.626_311_379_747_818, 150.0);
    // The put by parity: P = C - S + K.
    let (price, _) = call(150.0, 135.0, week, 0.8);
    assert_close(price - 150.0 + 135.0, 1.439_310_767_721_41, 150.0);
}

#[test]
fn black_76_with_the_discount_taken_out() {
    let (price, _) = call(1500.0, 1500.0, 7 * 86_400, 1.0);
    assert_close(price, 82.805_080_668_634_5, 1500.0);
    let (price, _) = call(1000.0, 1200.0, 30 * 86_400, 0.25);
    assert_close(price * 0.999_178_419_873_700_6, 0.137_082_128_426_579_3, 1000.0);
}

/// A rate moves into the spot: C(S, K, r) = e^(-rT) C(S e^(rT), K, 0). Spot has eight decimals, hence the wider bound.
#[test]
fn haug_and_quantlib_with_the_rate_in_the_forward() {
    for (spot, strike, rate, years, vol, expected) in
        [(60.0, 65.0, 0.08, 0.25, 0.30, 2.133_368_444_916_2), (100.0, 100.0, 0.05, 1.0, 0.20, 10.450_583_572_185_565)]
    {
        let growth = f64::exp(rate * years);
        let seconds = (years * YEAR as f64) as u64;
        let (price, _) = call(spot * growth, strike, seconds, vol);
        let error = (price / growth - expected).abs();
        assert!(error < 1e-8, "{error:e}");
    }
}

#[test]
fn at_expiry_only_the_intrinsic_value_is_left() {
    assert_eq!(call(100.0, 75.0, 0, 1.0), (25.0, 1.0));
    assert_eq!(call(100.0, 100.0, 0, 1.0), (0.0, 0.0));
    assert_eq!(call(100.0, 100.000_000_01, 0, 1.0), (0.0, 0.0));
}

#[test]
fn far_wings_are_exact() {
    let week = 7 * 86_400;
    assert_eq!(call(100.0, 0.000_000_01, week, 0.5).1, 1.0);
    assert_eq!(call(100.0, 50.0, week, 0.5), (50.0, 1.0));
    assert_eq!(call(100.0, 200.0, week, 0.5), (0.0, 0.0));
    let extreme = |spot_e8, strike_e8| {
        price_call(&CallInputs { spot_e8, strike_e8, seconds_to_expiry: week, vol_e9: 4_000_000_000 }).unwrap()
    };
    assert_eq!(extreme(1, u64::MAX).price_over_spot, Fix::ZERO);
    assert_eq!(extreme(1, u64::MAX).delta, Fix::ZERO);
    assert_eq!(extreme(u64::MAX, 1).price_over_spot, Fix::ONE - Fix::DELTA);
    assert_eq!(extreme(u64::MAX, 1).delta, Fix::ONE);
}
