//! The grid by hand.

use crate::assert_near;
use crate::grid_terms::grid_terms;
use crate::portfolios::{account, book, expiry, market, mixed, option, profit};
use options_math::OptionType::{Call, Put};
use risk_models::deribit_grid::{
    contingency, far_profit, margin, volatility_weight, GridMargin, MarketParameters, Parameters,
};
use risk_models::portfolio::{Expiry, Market};
use risk_models::requirement::{Requirement, Worth};
use risk_models::revaluation::Move;

/// With the far moves of Deribit's grid.
pub fn terms(name: &str) -> MarketParameters {
    MarketParameters { buckets: 4, far_moves: vec![-0.66, -0.33, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0], ..grid_terms(name) }
}

fn grid(market: &Market, terms: MarketParameters) -> GridMargin {
    let parameters = Parameters { initial_factor: 1.25, liquidation_factor: 0.8, markets: vec![terms] };
    margin(&account(std::slice::from_ref(market)), &parameters).unwrap()
}

#[test]
fn there_are_27_near_moves_and_the_far_ones() {
    let held = Market { perpetuals: 1.0, ..market("BTC", 100.0) };
    let profits = &grid(&held, terms("BTC")).markets[0].profits;
    assert_eq!(profits.len(), 27 + 8);
    for (index, profit) in profits[..27].iter().enumerate() {
        assert_near(*profit, [-16.0, -12.0, -8.0, -4.0, 0.0, 4.0, 8.0, 12.0, 16.0][index / 3], 1e-12);
    }
}

/// In the example of Deribit's API a perpetual's far profits are those of the ends of the price range.
#[test]
fn far_profits_of_what_is_linear_are_those_of_the_range() {
    let held = Market { perpetuals: -2.0, ..market("BTC", 100.0) };
    let margin = grid(&held, terms("BTC"));
    for (index, profit) in margin.markets[0].profits[27..].iter().enumerate() {
        assert_near(*profit, if index < 2 { 32.0 } else { -32.0 }, 1e-12);
    }
    assert_near(margin.requirement.maintenance, 32.0, 1e-12);
    assert_near(margin.requirement.initial, 40.0, 1e-12);
    assert_near(margin.requirement.liquidation_threshold, 25.6, 1e-12);
}

#[test]
fn far_profits_are_dampened_towards_zero_and_not_beyond() {
    let terms = MarketParameters { far_factor: 0.5, far_dampener: 10.0, ..terms("BTC") };
    // Twice the range: half of the half, and one dampener.
    assert_near(far_profit(&terms, 0.32, -1_000.0), -240.0, 1e-12);
    assert_near(far_profit(&terms, -0.32, 1_000.0), 240.0, 1e-12);
    // Four times: an eighth, and three.
    assert_near(far_profit(&terms, 0.64, -1_000.0), -95.0, 1e-12);
    assert_eq!(far_profit(&terms, 0.64, -239.0), 0.0);
}

#[test]
fn changes_of_volatility_grow_towards_expiry() {
    let terms = terms("BTC");
    assert_eq!(volatility_weight(&terms, 30.0), 1.0);
    assert_near(volatility_weight(&terms, 15.0), 2f64.powf(0.3), 1e-14);
    assert_near(volatility_weight(&terms, 120.0), 0.25f64.powf(0.13), 1e-14);
    assert_near(volatility_weight(&terms, 0.0), 30f64.powf(0.3), 1e-14);
}

#[test]
fn each_move_is_a_full_revaluation() {
    let held =
        |days| Market { expiries: vec![expiry(days, &[option(Call, 110.0, 0.4, -1.0)])], ..market("BTC", 100.0) };
    let m = 2f64.powf(0.3);
    let margin = grid(&held(15.0), terms("BTC"));
    let profits = &margin.markets[0].profits;
    let rise = Move { relative_volatility: 0.5 * m, least_volatility: 0.5, ..Move::NONE };
    let fall = Move { relative_volatility: -0.25 * m, ..Move::NONE };
    for (index, change) in [
        (12, Move::NONE),
        (13, rise),
        (14, fall),
        (0, Move::spot(0.84)),
        (25, Move { spot_ratio: 1.16, ..rise }),
        (20, Move { spot_ratio: 1.08, ..fall }),
    ] {
        assert_near(profits[index], profit(&held(15.0), change), 1e-12);
    }
    let doubled = Move { spot_ratio: 2.0, ..rise };
    assert_near(profits[27 + 3], 0.16 * profit(&held(15.0), doubled), 1e-12);
    let worst = profits.iter().copied().fold(0.0, f64::min);
    assert!(worst < -5.0);
    assert_near(margin.requirement.maintenance, -worst - margin.worth.options, 1e-12);
    assert_near(margin.worth.options, book(&[held(15.0)]).value(), 1e-12);
    // A low volatility rises to the least: 40 % by a twentieth would be 42.
    let calm = MarketParameters { volatility_up: 0.05, ..terms("BTC") };
    let to_least = Move { least_volatility: 0.5, ..Move::NONE };
    assert_near(grid(&held(30.0), calm).markets[0].profits[13], profit(&held(30.0), to_least), 1e-12);
}

/// An option far out of the money, owed many times, is what the far moves are for.
#[test]
fn far_moves_find_what_near_ones_miss() {
    let far = Market { expiries: vec![expiry(7.0, &[option(Call, 250.0, 0.4, -1_000.0)])], ..market("BTC", 100.0) };
    let near_only = grid(&far, MarketParameters { far_moves: Vec::new(), ..terms("BTC") });
    assert!(near_only.markets[0].loss < 1.0, "{near_only:?}");
    // To six times the price: 350 each, of which the range over the move counts.
    assert_near(grid(&far, terms("BTC")).markets[0].loss, 350_000.0 * 0.16 / 5.0, 1e-9);
    let dampened = MarketParameters { far_dampener: 1_000.0, ..terms("BTC") };
    assert!(grid(&far, dampened).markets[0].loss < grid(&far, terms("BTC")).markets[0].loss);
}

#[test]
fn contingencies_count_net_options_of_a_strike_and_offsetting_futures() {
    let terms = MarketParameters { option_charge: 0.01, future_charge: 0.02, ..terms("BTC") };
    // Deribit's example: 10 calls owned and 20 puts owed of one strike are 10 owed.
    let strike = [option(Call, 100.0, 0.5, 10.0), option(Put, 100.0, 0.5, -20.0), option(Call, 120.0, 0.5, 5.0)];
    let options = Market { expiries: vec![expiry(7.0, &strike), expiry(30.0, &[])], ..market("BTC", 200.0) };
    assert_near(contingency(&options, &terms), 0.01 * 10.0 * 200.0, 1e-12);
    let future = |days: f64, futures| Expiry { futures, ..expiry(days, &[]) };
    let futures =
        Market { perpetuals: 30.0, expiries: vec![future(7.0, -100.0), future(30.0, 50.0)], ..market("BTC", 200.0) };
    assert_near(contingency(&futures, &terms), 0.02 * 80.0 * 200.0, 1e-12);
    let margin = grid(&futures, terms);
    assert_near(margin.requirement.maintenance, 20.0 * 0.16 * 200.0 + 320.0, 1e-9);
    assert_near(margin.requirement.initial, 1.25 * margin.requirement.maintenance, 1e-9);
}

/// Whoever only owns options has paid for them, and needs no more: the factors do not ask for a part of the premium again.
#[test]
fn a_premium_that_was_paid_needs_nothing() {
    let owned = [option(Call, 100.0, 0.5, 5.0), option(Put, 90.0, 0.5, 2.0)];
    let margin = grid(&Market { expiries: vec![expiry(30.0, &owned)], ..market("BTC", 100.0) }, terms("BTC"));
    assert!(margin.markets[0].loss > margin.worth.options / 2.0, "{margin:?}");
    assert_eq!(margin.requirement, Requirement { initial: 0.0, maintenance: 0.0, liquidation_threshold: 0.0 });
}

#[test]
fn markets_add_up() {
    let (one, other) = (Market { coins: 1.0, ..market("A", 100.0) }, Market { perpetuals: -1.0, ..market("B", 100.0) });
    let parameters = Parameters { initial_factor: 1.0, liquidation_factor: 1.0, markets: vec![terms("A"), terms("B")] };
    let both = margin(&account(&[one, other]), &parameters).unwrap();
    assert_near(both.requirement.maintenance, 32.0, 1e-12);
    assert_eq!(both.worth, Worth { options: 0.0, held: 100.0 });
    let missing = margin(&mixed(), &parameters).unwrap_err().to_string();
    assert_eq!(missing, "has no parameters for the market \"SOL\"; add an entry with that name");
}

/// Numbers that came from no file.
#[test]
fn what_makes_no_sense_is_refused_here_too() {
    let refused = |coins: f64, initial_factor: f64, terms: MarketParameters| {
        let held = account(&[Market { coins, ..market("A", 1e300) }]);
        let parameters = Parameters { initial_factor, liquidation_factor: 1.0, markets: vec![terms] };
        margin(&held, &parameters).unwrap_err().to_string()
    };
    let without_time = MarketParameters { least_days: 0.0, ..terms("A") };
    assert_eq!(refused(1.0, 1.0, without_time), "markets[0].least_days is 0; it must be above zero");
    assert!(refused(1e10, 1.0, terms("A")).contains("not finite"));
    assert!(refused(1.0, 1e300, terms("A")).contains("not finite"));
}
