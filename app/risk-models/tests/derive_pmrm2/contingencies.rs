//! What is asked for on top of the worst scenario, each by hand.

use crate::assert_near;
use options_math::OptionType::{self, Call, Put};
use risk_models::derive_pmrm2::contingency::*;
use risk_models::derive_pmrm2::input::{
    BasisParameters, Collateral, MarginParameters, OptionHolding, OtherParameters, Portfolio,
};

const OTHER: OtherParameters = OtherParameters {
    peg_threshold: 0.98,
    peg_factor: 2.0,
    confidence_threshold: 0.55,
    confidence_share: 0.5,
    maintenance_perp_share: 0.015,
    initial_perp_share: 0.005,
    maintenance_option_share: 0.003,
    initial_option_share: 0.002,
};

fn portfolio(perps: f64) -> Portfolio {
    Portfolio {
        cash: 0.0,
        collaterals: Vec::new(),
        spot_price: 100.0,
        spot_confidence: 0.9,
        perps,
        perp_price: 110.0,
        perp_confidence: 0.4,
        unrealised_perp_profit: 0.0,
        unrealised_funding: 0.0,
        stable_price: 1.0,
        options: Vec::new(),
        option_feeds: Vec::new(),
    }
}

fn token() -> Collateral {
    Collateral {
        amount: 2.0,
        price: 10.0,
        confidence: 1.0,
        is_risk_cancelling: false,
        initial_haircut: 0.1,
        maintenance_haircut: 0.2,
    }
}

fn naked(options: &[(f64, OptionType, f64)]) -> f64 {
    let holding = |(strike, option_type, amount): &(f64, OptionType, f64)| OptionHolding {
        seconds_to_expiry: 86_400,
        strike: *strike,
        option_type: *option_type,
        volatility: 0.5,
        amount: *amount,
    };
    let holdings: Vec<OptionHolding> = options.iter().map(holding).collect();
    naked_shorts(&holdings.iter().collect::<Vec<_>>())
}

#[test]
fn basis_is_the_worse_of_up_and_down_and_never_a_gain() {
    assert_eq!(basis_loss(-10.0, -30.0, 5.0), -20.0);
    assert_eq!(basis_loss(-10.0, 5.0, -25.0), -15.0);
    assert_eq!(basis_loss(-10.0, -5.0, -9.0), 0.0);
}

#[test]
fn later_expiries_count_more_of_their_basis() {
    let parameters = BasisParameters { spot_up: 1.1, spot_down: 0.9, addition: 0.5, per_year: 2.0 };
    assert_eq!((basis_factor(&parameters, 0.0), basis_factor(&parameters, 0.25)), (0.5, 1.0));
}

#[test]
fn owed_options_are_naked_where_nothing_is_owned_at_their_strike() {
    assert_eq!(naked(&[]), 0.0);
    assert_eq!(naked(&[(90.0, Put, -2.0), (110.0, Call, 5.0)]), 2.0, "other strikes do not help");
    assert_eq!(naked(&[(90.0, Put, -2.0), (90.0, Call, -3.0)]), 5.0, "a straddle counts twice");
    assert_eq!(naked(&[(90.0, Put, -2.0), (90.0, Call, 0.5)]), 1.5, "an owned call takes away from an owed put");
    assert_eq!(naked(&[(90.0, Call, 5.0), (90.0, Put, -2.0)]), 0.0, "and no further than to zero");
    assert_eq!(naked(&[(90.0, Put, -2.0), (90.0, Call, 5.0), (80.0, Put, -1.0)]), 1.0, "strike by strike");
}

#[test]
fn naked_shorts_cost_a_share_of_spot() {
    let Contingency { maintenance, initial } = naked_short_contingency(&OTHER, 5.0, 100.0);
    assert_near(maintenance, 1.5, "0.3 % of 500");
    assert_near(initial, 1.0, "0.2 % of 500 on top");
}

#[test]
fn perps_cost_a_share_of_spot_whichever_way_they_are() {
    for perps in [2.0, -2.0] {
        let notional = perp_notional(&portfolio(perps));
        assert_eq!(notional, 200.0, "of spot, not of the perp price");
        let Contingency { maintenance, initial } = perp_contingency(&OTHER, notional);
        assert_near(maintenance, 3.0, "1.5 % of 200");
        assert_near(initial, 1.0, "0.5 % of 200 on top");
    }
}

#[test]
fn a_feed_in_doubt_costs_what_it_lacks_in_confidence() {
    assert_near(confidence_contingency(&OTHER, 0.4, 1_000.0), 300.0, "half of 0.6 of 1000");
    assert_near(confidence_contingency(&OTHER, 0.0, 1_000.0), 500.0, "half of all");
    assert_eq!(confidence_contingency(&OTHER, 0.55, 1_000.0), 0.0, "not in doubt at the threshold");
}

#[test]
fn the_perp_feed_counts_for_those_who_have_perps() {
    assert_eq!(market_confidence(&portfolio(0.0)), 0.9);
    assert_eq!(market_confidence(&portfolio(-1.0)), 0.4);
}

#[test]
fn collateral_is_counted_in_stable_coins_and_cut() {
    let value = collateral_value(&token(), 0.8);
    assert_near(value, 25.0, "20 USD at 0.8 USD each");
    let Contingency { maintenance, initial } = haircuts(&token(), value);
    assert_near(maintenance, 5.0, "a fifth");
    assert_near(initial, 2.5, "a tenth on top");
}

#[test]
fn a_stable_coin_below_its_peg_takes_more_of_the_worst_loss() {
    let margin = MarginParameters {
        maintenance_loss_factor: 0.8,
        initial_loss_factor: 1.0,
        owed_rate_scale: 0.0,
        owned_rate_scale: 0.0,
        owed_rate_addition: 0.0,
        owned_rate_addition: 0.0,
        owned_base: 1.0,
        owed_base: 1.0,
    };
    assert_near(initial_loss_factor(&margin, &OTHER, 0.93), 1.1, "twice the 0.05 below");
    assert_eq!(initial_loss_factor(&margin, &OTHER, 0.98), 1.0);
    assert_eq!(initial_loss_factor(&margin, &OTHER, 1.2), 1.0);
}
