//! Numbers from public sources.

use options_math::{greeks_at_rate, Greeks, OptionInputs};

const DAY: u64 = 86_400;

struct Published {
    inputs: OptionInputs,
    rate_e9: u64,
    quote: Greeks,
}

fn published(spot: f64, strike: f64, seconds_to_expiry: u64, vol: f64, rate: f64) -> Published {
    let e8 = |price: f64| (price * 1e8).round() as u64;
    let e9 = |number: f64| (number * 1e9).round() as u64;
    let inputs = OptionInputs { spot_e8: e8(spot), strike_e8: e8(strike), seconds_to_expiry, vol_e9: e9(vol) };
    let rate_e9 = e9(rate);
    Published { inputs, rate_e9, quote: greeks_at_rate(&inputs, rate_e9).unwrap() }
}

impl Published {
    fn spot(&self) -> f64 {
        self.inputs.spot_e8 as f64 / 1e8
    }

    fn call(&self) -> f64 {
        self.quote.prices.call_e12 as f64 / 1e12
    }

    fn put(&self) -> f64 {
        self.quote.prices.put_e12 as f64 / 1e12
    }

    /// Within 1e-9 of spot.
    fn assert_value(&self, actual: f64, expected: f64) {
        assert_close(actual, expected, 1e-9 * self.spot());
    }
}

fn assert_close(actual: f64, expected: f64, bound: f64) {
    let error = (actual - expected).abs();
    assert!(error < bound, "{actual} instead of {expected}: {error:e}");
}

/// SOL-like: seven days of a year of 365, spot 150, without interest.
#[test]
fn a_week_of_sol_at_80_percent() {
    let call = published(150.0, 165.0, 7 * DAY, 0.8, 0.0);
    call.assert_value(call.call(), 1.879_781_240_655_013_2);
    assert_close(call.quote.prices.call_delta.to_num(), 0.210_438_791_605_945_1, 1e-9);
    let root_years = (7.0f64 / 365.0).sqrt();
    let spot = call.spot();
    let gamma = call.quote.gamma_times_spot.to_num::<f64>() / spot;
    assert_close(gamma, 0.017_363_787_717_984_88, 1e-8 * 0.4 / (0.8 * root_years) / spot);
    let vega = call.quote.vega_over_spot.to_num::<f64>() * spot;
    assert_close(vega, 5.994_074_664_290_669, 1e-8 * 0.4 * root_years * spot);
    let theta = call.quote.call_theta_over_spot.to_num::<f64>() * spot;
    assert_close(theta, -125.019_271_569_491_1, 1e-8 * 0.2 * 0.8 / root_years * spot);

    let put = published(150.0, 135.0, 7 * DAY, 0.8, 0.0);
    put.assert_value(put.put(), 1.439_310_767_721_41);
    let straddle = published(150.0, 150.0, 7 * DAY, 0.8, 0.0);
    straddle.assert_value(straddle.call(), 6.626_311_379_747_818);
    assert_eq!(straddle.quote.prices.call_e12, straddle.quote.prices.put_e12);
}

/// Haug and QuantLib: rate 0.08, no dividend, a quarter of a year.
#[test]
fn haug_call_at_65_on_60() {
    let option = published(60.0, 65.0, 365 * DAY / 4, 0.30, 0.08);
    option.assert_value(option.call(), 2.133_368_444_916_2);
}

/// Haug and QuantLib.
#[test]
fn a_year_at_the_money_with_5_percent_interest() {
    let option = published(100.0, 100.0, 365 * DAY, 0.20, 0.05);
    option.assert_value(option.call(), 10.450_583_572_185_565);
    option.assert_value(option.put(), 5.573_526_022_256_968);
    // The put's theta is the call's plus r K exp(-rT), its rho the call's less T K exp(-rT).
    let discounted = (-0.05f64).exp();
    let theta = option.quote.put_theta_over_spot(&option.inputs, option.rate_e9).to_num::<f64>();
    assert_close(theta, option.quote.call_theta_over_spot.to_num::<f64>() + 0.05 * discounted, 1e-11);
    let rho = option.quote.put_rho_over_spot(&option.inputs).to_num::<f64>();
    assert_close(rho, option.quote.call_rho_over_spot.to_num::<f64>() - discounted, 1e-11);
}
