//! Black-76 and the two parts of a forward.

use crate::assert_near;
use options_math::OptionType::{Call, Put};
use risk_models::derive_pmrm2::{black76::normal_cdf, black76::Black76, forward::Forward};

const AT_THE_MONEY: Black76 = Black76 { forward: 100.0, strike: 100.0, volatility: 0.2, years: 1.0, discount: 1.0 };

/// `100 (2 N(0.1) - 1)`, with `N(0.1) = 0.539827837277029` of any table.
#[test]
fn at_the_money_is_a_textbook_number() {
    assert_near(AT_THE_MONEY.price(Call), 7.965_567_455_405_8, "call");
    assert_near(AT_THE_MONEY.price(Put), 7.965_567_455_405_8, "put");
}

#[test]
fn call_less_put_is_the_discounted_forward_less_the_strike() {
    for strike in [1.0, 60.0, 100.0, 140.0, 10_000.0] {
        let option = Black76 { strike, discount: 0.9, ..AT_THE_MONEY };
        assert_near(option.price(Call) - option.price(Put), 0.9 * (100.0 - strike), "parity");
    }
}

#[test]
fn without_time_or_volatility_only_what_is_in_the_money_counts() {
    for still in [Black76 { years: 0.0, ..AT_THE_MONEY }, Black76 { volatility: 0.0, ..AT_THE_MONEY }] {
        let option = Black76 { strike: 90.0, discount: 0.5, ..still };
        assert_eq!((option.price(Call), option.price(Put)), (5.0, 0.0));
    }
}

#[test]
fn a_forward_of_nothing_makes_a_put_worth_its_strike() {
    let option = Black76 { forward: 0.0, discount: 0.5, ..AT_THE_MONEY };
    assert_eq!((option.price(Call), option.price(Put)), (0.0, 50.0));
}

/// Extreme volatility: a call is worth the forward, a put the strike.
#[test]
fn volatility_without_limit_has_limits_of_price() {
    let option = Black76 { volatility: 2_500.0, strike: 130.0, ..AT_THE_MONEY };
    assert_eq!((option.price(Call), option.price(Put)), (100.0, 130.0));
}

/// From a table of the normal distribution; the far tail keeps its digits.
#[test]
fn the_normal_distribution_is_exact_in_both_tails() {
    assert_eq!(normal_cdf(0.0), 0.5);
    assert_near(normal_cdf(1.96), 0.975_002_104_851_780, "1.96");
    let far = 7.619_853_024_160_527e-24;
    assert!((normal_cdf(-10.0) / far - 1.0).abs() < 1e-13, "{}", normal_cdf(-10.0));
}

#[test]
fn half_the_average_is_settled_a_quarter_of_an_hour_before_expiry() {
    let half = Forward::split(100.0, 900);
    assert_eq!(half, Forward { settled: 50.0, floating: 50.0 });
    assert_near(half.shocked(1.2), 110.0, "only half moves");
}

#[test]
fn before_the_average_everything_floats_and_after_it_nothing() {
    for seconds in [1_800, 1_801, 86_400] {
        assert_eq!(Forward::split(100.0, seconds), Forward { settled: 0.0, floating: 100.0 });
    }
    assert_eq!(Forward::split(100.0, 0).shocked(3.0), 100.0);
}
