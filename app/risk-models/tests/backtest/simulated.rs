//! Monte Carlo as a model of risk: against distributions that are known, and at the limits of volatility.

use market_data::{PriceSeries, DAY_SECS};
use risk_models::backtest::models::{ScenarioModel, Simulated, PATHS};
use risk_models::forecast::{days_of, yearly_volatility, Day, Forecast};
use risk_models::historical::{forecasts, History, Scenario};
use risk_models::tail::Tail;

/// A midnight after 400 days of the bundled prices, with this volatility expected of the day, a year.
fn scenarios(model: &mut Simulated, volatility: f64) -> Vec<Scenario> {
    let days: Vec<Day> = days_of(&PriceSeries::bundled()).into_iter().take(400).collect();
    let mut known = forecasts(&days);
    *known.last_mut().unwrap() =
        Some(Forecast { day: volatility * volatility / 365.0, week: 7.0 * volatility * volatility / 365.0 });
    let history = History::until(&days, &known, days.len());
    assert!((yearly_volatility(history.forecast().unwrap().day, 1) - volatility).abs() < 1e-12);
    model.scenarios(&history).unwrap()
}

fn value_at_risk(scenarios: &[Scenario], sign: f64) -> f64 {
    let losses = scenarios.iter().map(|scenario| sign * (1.0 - libm::exp(scenario.log_return))).collect();
    Tail::of(losses).unwrap().value_at_risk
}

/// Merton's distribution of a day is a mixture of normal ones; its quantiles at 1 and 99 %, of a coin owned and owed, computed elsewhere by bisection.
#[test]
fn jumps_have_the_quantiles_of_mertons_mixture() {
    for (coin, volatility, long, short) in [
        ("SOL", 0.8, 0.112_742_521_936_082_14, 0.093_578_360_797_873_74),
        ("SOL", 1.2, 0.147_026_046_319_402_97, 0.151_028_511_740_342_04),
        ("BTC", 0.6, 0.077_107_826_318_311_48, 0.071_967_106_453_561_19),
        ("BTC", 1.2, 0.140_201_223_708_704_8, 0.153_719_308_697_299_5),
    ] {
        let scenarios = scenarios(&mut Simulated::jumps(coin), volatility);
        assert_eq!(scenarios.len() as u64, PATHS);
        for (sign, exact) in [(1.0, long), (-1.0, short)] {
            let relative = value_at_risk(&scenarios, sign) / exact - 1.0;
            assert!(relative.abs() < 0.06, "{coin} at {volatility}, {sign}: off by {relative}");
        }
    }
}

/// Over one day, with variance far from its limits, Heston is hardly anything but normal: 2.326 standard deviations.
#[test]
fn heston_is_nearly_normal_over_a_day() {
    let scenarios = scenarios(&mut Simulated::heston("BTC"), 0.6);
    let deviation = 0.6 / 365.0_f64.sqrt();
    let exact = 1.0 - libm::exp(-2.326_347_874 * deviation - deviation * deviation / 2.0);
    let relative = value_at_risk(&scenarios, 1.0) / exact - 1.0;
    assert!((-0.03..0.1).contains(&relative), "{relative}");
}

#[test]
fn nothing_drifts() {
    for mut model in [Simulated::jumps("SOL"), Simulated::heston("SOL")] {
        let scenarios = scenarios(&mut model, 0.9);
        let mean = scenarios.iter().map(|of| libm::exp(of.log_return)).sum::<f64>() / scenarios.len() as f64;
        assert!((mean - 1.0).abs() < 2e-3, "{mean}");
    }
}

/// No volatility, and more than any market has.
#[test]
fn any_volatility_gives_numbers() {
    for mut model in [Simulated::jumps("ETH"), Simulated::heston("ETH")] {
        for volatility in [0.0, 1e-6, 0.1, 25.0, 1e6] {
            let scenarios = scenarios(&mut model, volatility);
            assert!(scenarios.iter().all(|of| of.log_return.is_finite() && of.volatility_factor.is_finite()));
        }
    }
}

/// Below what jumps alone make, the volatility is that of the jumps: `sqrt(14 (0.05^2 + 0.1^2))`.
#[test]
fn jumps_keep_their_own_volatility() {
    let calm = scenarios(&mut Simulated::jumps("SOL"), 0.1);
    assert_eq!(calm, scenarios(&mut Simulated::jumps("SOL"), 0.3));
    assert_ne!(calm, scenarios(&mut Simulated::jumps("SOL"), 0.43));
    let variance = calm.iter().map(|of| of.log_return * of.log_return).sum::<f64>() / calm.len() as f64;
    assert!((variance * 365.0 / 0.175 - 1.0).abs() < 0.25, "{variance}");
}

/// A day has its own random numbers: with the same volatility the next day's are others, and each day's are the same whoever was asked before.
#[test]
fn every_day_has_its_seed() {
    let all = days_of(&PriceSeries::bundled());
    let known = vec![Some(Forecast { day: 0.001, week: 0.007 }); all.len() + 1];
    let of = |model: &mut Simulated, over: usize| model.scenarios(&History::until(&all, &known, over)).unwrap();
    let mut used = Simulated::jumps("BTC");
    let (first, second) = (of(&mut used, 400), of(&mut used, 401));
    assert_ne!(first, second);
    assert_eq!(second, of(&mut Simulated::jumps("BTC"), 401));
    assert_eq!(all[400].start_ts - all[399].start_ts, DAY_SECS);
}
