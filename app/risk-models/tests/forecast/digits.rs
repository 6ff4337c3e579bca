//! The same bits on every machine: forecasts at the end of the bundled prices, to the last digit.

use market_data::PriceSeries;
use risk_models::forecast::{days_of, walk, ForecastModel};

#[test]
fn forecasts_have_these_digits_everywhere() {
    let days = days_of(&PriceSeries::bundled());
    let last = |model: ForecastModel| walk(&days, model.forecaster().as_mut()).pop().flatten().unwrap();
    let found: Vec<String> = ForecastModel::ALL.map(|model| format!("{} {:?}", model.name(), last(model))).to_vec();
    assert_eq!(found, EXPECTED);
}

const EXPECTED: [&str; 6] = [
    "riskmetrics Forecast { day: 0.002423534302171173, week: 0.01696474011519821 }",
    "ewma Forecast { day: 0.0025187887996702416, week: 0.017631521597691692 }",
    "garch Forecast { day: 0.002744413652078247, week: 0.019632213670736927 }",
    "har Forecast { day: 0.0020820144663477847, week: 0.01762570156964926 }",
    "log-har Forecast { day: 0.0021772925012012007, week: 0.0179841509597073 }",
    "learned Forecast { day: 0.0028305180761198042, week: 0.021676433631467137 }",
];
