//! A portfolio, priced in full.

use super::scenarios::{Move, Scenarios};
use super::threads::{all_threads, fill_parts};
use crate::batch_pricing::{price_batch, price_one, Greeks, Options, Values};
use options_math::OptionType;

/// A portfolio that can be priced under scenarios.
pub trait Revalue {
    /// What is gained, scenario by scenario; losses are below zero.
    fn profits(&self, scenarios: &Scenarios) -> Vec<f64>;
}

/// Coins and European options on several markets; money in the unit of the spots.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Book {
    /// Prices today, market by market.
    pub spots: Vec<f64>,
    /// Coins, market by market; below zero when owed.
    pub coins: Vec<f64>,
    pub options: Vec<OptionHolding>,
}

/// Options of one series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OptionHolding {
    /// Number of the market.
    pub market: usize,
    pub option_type: OptionType,
    pub strike: f64,
    /// To expiry.
    pub years: f64,
    /// Yearly; the same at every spot.
    pub volatility: f64,
    /// Below zero when owed.
    pub amount: f64,
}

/// Scenarios priced together: their columns stay in the processor's nearest memory.
const BLOCK: usize = 256;

impl Book {
    /// Of coins and options today, by Black-Scholes without interest.
    pub fn value(&self) -> f64 {
        let of_coins: f64 = self.coins.iter().zip(&self.spots).map(|(coins, spot)| coins * spot).sum();
        of_coins + self.options.iter().map(|option| option.amount * self.today(option).price).sum::<f64>()
    }

    /// Price and derivatives of one option today.
    pub fn today(&self, option: &OptionHolding) -> Values {
        let OptionHolding { market, option_type, strike, years, volatility, .. } = *option;
        price_one(self.spots[market], strike, years, volatility, option_type)
    }

    /// What is held of one market; the others stay, empty.
    pub fn of_market(&self, market: usize) -> Self {
        let coins = (0..self.coins.len()).map(|other| if other == market { self.coins[other] } else { 0.0 }).collect();
        let options = self.options.iter().filter(|option| option.market == market).copied().collect();
        Self { spots: self.spots.clone(), coins, options }
    }

    /// As [`Revalue::profits`], with so many threads: the same bytes with any number.
    ///
    /// Value at the horizon less value today. Options are older by the horizon; one that expires before is worth what exercise brings at the horizon's
    /// spot. For each scenario coins are added up first, then options in their order.
    pub fn profits_by(&self, scenarios: &Scenarios, threads: usize) -> Vec<f64> {
        let mut profits = vec![0.0; scenarios.count()];
        fill_parts(threads, 1, &mut profits, |first, part| {
            let mut columns = Columns::new();
            for (block, profits) in part.chunks_mut(BLOCK).enumerate() {
                let start = first + block * BLOCK;
                self.add_coins(scenarios, start, profits);
                for option in &self.options {
                    self.add_option(option, scenarios, start, profits, &mut columns);
                }
            }
        });
        profits
    }

    fn add_coins(&self, scenarios: &Scenarios, start: usize, profits: &mut [f64]) {
        for (scenario, profit) in (start..).zip(profits) {
            for ((of, coins), spot) in scenarios.of(scenario).iter().zip(&self.coins).zip(&self.spots) {
                *profit += coins * spot * (of.spot_ratio - 1.0);
            }
        }
    }

    fn add_option(
        &self,
        option: &OptionHolding,
        scenarios: &Scenarios,
        start: usize,
        profits: &mut [f64],
        columns: &mut Columns,
    ) {
        let before = self.today(option).price;
        let years = (option.years - scenarios.horizon_years()).max(0.0);
        let moves = (start..start + profits.len()).map(|scenario| &scenarios.of(scenario)[option.market]);
        let prices = columns.prices(option, self.spots[option.market], years, moves);
        for (profit, after) in profits.iter_mut().zip(prices) {
            *profit += option.amount * (after - before);
        }
    }
}

impl Revalue for Book {
    fn profits(&self, scenarios: &Scenarios) -> Vec<f64> {
        self.profits_by(scenarios, all_threads())
    }
}

/// One option in many scenarios, as the batch wants it.
struct Columns {
    forward: [f64; BLOCK],
    strike: [f64; BLOCK],
    years: [f64; BLOCK],
    volatility: [f64; BLOCK],
    is_call: [bool; BLOCK],
    price: [f64; BLOCK],
    /// Not used: the batch gives them as well.
    others: [[f64; BLOCK]; 3],
}

impl Columns {
    fn new() -> Self {
        let zeros = [0.0; BLOCK];
        let is_call = [false; BLOCK];
        Self {
            forward: zeros,
            strike: zeros,
            years: zeros,
            volatility: zeros,
            is_call,
            price: zeros,
            others: [zeros; 3],
        }
    }

    /// Not a number where the batch refuses the move.
    fn prices<'a>(
        &mut self,
        option: &OptionHolding,
        spot: f64,
        years: f64,
        moves: impl ExactSizeIterator<Item = &'a Move>,
    ) -> &[f64] {
        let count = moves.len();
        for (place, of) in moves.enumerate() {
            self.forward[place] = spot * of.spot_ratio;
            self.volatility[place] = option.volatility * of.volatility_ratio;
        }
        self.strike[..count].fill(option.strike);
        self.years[..count].fill(years);
        self.is_call[..count].fill(matches!(option.option_type, OptionType::Call));
        let options = Options {
            forward: &self.forward[..count],
            strike: &self.strike[..count],
            years: &self.years[..count],
            volatility: &self.volatility[..count],
            is_call: &self.is_call[..count],
        };
        let [delta, gamma, vega] = &mut self.others;
        let mut greeks = Greeks {
            price: &mut self.price[..count],
            delta: &mut delta[..count],
            gamma: &mut gamma[..count],
            vega: &mut vega[..count],
        };
        price_batch(&options, &mut greeks).expect("all columns have one length");
        &self.price[..count]
    }
}
