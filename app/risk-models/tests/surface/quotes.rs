//! Quotes that no smile can be fitted to are refused, each with its reason.

use crate::{even, quotes_of, smile, DAY, WEEK};
use market_data::OptionChain;
use risk_models::surface::{fit, fit_chain, Neighbours, Smile, SmileQuotes, SurfaceError, VolQuote};

const GOOD: VolQuote = VolQuote { log_strike: 0.0, bid_vol: 0.7, ask_vol: 0.8 };

#[test]
fn a_bad_quote_is_named() {
    for quote in [
        VolQuote { log_strike: f64::INFINITY, ..GOOD },
        VolQuote { bid_vol: 0.0, ..GOOD },
        VolQuote { bid_vol: 0.9, ..GOOD },
        VolQuote { ask_vol: f64::INFINITY, ..GOOD },
    ] {
        assert_eq!(SmileQuotes::new(vec![GOOD, quote], DAY), Err(SurfaceError::Quote { index: 1, quote }));
    }
}

#[test]
fn no_time_is_refused() {
    assert_eq!(SmileQuotes::new(vec![GOOD], 0), Err(SurfaceError::NoTime));
}

#[test]
fn five_strikes_are_needed() {
    let quotes = |strikes: usize| {
        let quote = |index: usize| VolQuote { log_strike: 0.01 * (index % strikes) as f64, ..GOOD };
        SmileQuotes::new((0..8).map(quote).collect(), DAY)
    };
    assert_eq!(quotes(4), Err(SurfaceError::TooFewStrikes { strikes: 4 }));
    assert!(quotes(5).is_ok());
}

/// Three strikes, a call and a put of each, quoted at different forwards: six log-strikes.
#[test]
fn a_call_and_a_put_are_one_strike() {
    let mut text = "option_type,strike,expiration_timestamp,timestamp,underlying_price,bid_iv,ask_iv\n".to_owned();
    for (strike, forward) in [(90, 100.0), (100, 100.1), (110, 100.2)] {
        text += &format!(
            "call,{strike},1590134400,1590103193,{forward},80,90\nput,{strike},1590134400,1590103193,{},80,90\n",
            forward + 0.05
        );
    }
    let chain = OptionChain::from_reader("chain.csv", text.as_bytes()).unwrap();
    assert_eq!(SmileQuotes::from_chain(&chain.expiries()[0]), Err(SurfaceError::TooFewStrikes { strikes: 3 }));
}

#[test]
fn one_sided_quotes_of_a_chain_are_left_out() {
    let mut text =
        "slice,ttm_years,forward,strike,type,bid_iv,ask_iv\n1w,0.02,100,80,P,,0.9\n1w,0.02,100,125,C,0.8,0\n"
            .to_owned();
    for strike in [90, 95, 100, 105, 110] {
        text += &format!("1w,0.02,100,{strike},P,0.8,0.9\n");
    }
    let chain = OptionChain::from_reader("chain.csv", text.as_bytes()).unwrap();
    let quotes = SmileQuotes::from_chain(&chain.expiries()[0]).unwrap();
    assert_eq!(quotes.quotes().len(), 5);
    assert_eq!(quotes.quotes()[0], VolQuote { log_strike: libm::log(0.9), bid_vol: 0.8, ask_vol: 0.9 });
}

#[test]
fn expiries_are_fitted_in_order() {
    let quotes = quotes_of(&smile(WEEK), &even(-0.3, 0.3, 9), 0.01, 7 * DAY, |_| 0.0);
    let week = fit(&quotes, Neighbours::default()).unwrap();
    let again = fit(&quotes, Neighbours { shorter: Some(&week), earlier: None });
    assert_eq!(again.unwrap_err(), SurfaceError::Order { seconds: 7 * DAY, previous: 7 * DAY });
}

#[test]
fn a_shorter_expiry_that_nothing_can_stay_above() {
    let quotes = |seconds| quotes_of(&smile(WEEK), &even(-0.3, 0.3, 9), 0.01, seconds, |_| 0.0);
    let week = fit(&quotes(7 * DAY), Neighbours::default()).unwrap();
    let month = quotes(30 * DAY);
    let above = |smile: Smile| {
        let mut shorter = week.clone();
        shorter.smile = smile;
        fit(&month, Neighbours { shorter: Some(&shorter), earlier: None }).unwrap_err()
    };
    let steep = above(Smile { right: 2.5, ..week.smile });
    assert!(matches!(steep, SurfaceError::PreviousWings { right: 2.5, .. }), "{steep}");
    assert_eq!(above(Smile { level: f64::INFINITY, ..week.smile }), SurfaceError::NoSmile);
}

#[test]
fn an_expiry_of_a_chain_is_named() {
    let text = "slice,ttm_years,forward,strike,type,bid_iv,ask_iv\n1w,0.02,100,80,P,0.8,0.9\n";
    let chain = OptionChain::from_reader("chain.csv", text.as_bytes()).unwrap();
    assert_eq!(
        fit_chain(&chain).unwrap_err().to_string(),
        "expiry 1w: 1 strikes have both a bid and an ask volatility; a smile needs 5, leave the expiry out"
    );
}
