//! SPAN for portfolios that are revalued here, and for those that come with risk arrays.

use crate::assert_near;
use crate::portfolios::{account, book, expiry, market, mixed, option, profit};
use crate::span::{LONG_CALL, LONG_FUTURE};
use options_math::OptionType::{Call, Put};
use risk_models::portfolio::{ArrayHolding, ContractKind, Expiry, Market, Portfolio};
use risk_models::requirement::{Requirement, Worth};
use risk_models::revaluation::Move;
use risk_models::span::{margin, MarketParameters, Parameters, Size, SpanMargin, VolatilityRange};

pub fn terms(name: &str) -> MarketParameters {
    MarketParameters {
        name: name.to_owned(),
        price_scan_range: Size::ShareOfSpot(0.15),
        volatility_scan_range: VolatilityRange::Relative(0.25),
        extreme_multiple: 2.0,
        extreme_weight: 0.35,
        short_option_minimum: Size::Usd(0.0),
        look_ahead_days: 0.0,
        array_rounding: 0.0,
    }
}

fn parameters(markets: &[MarketParameters]) -> Parameters {
    Parameters { initial_factor: 1.0, liquidation_factor: 1.0, markets: markets.to_vec() }
}

fn span(market: &Market, terms: MarketParameters) -> SpanMargin {
    margin(&account(std::slice::from_ref(market)), &parameters(&[terms])).unwrap()
}

/// A contract of 500 USD a point at 400 points, and a range of 20 points, as McMillan has them; he rounds to tens.
#[test]
fn a_revalued_future_has_the_published_array() {
    let one = Market { expiries: vec![Expiry { futures: 1.0, ..expiry(90.0, &[]) }], ..market("SP500", 200_000.0) };
    let terms = MarketParameters { price_scan_range: Size::Usd(10_000.0), array_rounding: 10.0, ..terms("SP500") };
    assert_eq!(span(&one, terms).markets[0].scan.profits, LONG_FUTURE);
}

fn arrays_of_a_covered_write() -> Market {
    let held = |name: &str, kind, amount, profits| ArrayHolding {
        name: name.to_owned(),
        kind,
        amount,
        value: if kind == ContractKind::Option { 4_000.0 } else { 0.0 },
        profits,
    };
    let future = held("future", ContractKind::Future, 1.0, LONG_FUTURE);
    let call = held("call", ContractKind::Option, -1.0, LONG_CALL);
    Market { risk_arrays: vec![future, call], ..market("SP500", 200_000.0) }
}

#[test]
fn a_portfolio_of_risk_arrays_has_a_margin() {
    let covered = Portfolio { cash: 11_000.0, ..account(&[arrays_of_a_covered_write()]) };
    let factors = Parameters { initial_factor: 1.5, liquidation_factor: 0.75, ..parameters(&[terms("SP500")]) };
    let margin = margin(&covered, &factors).unwrap();
    assert_eq!(margin.markets[0].scan.loss, 6_620.0);
    assert_eq!(margin.worth, Worth { options: -4_000.0, held: 11_000.0 });
    let expected = Requirement { initial: 13_930.0, maintenance: 10_620.0, liquidation_threshold: 8_965.0 };
    assert_eq!(margin.requirement, expected);
}

#[test]
fn risk_arrays_and_revalued_positions_add_up() {
    let mut both = arrays_of_a_covered_write();
    both.coins = -1.0;
    let terms = MarketParameters { price_scan_range: Size::Usd(10_000.0), array_rounding: 10.0, ..terms("SP500") };
    let profits = span(&both, terms).markets[0].scan.profits;
    assert_eq!(profits, LONG_CALL.map(|profit| 0.0 - profit), "the coin owed takes the future away");
}

#[test]
fn each_scenario_is_a_full_revaluation() {
    let held = Market {
        coins: 0.5,
        expiries: vec![Expiry {
            futures: -1.0,
            ..expiry(7.0, &[option(Call, 165.0, 0.8, -2.0), option(Put, 140.0, 0.9, 1.0)])
        }],
        ..market("SOL", 150.0)
    };
    let terms = MarketParameters { look_ahead_days: 1.0, ..terms("SOL") };
    let profits = span(&held, terms).markets[0].scan.profits;
    for (scenario, spot_ratio, relative_volatility, weight) in [
        (0, 1.0, 0.25, 1.0),
        (3, 1.05, -0.25, 1.0),
        (4, 0.95, 0.25, 1.0),
        (6, 1.1, 0.25, 1.0),
        (13, 0.85, -0.25, 1.0),
        (14, 1.3, 0.0, 0.35),
        (15, 0.7, 0.0, 0.35),
    ] {
        let change = Move { relative_volatility, days: 1.0, ..Move::spot(spot_ratio) };
        assert_near(profits[scenario], weight * profit(&held, change), 1e-12);
    }
}

#[test]
fn volatility_may_be_scanned_in_points() {
    let held = Market { expiries: vec![expiry(7.0, &[option(Call, 150.0, 0.8, 1.0)])], ..market("SOL", 150.0) };
    let terms = MarketParameters { volatility_scan_range: VolatilityRange::Absolute(0.1), ..terms("SOL") };
    let profits = span(&held, terms).markets[0].scan.profits;
    assert_near(profits[0], profit(&held, Move { absolute_volatility: 0.1, ..Move::NONE }), 1e-12);
    assert_near(profits[1], profit(&held, Move { absolute_volatility: -0.1, ..Move::NONE }), 1e-12);
}

/// What no scenario brings near the money still costs something.
#[test]
fn options_owed_have_a_least_risk() {
    let far = [option(Call, 1_500.0, 0.5, -3.0), option(Put, 15.0, 0.5, -1.0), option(Call, 1_600.0, 0.5, 9.0)];
    let held = Market { expiries: vec![expiry(1.0, &far)], ..market("SOL", 150.0) };
    let with = |short_option_minimum| span(&held, MarketParameters { short_option_minimum, ..terms("SOL") });
    let free = with(Size::Usd(0.0));
    assert!(free.markets[0].risk() < 1e-9, "{free:?}");
    let charged = with(Size::Usd(2.0));
    assert_eq!(charged.markets[0].short_option_minimum, 8.0);
    assert_near(charged.requirement.maintenance, 8.0 - charged.worth.options, 1e-13);
    assert_near(with(Size::ShareOfSpot(0.01)).markets[0].risk(), 6.0, 1e-13);
    assert_eq!(charged.markets[0].cause(), "short option minimum");
    let near = Market { coins: 1.0, ..held };
    let larger = span(&near, MarketParameters { short_option_minimum: Size::Usd(2.0), ..terms("SOL") });
    assert_near(larger.markets[0].risk(), 22.5, 1e-6);
    assert!(larger.markets[0].cause().starts_with("price down 3/3"), "{larger:?}");
}

#[test]
fn options_owed_by_risk_array_have_it_too_and_futures_do_not() {
    let mut held = arrays_of_a_covered_write();
    held.risk_arrays[0].amount = -3.0;
    held.risk_arrays[1].amount = -2.0;
    let terms = MarketParameters { short_option_minimum: Size::Usd(100_000.0), ..terms("SP500") };
    assert_eq!(span(&held, terms).markets[0].risk(), 200_000.0);
}

#[test]
fn arrays_are_rounded_by_contract() {
    let perpetual = Market { perpetuals: 3.0, ..market("X", 100.0) };
    let terms = MarketParameters {
        price_scan_range: Size::Usd(1.8),
        extreme_multiple: 1.0,
        extreme_weight: 1.0,
        array_rounding: 1.0,
        ..terms("X")
    };
    let profits = span(&perpetual, terms).markets[0].scan.profits;
    // 0.6, 1.2 and 1.8 to 1, 1 and 2, and then three times each.
    assert_eq!(profits[2..].to_vec(), [3.0, 3.0, -3.0, -3.0, 3.0, 3.0, -3.0, -3.0, 6.0, 6.0, -6.0, -6.0, 6.0, -6.0]);
}

#[test]
fn markets_add_up_and_do_not_help_each_other() {
    let first = Market { coins: 1.0, ..market("A", 100.0) };
    let second = Market { perpetuals: -1.0, ..market("B", 100.0) };
    let both = margin(&account(&[first, second]), &parameters(&[terms("B"), terms("A")])).unwrap();
    assert_near(both.requirement.maintenance, 15.0 + 15.0, 1e-12);
    assert_eq!(both.worth, Worth { options: 0.0, held: 100.0 });
}

/// Whoever only owns options has paid for them, and needs no more at any level.
#[test]
fn a_premium_that_was_paid_needs_nothing() {
    let owned = [option(Call, 165.0, 0.8, 5.0), option(Put, 140.0, 0.9, 2.0)];
    let held = Market { expiries: vec![expiry(7.0, &owned)], ..market("SOL", 150.0) };
    let of_market = &account(std::slice::from_ref(&held));
    let margin = margin(of_market, &Parameters { initial_factor: 2.0, ..parameters(&[terms("SOL")]) }).unwrap();
    assert!(margin.markets[0].risk() > margin.worth.options / 2.0, "{margin:?}");
    assert_eq!(margin.requirement, Requirement { initial: 0.0, maintenance: 0.0, liquidation_threshold: 0.0 });
    assert_near(margin.worth.options, book(&[held]).value(), 1e-13);
}

#[test]
fn a_market_without_parameters_and_a_fall_to_zero_are_refused() {
    let missing = margin(&mixed(), &parameters(&[terms("SOL")])).unwrap_err().to_string();
    assert_eq!(missing, "has no parameters for the market \"BTC\"; add an entry with that name");
    let deep = MarketParameters { price_scan_range: Size::Usd(60.0), ..terms("X") };
    let refused = margin(&account(&[market("X", 120.0)]), &parameters(&[deep])).unwrap_err().to_string();
    assert_eq!(refused, "moves the price of the market \"X\" from 120 down by 120; it must stay above zero");
}

/// Numbers that came from no file.
#[test]
fn what_makes_no_sense_is_refused_here_too() {
    let refused =
        |account: &Portfolio, terms: MarketParameters| margin(account, &parameters(&[terms])).unwrap_err().to_string();
    let good = account(&[arrays_of_a_covered_write()]);
    let heavy = MarketParameters { extreme_weight: 1.5, ..terms("SP500") };
    assert_eq!(refused(&good, heavy), "markets[0].extreme_weight is 1.5; it must be within 0 and 1");
    let mut unknown = good.clone();
    unknown.markets[0].risk_arrays[1].profits[7] = f64::NAN;
    let said = "markets[0].risk_arrays[1].profits[7] is NaN; it must be finite";
    assert_eq!(refused(&unknown, terms("SP500")), said);
    let mut twice = good.clone();
    twice.markets.push(good.markets[0].clone());
    assert_eq!(refused(&twice, terms("SP500")), "markets[1].name is \"SP500\" again; names must differ");
    let huge = Portfolio { cash: f64::MAX, markets: vec![Market { coins: 1.0, ..market("SP500", f64::MAX) }] };
    assert!(refused(&huge, terms("SP500")).contains("not finite"));
}
