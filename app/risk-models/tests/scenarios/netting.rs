//! Which values pay for what is owed: those of the same market, in SPAN and in the grid; never those of another.

use crate::assert_near;
use crate::grid::terms as grid_terms;
use crate::portfolios::{account, expiry, market, markets, option};
use crate::span_margin::terms as span_terms;
use options_math::OptionType::{Call, Put};
use proptest::prelude::*;
use risk_models::portfolio::{Expiry, Market};
use risk_models::requirement::Requirement;
use risk_models::{deribit_grid, span};

const NAMES: [&str; 2] = ["X", "Y"];

/// By SPAN and by the grid.
fn required(markets: &[Market]) -> [Requirement; 2] {
    let (initial_factor, liquidation_factor) = (1.25, 0.8);
    let terms =
        NAMES.map(|name| span::MarketParameters { short_option_minimum: span::Size::Usd(1.0), ..span_terms(name) });
    let parameters = span::Parameters { initial_factor, liquidation_factor, markets: terms.to_vec() };
    let by_span = span::margin(&account(markets), &parameters).unwrap().requirement;
    let terms = NAMES.map(|name| deribit_grid::MarketParameters { option_charge: 0.01, ..grid_terms(name) });
    let parameters = deribit_grid::Parameters { initial_factor, liquidation_factor, markets: terms.to_vec() };
    [by_span, deribit_grid::margin(&account(markets), &parameters).unwrap().requirement]
}

fn holding(name: &str, expiries: Vec<Expiry>) -> Market {
    Market { expiries, ..market(name, 100.0) }
}

/// A call worth 50 in any scenario of the other market, and a call owed that needs less than that.
#[test]
fn what_is_owned_on_one_market_does_not_pay_for_what_is_owed_on_another() {
    let owed = holding("X", vec![expiry(30.0, &[option(Call, 100.0, 0.8, -1.0)])]);
    let owned = holding("Y", vec![expiry(30.0, &[option(Call, 50.0, 0.8, 1.0)])]);
    let (alone, both) = (required(std::slice::from_ref(&owed)), required(&[owed, owned.clone()]));
    for (alone, both) in alone.into_iter().zip(both) {
        assert!(alone.maintenance > 10.0 && alone.maintenance < 50.0, "{alone:?}");
        assert_eq!(both, alone);
    }
    assert_eq!(required(&[owned]), [Requirement::NOTHING; 2]);
}

/// Both models net the expiries of a market: a later put that is worth more in every scenario pays for the earlier one, which alone needs something.
#[test]
fn what_is_owned_for_one_expiry_pays_for_what_is_owed_for_another() {
    let near = expiry(7.0, &[option(Put, 100.0, 0.8, -1.0)]);
    let far = expiry(60.0, &[option(Put, 130.0, 0.8, 1.0)]);
    let (alone, both) = (required(&[holding("X", vec![near.clone()])]), required(&[holding("X", vec![near, far])]));
    for (alone, both) in alone.into_iter().zip(both) {
        assert!(alone.maintenance > 10.0, "{alone:?}");
        assert_eq!(both, Requirement::NOTHING);
    }
}

proptest! {
    #[test]
    fn markets_add_up(one in markets(), other in markets()) {
        let other = Market { name: "Y".to_owned(), ..other };
        let alone = [required(std::slice::from_ref(&one)), required(std::slice::from_ref(&other))];
        for (model, both) in required(&[one, other]).into_iter().enumerate() {
            let expected = alone[0][model].plus(&alone[1][model]);
            assert_near(both.initial, expected.initial, 1e-12);
            assert_near(both.maintenance, expected.maintenance, 1e-12);
            assert_near(both.liquidation_threshold, expected.liquidation_threshold, 1e-12);
        }
    }
}
