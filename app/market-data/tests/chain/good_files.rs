//! Both layouts, read to typed rows.

use crate::{EXCHANGE_HEADER, EXCHANGE_ROW, SLICES_HEADER, SLICES_ROW};
use market_data::{OptionChain, OptionQuote};
use options_math::OptionType;

fn chain(text: &str) -> OptionChain {
    OptionChain::from_reader("chain.csv", text.as_bytes()).unwrap()
}

#[test]
fn an_exchange_row() {
    let chain = chain(&format!("{EXCHANGE_HEADER}\n{EXCHANGE_ROW}\n"));
    let [expiry] = chain.expiries() else { panic!("{chain:?}") };
    assert_eq!((expiry.label.as_str(), expiry.seconds_to_expiry), ("2020-05-22T08:00:00Z", 31_207));
    let expected = OptionQuote {
        option_type: OptionType::Call,
        strike: 9_000.0,
        forward: 9_085.5,
        bid_vol: Some(0.815),
        ask_vol: Some(0.98),
    };
    assert_eq!(expiry.quotes, [expected]);
    assert_eq!(chain.name(), "chain.csv");
}

#[test]
fn a_row_of_a_slice() {
    let chain = chain(&format!("{SLICES_HEADER}\n{SLICES_ROW}\n"));
    let [expiry] = chain.expiries() else { panic!("{chain:?}") };
    assert_eq!((expiry.label.as_str(), expiry.seconds_to_expiry), ("1w", 630_720));
    let expected = OptionQuote {
        option_type: OptionType::Put,
        strike: 60_000.0,
        forward: 67_000.0,
        bid_vol: Some(0.86),
        ask_vol: Some(0.88),
    };
    assert_eq!(expiry.quotes, [expected]);
}

#[test]
fn columns_in_any_order_and_case_and_others_ignored() {
    let text = "Ask_IV,note,BID_IV,Type,Strike,Forward,TTM_years,Slice\n0.88,x,0.86,p,60000,67000,0.02,1w\n";
    assert_eq!(chain(text), chain(&format!("{SLICES_HEADER}\n{SLICES_ROW}\n")));
}

#[test]
fn zero_or_nothing_is_no_quote() {
    let rows = "1w,0.02,67000,50000,P,0,0.9\n1w,0.02,67000,51000,P,,0.9\n1w,0.02,67000,52000,P,0.8,\n1w,0.02,67000,53000,P,0.8,0\n";
    let chain = chain(&format!("{SLICES_HEADER}\n{rows}"));
    let sides: Vec<_> = chain.expiries()[0].quotes.iter().map(|quote| (quote.bid_vol, quote.ask_vol)).collect();
    assert_eq!(sides, [(None, Some(0.9)), (None, Some(0.9)), (Some(0.8), None), (Some(0.8), None)]);
}

/// Time counts from the newest row of the file, whichever expiry it is of.
#[test]
fn the_newest_row_is_the_moment_of_the_chain() {
    let newer = "put,9000,1590220800000,1590103293000,9086,70,80";
    let chain = chain(&format!("{EXCHANGE_HEADER}\n{EXCHANGE_ROW}\n{newer}\n"));
    let seconds: Vec<_> = chain.expiries().iter().map(|expiry| expiry.seconds_to_expiry).collect();
    assert_eq!(seconds, [31_107, 117_507]);
}

#[test]
fn a_call_and_a_put_of_one_strike_are_two_options() {
    let put = EXCHANGE_ROW.replace("call", "put");
    assert_eq!(chain(&format!("{EXCHANGE_HEADER}\n{EXCHANGE_ROW}\n{put}\n")).expiries()[0].quotes.len(), 2);
}
