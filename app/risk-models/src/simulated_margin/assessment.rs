//! What a portfolio must hold under given scenarios, and what that is made of.

use super::case::Account;
use super::selling::{Selling, SellingCost};
use super::{Parameters, SimulatedMarginError};
use crate::add_ons::{correlation_breakdown, Losses};
use crate::monte_carlo::{measure, Measure, Scenarios};
use crate::requirement::{Requirement, Worth};
use crate::revaluation::Book;

/// Of a case, in money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assessment {
    pub requirement: Requirement,
    /// Of the whole portfolio.
    pub losses: Losses,
    /// Value at risk and expected shortfall of the whole portfolio.
    pub measure: Measure,
    /// What maintenance margin asks for on top, since markets may stop offsetting each other.
    pub correlation: f64,
    /// What the options are worth today; below zero when more is owed than owned.
    pub options: f64,
    /// What the requirement is compared with: cash, the portfolio's coins, and collateral after haircuts.
    pub collateral: f64,
}

/// What a netting group can lose, and what its options are worth today.
struct Group {
    losses: Losses,
    options: f64,
}

/// IM, MM and LT, and what they are made of: at each level the requirement T of the whole portfolio as one netting group, but no more than the sum A of
/// those of its markets, each by itself; and `share (A - T)`, since it is not trusted that markets offset each other. By so many threads: the same bytes with
/// any number.
///
/// # Errors
/// [`SimulatedMarginError`]: a move without a price, a tail of too few losses, or a number that is not finite.
pub(super) fn assess(
    parameters: &Parameters,
    account: &Account,
    simulated: &Scenarios,
    stress: &Scenarios,
    threads: usize,
) -> Result<Assessment, SimulatedMarginError> {
    let (together, measure, markets) = groups(parameters, account, simulated, stress, threads)?;
    let collateral = Worth::of(&account.book).held + collateral(parameters, account);
    if !(collateral.is_finite() && together.is_finite() && markets.iter().all(Group::is_finite)) {
        return Err(SimulatedMarginError::NotFinite);
    }
    let of = |group: &Group| parameters.factors().requirement(group.losses.risk(), group.options);
    let alone = markets.iter().fold(Requirement::NOTHING, |sum, market| sum.plus(&of(market)));
    let trusted = of(&together).at_most(&alone);
    let untrusted = correlation_breakdown(parameters.correlation_breakdown, &alone, &trusted);
    Ok(Assessment {
        requirement: trusted.plus(&untrusted),
        losses: together.losses,
        measure,
        correlation: untrusted.maintenance,
        options: together.options,
        collateral,
    })
}

/// The whole portfolio, the measure of its shortfall, and each market by itself on which something is held.
fn groups(
    parameters: &Parameters,
    account: &Account,
    simulated: &Scenarios,
    stress: &Scenarios,
    threads: usize,
) -> Result<(Group, Measure, Vec<Group>), SimulatedMarginError> {
    let measured = |profits: &[f64]| measure(profits, parameters.tail, simulated.group());
    let selling = Selling::of(parameters, account);
    let (mut all_simulated, mut all_stress) = (vec![0.0; simulated.count()], vec![0.0; stress.count()]);
    let mut markets = Vec::with_capacity(selling.alone.len());
    for (market, cost) in selling.alone.iter().enumerate().filter(|(market, _)| account.book.holds(*market)) {
        let book = account.book.of_market(market);
        let (profits, worst) = (simulated.profits(&book, threads)?, stress.profits(&book, 1)?);
        add(&mut all_simulated, &profits);
        add(&mut all_stress, &worst);
        markets.push(Group::new(&book, &worst, &measured(&profits)?, cost));
    }
    let measure = measured(&all_simulated)?;
    Ok((Group::new(&account.book, &all_stress, &measure, &selling.together), measure, markets))
}

/// `cash + sum of coins spot (1 - haircut at the market's volatility)`.
fn collateral(parameters: &Parameters, account: &Account) -> f64 {
    let markets = parameters.markets.iter().zip(&account.collateral).zip(&account.spots);
    let of_coins: f64 = markets
        .zip(&account.volatilities)
        .map(|(((market, coins), spot), volatility)| coins * spot * (1.0 - market.haircut.at(*volatility)))
        .sum();
    account.cash + of_coins
}

impl Group {
    /// With profits under stress.
    fn new(book: &Book, stress: &[f64], measure: &Measure, cost: &SellingCost) -> Self {
        let losses = Losses {
            stress: worst_loss(stress),
            expected_shortfall: measure.expected_shortfall.value,
            liquidation_cost: cost.liquidation,
            concentration: cost.concentration,
        };
        Self { losses, options: Worth::of(book).options }
    }

    fn is_finite(&self) -> bool {
        self.options.is_finite() && self.losses.are_finite()
    }
}

/// Number by number.
fn add(sums: &mut [f64], numbers: &[f64]) {
    sums.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number);
}

/// Zero where nothing is lost.
fn worst_loss(profits: &[f64]) -> f64 {
    profits.iter().fold(0.0, |worst, profit| worst.max(-profit))
}
