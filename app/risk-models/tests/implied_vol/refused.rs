//! Prices that no volatility gives, and inputs that are no option: each has its error, in one line that says what to do.

use options_math::OptionType::{Call, Put};
use risk_models::implied_vol::{
    implied_total_vol, implied_vol, normalised_implied_total_vol, ImpliedVolError, OptionPrice,
};

const AT_THE_MONEY: OptionPrice =
    OptionPrice { option_type: Call, forward: 100.0, strike: 100.0, discount: 0.5, years: 1.0, price: 2.0 };

#[test]
fn a_price_at_or_below_intrinsic() {
    for (option_type, strike, price, intrinsic) in [
        (Call, 80.0, 20.0, 20.0),
        (Call, 80.0, 19.0, 20.0),
        (Put, 120.0, 19.0, 20.0),
        (Put, 80.0, 0.0, 0.0),
        (Call, 120.0, -1.0, 0.0),
    ] {
        let error = implied_total_vol(option_type, 100.0, strike, price).unwrap_err();
        assert_eq!(error, ImpliedVolError::NoTimeValue { price, intrinsic });
    }
    assert_eq!(
        normalised_implied_total_vol(0.1, 0.0),
        Err(ImpliedVolError::NoTimeValue { price: 0.0, intrinsic: 0.0 })
    );
}

#[test]
fn a_price_at_or_above_the_limit() {
    for (option_type, strike, price, limit) in
        [(Call, 80.0, 100.0, 100.0), (Call, 120.0, 101.0, 100.0), (Put, 80.0, 80.0, 80.0)]
    {
        let error = implied_total_vol(option_type, 100.0, strike, price).unwrap_err();
        assert_eq!(error, ImpliedVolError::AboveLimit { price, limit });
    }
    assert_eq!(normalised_implied_total_vol(0.0, 1.0), Err(ImpliedVolError::AboveLimit { price: 1.0, limit: 1.0 }));
}

#[test]
fn no_time() {
    for years in [0.0, -1.0, f64::INFINITY] {
        assert_eq!(implied_vol(&OptionPrice { years, ..AT_THE_MONEY }), Err(ImpliedVolError::NoTime { years }));
    }
    assert!(implied_vol(&OptionPrice { years: f64::NAN, ..AT_THE_MONEY }).is_err());
}

#[test]
fn numbers_that_are_no_price_of_anything() {
    for value in [0.0, -1.0, f64::INFINITY] {
        let forward = implied_vol(&OptionPrice { forward: value, ..AT_THE_MONEY });
        assert_eq!(forward, Err(ImpliedVolError::NotPositive { what: "the forward", value }));
        let strike = implied_vol(&OptionPrice { strike: value, ..AT_THE_MONEY });
        assert_eq!(strike, Err(ImpliedVolError::NotPositive { what: "the strike", value }));
        let discount = implied_vol(&OptionPrice { discount: value, ..AT_THE_MONEY });
        assert_eq!(discount, Err(ImpliedVolError::NotPositive { what: "the discount factor", value }));
    }
    assert!(matches!(
        implied_vol(&OptionPrice { price: f64::NAN, ..AT_THE_MONEY }),
        Err(ImpliedVolError::NotPositive { what: "the price", .. })
    ));
}

#[test]
fn too_far_or_too_small() {
    assert_eq!(normalised_implied_total_vol(-100.5, 0.1), Err(ImpliedVolError::TooFar { log_moneyness: 100.5 }));
    assert!(matches!(normalised_implied_total_vol(f64::NAN, 0.1), Err(ImpliedVolError::TooFar { .. })));
    assert!(matches!(implied_total_vol(Call, 1.0, 1e100, 1e-9), Err(ImpliedVolError::TooFar { .. })));
    assert_eq!(normalised_implied_total_vol(1.0, 1e-291), Err(ImpliedVolError::TooSmall { time_value: 1e-291 }));
}

#[test]
fn messages_are_one_line() {
    let no_time = implied_vol(&OptionPrice { years: 0.0, ..AT_THE_MONEY }).unwrap_err();
    assert_eq!(
        no_time.to_string(),
        "the time to expiry is 0 years; an option needs time to have a volatility, leave out expired ones"
    );
    let below = implied_total_vol(Call, 100.0, 80.0, 19.5).unwrap_err();
    assert_eq!(
        below.to_string(),
        "the price 19.5 is not above 20, what the option is worth without volatility; check price, forward and strike"
    );
}
