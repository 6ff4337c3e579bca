//! What one of each instrument gains under each move of the grid.

use super::Listing;
use crate::deribit_grid::{moves, volatility_weight, MarketParameters, Parameters};
use crate::portfolio::InputError;
use crate::revaluation::{gains_of_one, BookMarket};

/// A listing under a grid: 8 bytes for each instrument and move, and 24 for each instrument.
#[derive(Clone, Debug)]
pub struct GridTable {
    pub(super) parameters: Parameters,
    pub(super) markets: Vec<TableMarket>,
    /// Instruments in all.
    pub(super) listed: usize,
}

/// Of one market.
#[derive(Clone, Debug)]
pub(super) struct TableMarket {
    pub(super) parameters: MarketParameters,
    pub(super) spot: f64,
    /// Numbers of its instruments.
    pub(super) first: u32,
    pub(super) end: u32,
    /// Of each instrument but coins and perpetuals.
    pub(super) contracts: Vec<Contract>,
    pub(super) moves: usize,
    /// Rows of as many numbers as moves: of what moves with spot, then of each contract.
    gains: Vec<f64>,
}

/// What a margin asks about an instrument beside its gains.
#[derive(Clone, Copy, Debug)]
pub(super) enum Contract {
    Future,
    Option {
        /// The bits of it.
        strike: u64,
        /// Of one today, USD.
        value: f64,
    },
}

impl GridTable {
    /// Prices every option once under every move, on so many threads: the same bytes with any number.
    ///
    /// # Errors
    /// [`InputError`] if a parameter makes no sense, if a market has none, or if a gain is not finite.
    pub fn new(listing: &Listing, parameters: &Parameters, threads: usize) -> Result<Self, InputError> {
        parameters.check()?;
        let markets = listing.book.markets.iter().zip(listing.firsts.windows(2));
        let priced = markets.map(|(market, numbers)| {
            TableMarket::new(market, [numbers[0], numbers[1]], parameters.market(&market.name)?, threads)
        });
        let markets = priced.collect::<Result<_, InputError>>()?;
        Ok(Self { parameters: parameters.clone(), markets, listed: listing.count() })
    }

    /// Moves of all markets together.
    pub fn moves(&self) -> usize {
        self.markets.iter().map(|market| market.moves).sum()
    }
}

impl TableMarket {
    fn new(
        market: &BookMarket,
        [first, end]: [u32; 2],
        parameters: &MarketParameters,
        threads: usize,
    ) -> Result<Self, InputError> {
        let mut market = market.clone();
        market.set_volatility_weights(|days| volatility_weight(parameters, days));
        let moves = moves(parameters);
        let gains = gains_of_one(&market, &moves, threads)?;
        let mut contracts = Vec::with_capacity((end - first) as usize - 2);
        for expiry in &market.expiries {
            contracts.push(Contract::Future);
            let options = expiry.options.iter();
            contracts.extend(
                options.map(|option| Contract::Option { strike: option.strike.to_bits(), value: option.value }),
            );
        }
        Ok(Self { parameters: parameters.clone(), spot: market.spot, first, end, contracts, moves: moves.len(), gains })
    }

    /// What moves with spot gains, as a share of spot.
    pub(super) fn spot_gains(&self) -> &[f64] {
        &self.gains[..self.moves]
    }

    /// What one of a contract gains, USD.
    pub(super) fn gains(&self, contract: usize) -> &[f64] {
        &self.gains[(contract + 1) * self.moves..][..self.moves]
    }
}
