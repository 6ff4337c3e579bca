//! Risk arrays: McMillan's published ones.

use risk_models::span::{scan_risk, scenario_name, times, RiskArray};

/// L. McMillan, "Options as a Strategic Investment", chapter 34: gains of one contract in USD.
pub const LONG_FUTURE: RiskArray = [
    0.0, 0.0, 3_330.0, 3_330.0, -3_330.0, -3_330.0, 6_670.0, 6_670.0, -6_670.0, -6_670.0, 10_000.0, 10_000.0,
    -10_000.0, -10_000.0, 7_000.0, -7_000.0,
];

/// The same source: a call on that future.
pub const LONG_CALL: RiskArray = [
    460.0, -610.0, 2_640.0, 1_730.0, -1_270.0, -2_340.0, 5_210.0, 4_540.0, -2_540.0, -3_430.0, 8_060.0, 7_640.0,
    -3_380.0, -3_990.0, 3_130.0, -1_500.0,
];

/// The same source: the future owned and the call owed.
const COVERED_WRITE: RiskArray = [
    -460.0, 610.0, 690.0, 1_600.0, -2_060.0, -990.0, 1_460.0, 2_130.0, -4_130.0, -3_240.0, 1_940.0, 2_360.0, -6_620.0,
    -6_010.0, 3_870.0, -5_500.0,
];

#[test]
fn a_future_loses_the_whole_range() {
    let risk = scan_risk(&[LONG_FUTURE]);
    assert_eq!((risk.loss, scenario_name(risk.worst)), (10_000.0, "price down 3/3, volatility up"));
    assert_eq!(scan_risk(&[times(-1.0, &LONG_FUTURE)]).loss, 10_000.0);
}

#[test]
fn a_call_loses_when_price_and_volatility_fall() {
    let risk = scan_risk(&[LONG_CALL]);
    assert_eq!((risk.loss, scenario_name(risk.worst)), (3_990.0, "price down 3/3, volatility down"));
    assert_eq!(scan_risk(&[times(-1.0, &LONG_CALL)]).loss, 8_060.0);
}

#[test]
fn a_covered_write_is_the_sum_of_its_legs() {
    let risk = scan_risk(&[LONG_FUTURE, times(-1.0, &LONG_CALL)]);
    assert_eq!(risk.profits, COVERED_WRITE);
    assert_eq!((risk.loss, scenario_name(risk.worst)), (6_620.0, "price down 3/3, volatility up"));
}

#[test]
fn what_cannot_lose_has_no_risk() {
    assert_eq!(scan_risk(&[]).loss, 0.0);
    let gains = [5.0; 16];
    assert_eq!((scan_risk(&[gains]).loss, scan_risk(&[gains]).worst), (0.0, 0));
}

#[test]
fn scenarios_are_named_in_their_order() {
    let expected = [
        (0, "price unchanged, volatility up"),
        (1, "price unchanged, volatility down"),
        (2, "price up 1/3, volatility up"),
        (9, "price down 2/3, volatility down"),
        (14, "price up, extreme"),
        (15, "price down, extreme"),
    ];
    for (scenario, name) in expected {
        assert_eq!(scenario_name(scenario), name);
    }
}
