//! The scenarios of each model.

use crate::assert_near;
use market_data::PriceSeries;
use risk_models::backtest::VarModel;
use risk_models::forecast::ewma::{Ewma, Input};
use risk_models::forecast::{days_of, Day, Forecaster};
use risk_models::historical::{forecasts, Filtering, History, Scenario};

/// After 400 days of the bundled prices.
const OVER: usize = 400;

fn days() -> Vec<Day> {
    days_of(&PriceSeries::bundled())
}

fn scenarios(model: VarModel) -> Vec<Scenario> {
    let days = days();
    model.scenario_model("BTC").scenarios(&History::until(&days, &forecasts(&days), OVER)).unwrap()
}

#[test]
fn history_is_as_it_was() {
    let (days, scenarios) = (days(), scenarios(VarModel::Historical));
    assert_eq!(scenarios.len(), OVER - 120, "all days since there are forecasts");
    assert_eq!(scenarios[0].log_return, days[120].log_return);
    assert_eq!(scenarios[OVER - 121].log_return, days[OVER - 1].log_return);
}

#[test]
fn filtering_goes_the_whole_way_or_half() {
    assert_near(Filtering::Full.factor(0.04, 0.01), 4.0, 1e-15);
    assert_near(Filtering::Half.factor(0.04, 0.01), 2.0, 1e-15);
    let [raw, half, full] = [VarModel::Historical, VarModel::HalfFiltered, VarModel::Filtered].map(scenarios);
    for ((raw, half), full) in raw.iter().zip(&half).zip(&full) {
        assert_near(half.log_return * half.log_return, raw.log_return * full.log_return, 1e-15);
        assert_eq!((raw.volatility_factor, half.volatility_factor), (full.volatility_factor, full.volatility_factor));
    }
}

/// Point 10 of 999 is the quantile of one in a hundred: -2.326 standard deviations.
#[test]
fn the_normal_model_has_normal_quantiles() {
    let variance = Ewma::new(Input::SquaredReturns).forecast(&days()[..OVER]).unwrap().day;
    let scenarios = scenarios(VarModel::NormalEwma);
    assert_eq!(scenarios.len(), 999);
    assert_near(scenarios[9].log_return / variance.sqrt(), -2.326_347_874_040_841, 1e-9);
    assert_near(scenarios[989].log_return, -scenarios[9].log_return, 1e-15);
    assert_eq!(scenarios[499].log_return, 0.0);
    // 0.94 + 0.06 * 2.326^2 times the variance, and its root.
    assert_near(scenarios[9].volatility_factor, (0.94 + 0.06 * 2.326_347_874_040_841_f64.powi(2)).sqrt(), 1e-9);
}

#[test]
fn the_student_model_has_variance_near_that_of_garch_and_heavier_tails() {
    let scenarios = scenarios(VarModel::StudentGarch);
    let variance = scenarios.iter().map(|scenario| scenario.log_return.powi(2)).sum::<f64>() / 999.0;
    // Normal quantiles at 1/1000 and 100/1000 are 3.09 and 1.28 standard deviations.
    let heaviness = scenarios[0].log_return / scenarios[99].log_return;
    assert!(heaviness > 3.09 / 1.28, "{heaviness}");
    assert!((0.005..0.1).contains(&variance.sqrt()), "{variance}");
    assert!(scenarios.windows(2).all(|pair| pair[0].log_return < pair[1].log_return));
}

#[test]
fn too_little_history_gives_none() {
    let days = days();
    let forecasts = forecasts(&days);
    for model in [VarModel::Historical, VarModel::Filtered, VarModel::HalfFiltered] {
        assert!(model.scenario_model("BTC").scenarios(&History::until(&days, &forecasts, 369)).is_none());
        assert_eq!(model.scenario_model("BTC").scenarios(&History::until(&days, &forecasts, 370)).unwrap().len(), 250);
    }
}
