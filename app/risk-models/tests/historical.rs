//! Past days of several markets, again.

use market_data::{Bar, PriceSeries, DAY_SECS};
use risk_models::forecast::days_of;
use risk_models::historical::{forecasts, past_days, Filtering, HistoricalError, History, PastDays, Scenario};
use risk_models::monte_carlo::{measure, MarketMove, Scenarios};
use risk_models::portfolio::{Market, Portfolio};
use risk_models::revaluation::Book;
use risk_models::Coin;

fn bitcoin() -> Coin {
    Coin::bundled()
}

/// The bundled prices to a power, from some bar until another: returns are so many times as large.
fn powered(power: f64, first: usize, cut: usize) -> Coin {
    let bundled = PriceSeries::bundled();
    let raised = |price: f64| (price / 100.0).powf(power);
    let bars = bundled.bars()[first..bundled.bars().len() - cut].iter().map(|bar| Bar {
        open: raised(bar.open),
        high: raised(bar.high),
        low: raised(bar.low),
        close: raised(bar.close),
        ..*bar
    });
    Coin { name: "OTHER".to_owned(), prices: PriceSeries::from_bars("other", bars.collect()).unwrap() }
}

/// As of the files' last day.
fn scenarios(coins: &[Coin], filtering: Filtering) -> Result<Scenarios, HistoricalError> {
    past_days(coins, filtering, None).map(|past| past.scenarios)
}

fn market(scenarios: &Scenarios, market: usize) -> Vec<MarketMove> {
    scenarios.of_market(market).copied().collect()
}

/// Of the back-test's model at the end of the file.
fn of_back_test(coin: &Coin, model: Filtering) -> Vec<MarketMove> {
    let days = days_of(&coin.prices);
    let forecasts = forecasts(&days);
    let again =
        |of: &Scenario| MarketMove { spot_ratio: libm::exp(of.log_return), volatility_ratio: of.volatility_factor };
    model.scenarios(&History::until(&days, &forecasts, days.len())).unwrap().iter().map(again).collect()
}

#[test]
fn one_market_has_the_scenarios_of_the_back_test() {
    let coin = bitcoin();
    let of = |filtering| market(&scenarios(&[bitcoin()], filtering).unwrap(), 0);
    for filtering in [Filtering::Unfiltered, Filtering::Half, Filtering::Full] {
        assert_eq!(of(filtering), of_back_test(&coin, filtering));
    }
}

/// Also where the second file starts 30 days later.
#[test]
fn days_of_markets_are_put_together() {
    let later = powered(1.5, 30 * 24, 0);
    let all = scenarios(&[bitcoin(), later], Filtering::Unfiltered).unwrap();
    let alone = scenarios(&[bitcoin()], Filtering::Unfiltered).unwrap();
    assert_eq!(alone.count() - all.count(), 30);
    for scenario in 0..all.count() {
        let moves = all.of(scenario);
        assert_eq!(moves[0], alone.of(scenario + 30)[0]);
        assert!((moves[1].spot_ratio.ln() - 1.5 * moves[0].spot_ratio.ln()).abs() < 1e-12);
    }
}

/// A hedge of the same risk in the other market: what remains is the difference of the two powers.
#[test]
fn a_portfolio_keeps_what_markets_have_in_common() {
    let all = scenarios(&[bitcoin(), powered(1.0, 0, 0)], Filtering::Half).unwrap();
    let shortfall = |coins: [f64; 2]| {
        let market = |name: &str, coins| Market { name: name.to_owned(), spot: 100.0, coins, ..Market::default() };
        let markets = vec![market("A", coins[0]), market("B", coins[1])];
        let profits = all.profits(&Book::new(&Portfolio { cash: 0.0, markets }).unwrap(), 2).unwrap();
        measure(&profits, 0.05, all.group()).unwrap().expected_shortfall.value
    };
    let alone = shortfall([1.0, 0.0]);
    assert!(alone > 5.0, "{alone}");
    assert!(shortfall([1.0, -1.0]) < 1e-9);
    assert!((shortfall([1.0, 1.0]) / alone - 2.0).abs() < 1e-9);
}

/// First second of 2018-12-20; the bundled prices go on until the end of that year.
const LATE_DAY_TS: i64 = 1_545_264_000;

/// A day before the end of a file is the same as a file that ends with it: neither its moves nor its volatility know what came later.
#[test]
fn as_of_a_day_nothing_later_is_known() {
    let whole = bitcoin();
    let last_ts = days_of(&whole.prices).last().unwrap().start_ts;
    let later_hours = whole.prices.bars().iter().filter(|bar| bar.unix_ts >= LATE_DAY_TS + DAY_SECS).count();
    assert!(later_hours > 24);
    for filtering in [Filtering::Unfiltered, Filtering::Half, Filtering::Full] {
        let of = |coin: Coin, as_of_ts| past_days(&[coin], filtering, as_of_ts).unwrap();
        let (known, cut) = (of(powered(1.0, 0, 0), Some(LATE_DAY_TS)), of(powered(1.0, 0, later_hours), None));
        assert_eq!(known.as_of_ts, LATE_DAY_TS);
        assert_eq!(known, cut, "{filtering:?}");
        // Any moment of the day is that day, and another day is something else.
        assert_eq!(of(powered(1.0, 0, 0), Some(LATE_DAY_TS + DAY_SECS - 1)), known);
        let PastDays { as_of_ts, scenarios } = of(powered(1.0, 0, 0), None);
        assert!(as_of_ts == last_ts && scenarios != known.scenarios);
    }
}

/// Files that end on different days have a day in common, and a day that one of them does not have is named with that file's days.
#[test]
fn a_day_must_be_in_every_file() {
    let early = || powered(1.0, 0, 3 * 24);
    let common = past_days(&[bitcoin(), early()], Filtering::Unfiltered, Some(LATE_DAY_TS)).unwrap();
    assert_eq!(market(&common.scenarios, 0).len(), market(&common.scenarios, 1).len());
    let end_ts = days_of(&early().prices).last().unwrap().start_ts;
    let refused = past_days(&[bitcoin(), early()], Filtering::Unfiltered, Some(end_ts + DAY_SECS)).unwrap_err();
    let HistoricalError::NoSuchDay { file, day, last, .. } = &refused else { panic!("{refused}") };
    assert_eq!((file.as_str(), *day, *last), ("other", end_ts + DAY_SECS, end_ts));
    let before = past_days(&[bitcoin()], Filtering::Unfiltered, Some(0)).unwrap_err().to_string();
    assert!(before.contains(" has no whole day 1970-01-01; give one from 2017-"), "{before}");
    let unlearned = past_days(&[bitcoin()], Filtering::Unfiltered, Some(1_512_086_400)).unwrap_err();
    assert!(matches!(unlearned, HistoricalError::TooFewDays { need: 250, .. }), "{unlearned}");
}

#[test]
fn what_cannot_be_put_together_is_refused() {
    assert_eq!(scenarios(&[], Filtering::Unfiltered).unwrap_err(), HistoricalError::NoMarket);
    let early = scenarios(&[bitcoin(), powered(1.0, 0, 3 * 24)], Filtering::Unfiltered).unwrap_err();
    let HistoricalError::OtherEnd { ends, other_ends, .. } = early else { panic!("{early}") };
    assert_eq!(other_ends - ends, 3 * DAY_SECS);
    let short = scenarios(&[bitcoin(), powered(1.0, 200 * 24, 0)], Filtering::Unfiltered).unwrap_err();
    assert!(matches!(short, HistoricalError::TooFewDays { need: 250, .. }), "{short}");
}
