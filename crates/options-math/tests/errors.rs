//! Every error says which input is wrong and what is allowed.

use options_math::MathError;

#[test]
fn messages_name_the_input_and_the_limit() {
    for (error, parts) in [
        (MathError::Spot, ["spot_e8", "1"]),
        (MathError::Strike, ["strike_e8", "1"]),
        (MathError::SecondsToExpiry, ["seconds_to_expiry", "63072000"]),
        (MathError::Volatility, ["vol_e9", "4000000000"]),
        (MathError::TargetDelta, ["target_delta", "above 0 and below 1"]),
        (MathError::StrikeStep, ["step_e8", "1"]),
        (MathError::NoListedStrike, ["step_e8", "[min_e8, max_e8]"]),
        (MathError::LogarithmArgument, ["ln", "above 0"]),
        (MathError::ExponentialArgument, ["exp", "15 ln 2"]),
        (MathError::SquareRootArgument, ["sqrt", "at least 0"]),
    ] {
        let message = error.to_string();
        assert!(parts.iter().all(|part| message.contains(part)), "{message}");
    }
}
