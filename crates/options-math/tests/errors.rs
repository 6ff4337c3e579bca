//! Every error says which input is wrong and what is allowed.

use options_math::{
    greeks, greeks_at_rate, price, MathError, OptionInputs, MAX_PRICE_E8, MAX_RATE_E9, MAX_SECONDS_TO_EXPIRY,
    MAX_SPOT_FACTOR_BPS, MAX_VOL_E9, MIN_SPOT_FACTOR_BPS, MIN_VOL_E9,
};

#[test]
fn messages_name_the_input_and_the_limit() {
    for (error, parts) in [
        (MathError::Spot, vec!["spot_e8", "from 1 to", "562949953421311"]),
        (MathError::Strike, vec!["strike_e8", "562949953421311"]),
        (MathError::SecondsToExpiry, vec!["seconds_to_expiry", "63072000"]),
        (MathError::Volatility, vec!["vol_e9", "0 or from 20000000", "4000000000"]),
        (MathError::Rate, vec!["rate_e9", "1000000000"]),
        (MathError::Discount, vec!["discount factor", "above 0 and at most 2"]),
        (MathError::PriceTooLow, vec!["price_e12", "2 % a year"]),
        (MathError::PriceTooHigh, vec!["price_e12", "400 % a year"]),
        (MathError::Surface, vec!["smile", "b >= 0", "|rho| < 1", "sigma >= 2^-20", "16"]),
        (MathError::LogStrike, vec!["log-strike", "-36 to 36"]),
        (MathError::SpotFactor, vec!["factor_bps", "100 (1 %", "100000 (ten"]),
        (MathError::TooManyLegs, vec!["portfolio", "24 legs"]),
        (MathError::Quantity, vec!["quantity", "-2^57 to 2^57"]),
        (MathError::UnboundedLoss, vec!["portfolio", "without limit", "own a call or underlying"]),
        (MathError::TargetDelta, vec!["target delta", "0.0001 to 0.9999"]),
        (MathError::Probability, vec!["probability", "above 0 and below 1"]),
        (MathError::LogarithmArgument, vec!["ln", "above 0"]),
        (MathError::ExponentialArgument, vec!["exp", "15 ln 2"]),
        (MathError::SquareRootArgument, vec!["sqrt", "at least 0"]),
    ] {
        let message = error.to_string();
        assert!(parts.iter().all(|part| message.contains(part)), "{message}");
    }
}

/// Other languages know the errors by these numbers: they are promised for ever.
#[test]
fn codes_never_change() {
    for (error, code) in [
        (MathError::Spot, 1),
        (MathError::Strike, 2),
        (MathError::SecondsToExpiry, 3),
        (MathError::Volatility, 4),
        (MathError::Rate, 5),
        (MathError::Discount, 6),
        (MathError::PriceTooLow, 20),
        (MathError::PriceTooHigh, 21),
        (MathError::Surface, 22),
        (MathError::LogStrike, 23),
        (MathError::SpotFactor, 40),
        (MathError::TooManyLegs, 41),
        (MathError::Quantity, 42),
        (MathError::UnboundedLoss, 43),
        (MathError::TargetDelta, 60),
        (MathError::LogarithmArgument, 80),
        (MathError::ExponentialArgument, 81),
        (MathError::SquareRootArgument, 82),
        (MathError::Probability, 83),
    ] {
        assert_eq!((error, error.code()), (error, code));
    }
}

/// The figures in the messages are those of the constants.
#[test]
fn messages_state_the_limits_in_force() {
    for (error, limit) in [
        (MathError::Spot, MAX_PRICE_E8),
        (MathError::Strike, MAX_PRICE_E8),
        (MathError::SecondsToExpiry, MAX_SECONDS_TO_EXPIRY),
        (MathError::Volatility, MIN_VOL_E9),
        (MathError::Volatility, MAX_VOL_E9),
        (MathError::Rate, MAX_RATE_E9),
        (MathError::SpotFactor, u64::from(MIN_SPOT_FACTOR_BPS)),
        (MathError::SpotFactor, u64::from(MAX_SPOT_FACTOR_BPS)),
    ] {
        let message = error.to_string();
        assert!(message.contains(&format!(" {limit}")), "{message} {limit}");
    }
}

const ORDINARY: OptionInputs =
    OptionInputs { spot_e8: 100, strike_e8: 100, seconds_to_expiry: 604_800, vol_e9: 800_000_000 };
/// Inputs that are priced without the kernel.
const WITHOUT_STRIKE: OptionInputs = OptionInputs { strike_e8: 0, ..ORDINARY };
const EXPIRED: OptionInputs = OptionInputs { seconds_to_expiry: 0, ..ORDINARY };

#[test]
fn the_first_value_outside_each_limit_is_refused_and_the_last_inside_is_not() {
    for others in [ORDINARY, WITHOUT_STRIKE, EXPIRED] {
        let spot = |spot_e8| OptionInputs { spot_e8, ..others };
        let strike = |strike_e8| OptionInputs { strike_e8, ..others };
        let seconds = |seconds_to_expiry| OptionInputs { seconds_to_expiry, ..others };
        let vol = |vol_e9| OptionInputs { vol_e9, ..others };
        for (inside, outside, error) in [
            (spot(1), spot(0), MathError::Spot),
            (spot(MAX_PRICE_E8), spot(MAX_PRICE_E8 + 1), MathError::Spot),
            (strike(MAX_PRICE_E8), strike(MAX_PRICE_E8 + 1), MathError::Strike),
            (seconds(MAX_SECONDS_TO_EXPIRY), seconds(MAX_SECONDS_TO_EXPIRY + 1), MathError::SecondsToExpiry),
            (vol(0), vol(1), MathError::Volatility),
            (vol(MIN_VOL_E9), vol(MIN_VOL_E9 - 1), MathError::Volatility),
            (vol(MAX_VOL_E9), vol(MAX_VOL_E9 + 1), MathError::Volatility),
        ] {
            assert_eq!(inside.check(), Ok(()));
            assert!(price(&inside).is_ok(), "{inside:?}");
            assert!(greeks(&inside).is_ok(), "{inside:?}");
            assert!(greeks_at_rate(&inside, MAX_RATE_E9).is_ok(), "{inside:?}");
            assert_eq!(outside.check(), Err(error));
            assert_eq!(price(&outside), Err(error));
            assert_eq!(greeks(&outside), Err(error));
            assert_eq!(greeks_at_rate(&outside, MAX_RATE_E9), Err(error));
            assert_eq!(greeks_at_rate(&inside, MAX_RATE_E9 + 1), Err(MathError::Rate));
        }
    }
}

#[test]
fn of_several_wrong_inputs_the_first_is_named() {
    let mut inputs =
        OptionInputs { spot_e8: u64::MAX, strike_e8: u64::MAX, seconds_to_expiry: u64::MAX, vol_e9: u64::MAX };
    assert_eq!(greeks_at_rate(&inputs, u64::MAX), Err(MathError::Rate));
    assert_eq!(greeks_at_rate(&inputs, 0), Err(MathError::Spot));
    inputs.spot_e8 = 1;
    assert_eq!(price(&inputs), Err(MathError::Strike));
    inputs.strike_e8 = 1;
    assert_eq!(price(&inputs), Err(MathError::SecondsToExpiry));
    inputs.seconds_to_expiry = 1;
    assert_eq!(price(&inputs), Err(MathError::Volatility));
    inputs.vol_e9 = MIN_VOL_E9;
    assert!(price(&inputs).is_ok());
}
