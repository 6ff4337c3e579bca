//! Accounts of ten positions, the same on every run.

use crate::grid_terms::grid_terms;
use options_math::OptionType;
use risk_models::deribit_grid::{MarketParameters, Parameters};
use risk_models::many_accounts::{Accounts, AccountsError};
use risk_models::portfolio::{Expiry, Market, OptionHolding};

pub const POSITIONS: usize = 10;
const MARKETS: [(&str, f64); 2] = [("SOL", 150.0), ("BTC", 60_000.0)];
const EXPIRY_DAYS: [f64; 8] = [1.0, 2.0, 7.0, 14.0, 30.0, 61.0, 91.0, 182.0];
const EXPIRIES: usize = MARKETS.len() * EXPIRY_DAYS.len();
/// Of one listing: 30 strikes, of each a call and a put, on every expiry.
const SHARED_SERIES: usize = EXPIRIES * 30 * 2;

/// Who holds what.
#[derive(Clone, Copy, PartialEq)]
pub enum Sharing {
    /// All accounts hold instruments of one listing.
    Shared,
    /// Every position has a strike of its own.
    Apart,
}

/// Accounts, and what they can hold.
pub struct Case {
    pub sharing: Sharing,
    pub series: usize,
    pub markets: Vec<Market>,
    cash: Vec<f64>,
    offsets: Vec<i32>,
    instruments: Vec<u32>,
    amounts: Vec<f64>,
}

impl Case {
    pub fn new(sharing: Sharing, accounts: usize) -> Self {
        let series = match sharing {
            Sharing::Shared => SHARED_SERIES,
            Sharing::Apart => (accounts * POSITIONS).next_multiple_of(EXPIRIES),
        };
        let listed = 2 * MARKETS.len() + EXPIRIES + series;
        let places = (0..accounts).flat_map(|account| (0..POSITIONS).map(move |place| (account, place)));
        let instruments = match sharing {
            Sharing::Shared => places.map(|(account, place)| any_of_a_tenth(account, place, listed)).collect(),
            Sharing::Apart => {
                places.map(|(account, place)| number_of_option(place * accounts + account, series / EXPIRIES)).collect()
            }
        };
        Self {
            sharing,
            series,
            markets: markets(series / EXPIRIES),
            cash: (0..accounts).map(|account| even(account, 0.732_050_807_568_877, -1e4, 1e5)).collect(),
            offsets: (0..=accounts).map(|account| (account * POSITIONS) as i32).collect(),
            instruments,
            amounts: (0..accounts * POSITIONS).map(|row| even(row, 0.414_213_562_373_095, -10.0, 10.0)).collect(),
        }
    }

    pub fn accounts(&self) -> Result<Accounts<'_>, AccountsError> {
        Accounts::new(&self.cash, &self.offsets, &self.instruments, &self.amounts)
    }
}

/// Of 33 moves.
pub fn parameters() -> Parameters {
    let of = |(name, _): (&str, f64)| MarketParameters { option_charge: 0.01, future_charge: 0.01, ..grid_terms(name) };
    Parameters { initial_factor: 1.25, liquidation_factor: 0.8, markets: MARKETS.map(of).to_vec() }
}

/// Numbers that fill a range evenly: fractional parts of multiples of an irrational number.
fn even(index: usize, step: f64, low: f64, high: f64) -> f64 {
    low + (high - low) * ((index + 1) as f64 * step).fract()
}

/// So many options on each expiry: strikes from 0.5 to 2 of spot, calls and puts in turn.
fn markets(options: usize) -> Vec<Market> {
    let option = |spot: f64, index: usize| OptionHolding {
        option_type: if index.is_multiple_of(2) { OptionType::Call } else { OptionType::Put },
        strike: spot * (0.5 + 1.5 * ((index / 2) as f64 + 0.5) / options.div_ceil(2) as f64),
        volatility: Some(even(index, 0.732_050_807_568_877, 0.4, 1.2)),
        amount: 0.0,
    };
    let expiry = |spot: f64, days: f64| Expiry {
        name: format!("{days} days"),
        days,
        options: (0..options).map(|index| option(spot, index)).collect(),
        ..Expiry::default()
    };
    let market = |(name, spot): (&str, f64)| Market {
        name: name.to_owned(),
        spot,
        rate: 0.04,
        expiries: EXPIRY_DAYS.map(|days| expiry(spot, days)).to_vec(),
        ..Market::default()
    };
    MARKETS.map(market).to_vec()
}

/// Of so many instruments one in this tenth of them, as if at random: an account's rows rise, and touch both markets.
fn any_of_a_tenth(account: usize, place: usize, instruments: usize) -> u32 {
    let tenth = instruments / POSITIONS;
    let random = ((account * POSITIONS + place) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    (place * tenth + random as usize % tenth) as u32
}

/// Of the option at this place among all of a listing with so many on each expiry: before it are the coins and perpetuals of its market and of those before,
/// and the futures up to its own.
fn number_of_option(place: usize, options: usize) -> u32 {
    let expiry = place / options;
    (2 * (expiry / EXPIRY_DAYS.len() + 1) + expiry + 1 + place) as u32
}
