//! What a liquidation costs.

use super::case::Account;
use super::{MarketParameters, Parameters};
use crate::add_ons::{concentration, liquidation_cost, step_cost, ConcentrationLimit, Exposure};
use crate::greeks::AccountGreeks;

/// In money, zero or more.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SellingCost {
    pub liquidation: f64,
    pub concentration: f64,
}

/// Nothing where nothing is owed: nobody sells it, and it cannot lose more than it is worth.
pub(super) struct Selling {
    /// Of each market by itself: of one that owes something all of it, of another what does not pay in its own market, its coins.
    pub alone: Vec<SellingCost>,
    /// Of everything, if anything is owed.
    pub together: SellingCost,
}

impl Selling {
    pub fn of(parameters: &Parameters, account: &Account) -> Self {
        let owes: Vec<bool> = account.book.owes().collect();
        if account.cash >= 0.0 && !owes.contains(&true) {
            return Self { alone: vec![SellingCost::default(); owes.len()], together: SellingCost::default() };
        }
        let markets = AccountGreeks::of(&account.book).markets;
        let everything: Vec<Exposure> = markets.iter().map(Exposure::of).collect();
        let cost = |markets: &[MarketParameters], exposures: &[Exposure]| {
            SellingCost::of(parameters, markets, exposures, account.sol_price)
        };
        let alone = markets.iter().zip(&everything).zip(owes).zip(&parameters.markets);
        let alone = alone.map(|(((market, all), owes), of)| {
            let sold = if owes { *all } else { Exposure::without_options(market) };
            cost(std::slice::from_ref(of), &[sold])
        });
        Self { alone: alone.collect(), together: cost(&parameters.markets, &everything) }
    }
}

impl SellingCost {
    /// Of some markets, one exposure for each.
    fn of(parameters: &Parameters, markets: &[MarketParameters], exposures: &[Exposure], sol_price: f64) -> Self {
        let of_markets = markets.iter().zip(exposures).map(|(market, sold)| liquidation_cost(&market.depth, sold));
        let positions = exposures.iter().map(|exposure| exposure.positions).sum();
        let limits: Vec<ConcentrationLimit> = markets.iter().map(|market| market.concentration).collect();
        let notionals: Vec<f64> = exposures.iter().map(|exposure| exposure.notional).collect();
        Self {
            liquidation: of_markets.sum::<f64>() + step_cost(&parameters.chain_fees, positions, sol_price),
            concentration: concentration(&limits, &notionals),
        }
    }
}
