//! How what is listed is numbered, and what of it an account holds.

use super::{expiry, listed, option};
use options_math::OptionType::{Call, Put};
use risk_models::many_accounts::Instrument::{Coins, Futures, Options, Perpetuals};
use risk_models::many_accounts::{Account, Listing};
use risk_models::portfolio::Market;

#[test]
fn numbers_go_through_markets_expiries_and_options() {
    let listing = Listing::new(listed()).unwrap();
    let expected = [
        Coins { market: 0 },
        Perpetuals { market: 0 },
        Futures { market: 0, expiry: 0 },
        Options { market: 0, expiry: 0, option: 0 },
        Options { market: 0, expiry: 0, option: 1 },
        Futures { market: 0, expiry: 1 },
        Options { market: 0, expiry: 1, option: 0 },
        Options { market: 0, expiry: 1, option: 1 },
        Coins { market: 1 },
        Perpetuals { market: 1 },
        Futures { market: 1, expiry: 0 },
    ];
    assert_eq!(listing.count(), expected.len());
    for (number, instrument) in (0..).zip(expected) {
        assert_eq!(listing.instrument(number), Some(instrument));
    }
    assert_eq!((listing.instrument(11), listing.instrument(u32::MAX)), (None, None));
}

#[test]
fn a_portfolio_has_what_the_rows_say_and_nothing_else() {
    let mut markets = listed();
    // What stands in the markets does not count.
    (markets[0].coins, markets[0].expiries[0].futures, markets[0].expiries[1].options[0].amount) = (9.0, 9.0, 9.0);
    let listing = Listing::new(markets).unwrap();
    assert_eq!(listing.markets()[0].coins, 0.0);
    let account = Account { cash: 3.0, instruments: &[1, 4, 7, 8, 10], amounts: &[1.5, -2.0, 4.0, 0.1, -0.2] };
    let portfolio = listing.portfolio(&account);
    let [sol, btc] = &portfolio.markets[..] else { panic!("{portfolio:?}") };
    assert_eq!((portfolio.cash, sol.coins, sol.perpetuals), (3.0, 0.0, 1.5));
    let held = |market: &Market, expiry: usize| {
        let options =
            market.expiries[expiry].options.iter().map(|option| (option.option_type, option.strike, option.amount));
        (market.expiries[expiry].days, market.expiries[expiry].futures, options.collect::<Vec<_>>())
    };
    assert_eq!(held(sol, 0), (7.0, 0.0, vec![(Put, 90.0, -2.0)]));
    assert_eq!(held(sol, 1), (30.0, 0.0, vec![(Call, 110.0, 4.0)]));
    assert_eq!((btc.coins, btc.perpetuals, held(btc, 0)), (0.1, 0.0, (7.0, -0.2, Vec::new())));
}

#[test]
fn a_listing_that_makes_no_sense_is_refused() {
    let refused = |change: fn(&mut Vec<Market>)| {
        let mut markets = listed();
        change(&mut markets);
        Listing::new(markets).unwrap_err().to_string()
    };
    let twice = refused(|markets| markets[0].expiries[1].options.push(option(Put, 90.0)));
    assert_eq!(
        twice,
        "markets[0].expiries[1].options[2] has the strike and kind of an option before it; list each once"
    );
    assert_eq!(refused(|markets| markets[1].spot = 0.0), "markets[1].spot is 0; it must be above zero");
    assert_eq!(refused(Vec::clear), "markets is empty; give at least one");
    assert!(refused(|markets| markets[1].expiries.push(expiry(7.0, &[]))).contains("names must differ"));
}
