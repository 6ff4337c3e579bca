//! Black's formula: published numbers, edges, and its relation to the spot formula.

use options_math::{black76, price, Fix, ForwardPrices, MathError, OptionInputs, MAX_PRICE_E8};

const USD: u64 = 100_000_000;
const DAY: u64 = 86_400;

fn on_forward(forward_usd: u64, strike_usd: u64, days: u64, vol_e9: u64) -> OptionInputs {
    let (spot_e8, strike_e8) = (forward_usd * USD, strike_usd * USD);
    OptionInputs { spot_e8, strike_e8, seconds_to_expiry: days * DAY, vol_e9 }
}

fn call_usd(inputs: &OptionInputs, discount: f64) -> f64 {
    black76(inputs, Fix::from_num(discount)).unwrap().call_e12 as f64 / 1e12
}

#[test]
fn published_prices() {
    // Derive protocol, tests of its Black-76 library (v2-core).
    let at_the_money = call_usd(&on_forward(1_500, 1_500, 7, 1_000_000_000), 1.0);
    assert!((at_the_money - 82.8050806686345).abs() < 1.5e-6, "{at_the_money}");
    let discounted = call_usd(&on_forward(1_000, 1_200, 30, 250_000_000), 0.9991784198737006);
    assert!((discounted - 0.137_082_128_426_579_3).abs() < 1e-6, "{discounted}");
}

#[test]
fn without_a_discount_it_is_the_spot_formula() {
    let inputs = on_forward(150, 165, 7, 800_000_000);
    let prices = price(&inputs).unwrap();
    let ForwardPrices { call_e12, put_e12 } = black76(&inputs, Fix::ONE).unwrap();
    assert_eq!((call_e12, put_e12), (prices.call_e12, prices.put_e12));
}

#[test]
fn edges_are_exact() {
    let half = Fix::from_num(0.5);
    // Without a strike the call is the forward; without a forward the put is the strike.
    let without_strike = black76(&on_forward(150, 0, 7, 800_000_000), half).unwrap();
    assert_eq!(without_strike, ForwardPrices { call_e12: 75_000_000_000_000, put_e12: 0 });
    let without_forward = black76(&on_forward(0, 150, 7, 800_000_000), half).unwrap();
    assert_eq!(without_forward, ForwardPrices { call_e12: 0, put_e12: 75_000_000_000_000 });
    // A tiny forward under a huge strike.
    let inputs = OptionInputs { spot_e8: 1, strike_e8: MAX_PRICE_E8, seconds_to_expiry: DAY, vol_e9: 4_000_000_000 };
    let tiny = black76(&inputs, Fix::ONE).unwrap();
    assert_eq!(tiny, ForwardPrices { call_e12: 0, put_e12: (MAX_PRICE_E8 - 1) * 10_000 });
    // The largest value there is, doubled.
    let largest = black76(&OptionInputs { spot_e8: MAX_PRICE_E8, strike_e8: 0, ..inputs }, Fix::from_num(2)).unwrap();
    assert_eq!(largest.call_e12, MAX_PRICE_E8 * 20_000);
}

#[test]
fn what_is_refused() {
    let inputs = on_forward(150, 165, 7, 800_000_000);
    for discount in [Fix::ZERO, -Fix::DELTA, Fix::from_num(2) + Fix::DELTA, Fix::MAX, Fix::MIN] {
        assert_eq!(black76(&inputs, discount), Err(MathError::Discount));
    }
    let without_forward = OptionInputs { spot_e8: 0, ..inputs };
    let refused = |inputs: OptionInputs| black76(&inputs, Fix::ONE).unwrap_err();
    assert_eq!(refused(OptionInputs { strike_e8: MAX_PRICE_E8 + 1, ..without_forward }), MathError::Strike);
    assert_eq!(refused(OptionInputs { vol_e9: 1, ..without_forward }), MathError::Volatility);
    assert_eq!(refused(OptionInputs { spot_e8: MAX_PRICE_E8 + 1, ..inputs }), MathError::Spot);
}
