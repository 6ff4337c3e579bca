//! Published prices of calls and puts, discounted, with time.

use crate::assert_close;
use options_math::OptionType::{Call, Put};
use risk_models::implied_vol::{implied_total_vol, implied_vol, OptionPrice};

/// Rows of `options-math`'s tests: Black-76 prices with their volatilities.
#[test]
fn published_prices() {
    let week = 7.0 / 365.0;
    for (option_type, forward, strike, years, discount, price, vol) in [
        (Call, 150.0, 165.0, week, 1.0, 1.8797812406550132, 0.8),
        (Put, 150.0, 135.0, week, 1.0, 1.43931076772141, 0.8),
        (Call, 150.0, 150.0, week, 1.0, 6.6263113797478175, 0.8),
        (Put, 150.0, 150.0, week, 1.0, 6.6263113797478175, 0.8),
        (Call, 1500.0, 1500.0, week, 1.0, 82.8050806686345, 1.0),
        (Call, 1000.0, 1200.0, 30.0 / 365.0, 0.9991784198737006, 0.1370821284265793, 0.25),
    ] {
        let option = OptionPrice { option_type, forward, strike, discount, years, price };
        assert_close(implied_vol(&option).unwrap(), vol, 1e-14, &format!("{option:?}"));
    }
}

/// `C - P = F - K`, so both have one volatility.
#[test]
fn a_call_and_its_put_agree() {
    for (forward, strike, put) in [(100.0, 80.0, 3.25), (100.0, 120.0, 24.5), (100.0, 100.0, 7.0)] {
        let from_put = implied_total_vol(Put, forward, strike, put).unwrap();
        let from_call = implied_total_vol(Call, forward, strike, put + forward - strike).unwrap();
        assert_close(from_call, from_put, 1e-13, &format!("{forward} {strike} {put}"));
    }
}

#[test]
fn a_unit_of_currency_changes_nothing() {
    let expected = implied_total_vol(Call, 150.0, 165.0, 1.875).unwrap();
    for unit in [1e-9, 1e9, 1e150] {
        assert_close(
            implied_total_vol(Call, 150.0 * unit, 165.0 * unit, 1.875 * unit).unwrap(),
            expected,
            1e-13,
            &unit.to_string(),
        );
    }
}
