//! Against total volatilities of prices that were inverted with 50 digits.

use crate::reference_table::{CONTRACTS, REFERENCE};
use crate::{assert_close, BAR};
use options_math::OptionType;
use risk_models::implied_vol::{implied_total_vol, normalised_implied_total_vol, normalised_price};

/// In the table the price is exact, but not its distance to the limit, which is rounded like the limit itself: times the condition, a
/// last digit of the price.
fn tolerance(condition: f64) -> f64 {
    BAR.max(2.0 * f64::EPSILON * condition)
}

#[test]
fn every_row_is_met() {
    for [distance, price, expected, condition] in REFERENCE {
        for log_moneyness in [distance, -distance] {
            let computed = normalised_implied_total_vol(log_moneyness, price).unwrap();
            assert_close(computed, expected, tolerance(condition), &format!("x {log_moneyness}, price {price:e}"));
        }
    }
}

/// Otherwise the test above could loosen its own bar.
#[test]
fn nearly_every_row_is_held_to_the_bar() {
    let loosened: Vec<_> = REFERENCE.iter().filter(|row| tolerance(row[3]) > BAR).collect();
    assert!(loosened.len() <= 24, "{}: {loosened:?}", loosened.len());
    assert!(loosened.iter().all(|row| row[2] > 8.5), "{loosened:?}");
}

#[test]
fn contracts_in_and_out_of_the_money() {
    for (is_call, forward, strike, price, expected) in CONTRACTS {
        let option_type = if is_call { OptionType::Call } else { OptionType::Put };
        let computed = implied_total_vol(option_type, forward, strike, price).unwrap();
        assert_close(computed, expected, BAR, &format!("{option_type:?} {forward} {strike} {price}"));
    }
}

#[test]
fn the_price_of_a_row_is_its_price() {
    for [distance, price, total_vol, _] in REFERENCE {
        // Rounding s moves b by s b'/b times as much: at most h^2 + 1.
        let h = distance / total_vol;
        assert_close(
            normalised_price(distance, total_vol),
            price,
            4e-15 * (h * h + 4.0),
            &format!("x {distance}, s {total_vol}"),
        );
    }
}
