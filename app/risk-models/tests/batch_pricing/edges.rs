//! No time, no volatility, far wings, and what is no option at all.

use crate::chain::{price_rows, Row};
use risk_models::batch_pricing::{price_batch, price_only_batch, BatchPricingError, Greeks, Options, Values};

fn one(row: Row) -> Values {
    price_rows(&[row])[0]
}

fn values(price: f64, delta: f64, gamma: f64, vega: f64) -> Values {
    Values { price, delta, gamma, vega }
}

#[test]
fn without_time_or_volatility_an_option_is_worth_what_exercise_would_bring() {
    for (years, volatility) in [(0.0, 0.8), (0.5, 0.0), (0.0, 0.0)] {
        assert_eq!(one((120.0, 100.0, years, volatility, true)), values(20.0, 1.0, 0.0, 0.0));
        assert_eq!(one((120.0, 100.0, years, volatility, false)), values(0.0, 0.0, 0.0, 0.0));
        assert_eq!(one((80.0, 100.0, years, volatility, true)), values(0.0, 0.0, 0.0, 0.0));
        assert_eq!(one((80.0, 100.0, years, volatility, false)), values(20.0, -1.0, 0.0, 0.0));
    }
}

#[test]
fn at_the_money_without_time_delta_is_a_half() {
    for (is_call, half) in [(true, 0.5), (false, -0.5)] {
        let Values { price, delta, gamma, vega } = one((100.0, 100.0, 0.0, 0.8, is_call));
        assert_eq!((price, gamma, vega), (0.0, 0.0, 0.0));
        assert!((delta - half).abs() <= f64::EPSILON, "{delta}");

        let Values { price, delta, gamma, vega } = one((100.0, 100.0, 0.25, 0.0, is_call));
        assert_eq!((price, gamma), (0.0, 0.0));
        assert!((delta - half).abs() <= f64::EPSILON, "{delta}");
        // F sqrt(years / (2 pi))
        assert!((vega - 100.0 * (0.25 / std::f64::consts::TAU).sqrt()).abs() < 1e-13, "{vega}");
    }
}

#[test]
fn far_wings_are_finite() {
    for forward in [1e-150, 1e-9, 1.0, 1e9, 1e150] {
        for strike in [1e-150, 1e-9, 1.0, 1e9, 1e150] {
            for (years, volatility) in
                [(1e-9, 1e-6), (1e-3, 0.1), (1.0, 1.0), (30.0, 10.0), (1e150, 1e150), (1.0, 1e-160)]
            {
                for is_call in [true, false] {
                    let row = (forward, strike, years, volatility, is_call);
                    let Values { price, delta, gamma, vega } = one(row);
                    assert!([price, delta, gamma, vega].iter().all(|x| x.is_finite()), "{row:?}");
                    assert!(price >= 0.0 && delta.abs() <= 1.0, "{row:?}: {price} {delta}");
                }
            }
        }
    }
}

#[test]
fn with_endless_volatility_a_call_is_the_forward_and_a_put_the_strike() {
    assert_eq!(one((120.0, 100.0, 1.0, 1e10, true)), values(120.0, 1.0, 0.0, 0.0));
    assert_eq!(one((120.0, 100.0, 1.0, 1e10, false)), values(100.0, 0.0, 0.0, 0.0));
}

#[test]
fn what_is_no_option_is_not_a_number_and_leaves_its_neighbours_alone() {
    let good: Row = (100.0, 110.0, 0.5, 0.8, true);
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 1e151] {
        for place in 0..4 {
            let mut row = good;
            *[&mut row.0, &mut row.1, &mut row.2, &mut row.3][place] = bad;
            let results = price_rows(&[good, row, good]);
            let Values { price, delta, gamma, vega } = results[1];
            assert!([price, delta, gamma, vega].iter().all(|x| x.is_nan()), "{row:?}");
            assert_eq!((results[0], results[2]), (one(good), one(good)));
        }
    }
    assert!(one((0.0, 110.0, 0.5, 0.8, true)).price.is_nan() && one((100.0, 0.0, 0.5, 0.8, true)).price.is_nan());
}

#[test]
fn slices_of_different_lengths_are_refused() {
    let (three, two, calls) = ([1.0; 3], [1.0; 2], [true; 3]);
    let options = Options { forward: &three, strike: &three, years: &two, volatility: &three, is_call: &calls };
    let mut results = [[7.0; 3]; 4];
    let [price, delta, gamma, vega] = &mut results;
    let refused = price_batch(&options, &mut Greeks { price, delta, gamma, vega });
    assert_eq!(refused, Err(BatchPricingError::Length { name: "years", expected: 3, found: 2 }));
    assert_eq!(refused.unwrap_err().to_string(), "years has 2 numbers, forward 3");
    assert_eq!(results, [[7.0; 3]; 4]);
    let options = Options { years: &three, ..options };
    let refused = price_only_batch(&options, &mut [7.0; 2]);
    assert_eq!(refused, Err(BatchPricingError::Length { name: "price", expected: 3, found: 2 }));
}
