//! The same bytes with any number of threads.

use market_data::PriceSeries;
use report::study::render_html;
use risk_models::backtest::study::study;
use risk_models::backtest::{run, Choices, Period};
use risk_models::forecast::days_of;
use risk_models::Coin;

/// Five days of every model, on one, two and three threads: the third is not a part of five.
#[test]
fn any_number_of_threads_gives_the_same_page() {
    let days = days_of(&PriceSeries::bundled());
    let period = Period { from_ts: days[400].start_ts, until_ts: days[405].start_ts };
    let page = |threads: usize| {
        let backtest = run(&Coin::bundled(), &Choices { period, threads, ..Choices::all() }).unwrap();
        assert_eq!(backtest.days.len(), 5);
        (render_html(&study(std::slice::from_ref(&backtest))), format!("{:?}", (backtest.series, backtest.margins)))
    };
    let one = page(1);
    for threads in [2, 3] {
        assert!(page(threads) == one, "{threads} threads give something else");
    }
}
