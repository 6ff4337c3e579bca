//! Markets, parameters and accounts at random.

use super::{expiry, option};
use options_math::OptionType;
use proptest::prelude::*;
use risk_models::deribit_grid::{MarketParameters, Parameters};
use risk_models::many_accounts::{Accounts, Listing};
use risk_models::portfolio::{Expiry, Market, OptionHolding};
use risk_models::surface::RawSvi;
use std::collections::BTreeMap;

const SPOTS: [f64; 3] = [0.37, 100.0, 60_000.0];

/// Columns that own their memory.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    pub cash: Vec<f64>,
    pub offsets: Vec<i32>,
    pub instruments: Vec<u32>,
    pub amounts: Vec<f64>,
}

impl Columns {
    pub fn of(accounts: &[(f64, Vec<(u32, f64)>)]) -> Self {
        let mut columns = Self { offsets: vec![0], ..Self::default() };
        for (cash, rows) in accounts {
            columns.cash.push(*cash);
            columns.instruments.extend(rows.iter().map(|(instrument, _)| *instrument));
            columns.amounts.extend(rows.iter().map(|(_, amount)| *amount));
            columns.offsets.push(columns.amounts.len() as i32);
        }
        columns
    }

    /// Of the listing in the main file.
    pub fn of_three() -> Self {
        Self::of(&[
            (5.0, vec![(0, 1.0), (3, -1.0)]),
            (-7.0, vec![(2, 4.0), (4, -2.0), (10, 0.5)]),
            (0.25, vec![(1, -1.5), (9, 0.01)]),
        ])
    }

    pub fn accounts(&self) -> Accounts<'_> {
        Accounts::new(&self.cash, &self.offsets, &self.instruments, &self.amounts).unwrap()
    }
}

/// A listing of one to three markets, a grid for each, and up to 30 accounts of up to a dozen rows.
pub fn case() -> impl Strategy<Value = (Listing, Parameters, Columns)> {
    let markets = (1..=3_usize).prop_flat_map(|count| (0..count).map(market).collect::<Vec<_>>());
    let account = (-1e4..1e4f64, prop::collection::btree_map(any::<u32>(), amounts(), 0..12));
    (markets, prop::collection::vec(account, 0..30), 1.0..2.0f64, 0.0..1.0f64).prop_map(
        |(markets, drawn, initial_factor, liquidation_factor)| {
            let (markets, mut terms): (Vec<_>, Vec<_>) = markets.into_iter().unzip();
            // Parameters are found by name.
            terms.reverse();
            let listing = Listing::new(markets).unwrap();
            let count = listing.count() as u32;
            let rows = |drawn: BTreeMap<u32, f64>| {
                let numbered: BTreeMap<u32, f64> =
                    drawn.into_iter().map(|(number, amount)| (number % count, amount)).collect();
                numbered.into_iter().collect()
            };
            let accounts: Vec<_> = drawn.into_iter().map(|(cash, drawn)| (cash, rows(drawn))).collect();
            (listing, Parameters { initial_factor, liquidation_factor, markets: terms }, Columns::of(&accounts))
        },
    )
}

/// Some of no weight, some that offset each other.
fn amounts() -> impl Strategy<Value = f64> {
    prop_oneof![4 => -5.0..5.0f64, 1 => prop::sample::select(vec![0.0, -0.0, 1.0, -1.0])]
}

fn market(place: usize) -> impl Strategy<Value = (Market, MarketParameters)> {
    let spot = SPOTS[place];
    (-0.1..0.2f64, prop::collection::vec(expiries(spot), 0..4), terms(place)).prop_map(
        move |(rate, expiries, terms)| {
            let named =
                (0..).zip(expiries).map(|(index, expiry): (usize, _)| Expiry { name: index.to_string(), ..expiry });
            (Market { name: terms.name.clone(), spot, rate, expiries: named.collect(), ..Market::default() }, terms)
        },
    )
}

/// Some with a forward of their own, some with a smile; strikes on a grid, so that expiries share them.
fn expiries(spot: f64) -> impl Strategy<Value = Expiry> {
    let option = (any::<bool>(), 10..30_u32, prop::option::of(0.05..2.0f64)).prop_map(
        move |(is_call, twentieths, volatility)| {
            let kind = if is_call { OptionType::Call } else { OptionType::Put };
            OptionHolding { volatility, ..option(kind, spot * f64::from(twentieths) / 20.0) }
        },
    );
    let forward = prop::option::of(0.8..1.2f64);
    (0.01..400.0f64, forward, any::<bool>(), prop::collection::vec(option, 0..8)).prop_map(
        move |(days, forward, has_smile, mut options)| {
            let mut seen = Vec::new();
            options.retain(|option| {
                let series = (option.strike.to_bits(), option.option_type == OptionType::Call);
                let is_new = !seen.contains(&series);
                seen.push(series);
                is_new
            });
            let smile = RawSvi { a: 0.004, b: 0.09, rho: -0.15, m: 0.03, sigma: 0.1 };
            if !has_smile {
                options.iter_mut().for_each(|option| option.volatility = option.volatility.or(Some(0.8)));
            }
            Expiry {
                forward: forward.map(|ratio| ratio * spot),
                smile: has_smile.then_some(smile),
                ..expiry(days, &options)
            }
        },
    )
}

fn terms(place: usize) -> impl Strategy<Value = MarketParameters> {
    let far_moves = prop::sample::select(vec![vec![], vec![-0.66, 0.5, 1.0, 5.0]]);
    let volatility = (0.0..1.0f64, 0.0..1.5f64, 0.0..1.0f64, 0.0..0.5f64, 0.0..0.5f64);
    let charges = (0.0..0.1f64, 0.0..0.1f64, 0.0..2.0f64, 0.0..50.0f64);
    (0.05..0.4f64, 1..6_u32, volatility, far_moves, charges).prop_map(
        move |(
            price_range,
            buckets,
            volatility,
            far_moves,
            (option_charge, future_charge, far_factor, far_dampener),
        )| {
            let (volatility_up, volatility_down, least_volatility_after_rise, short_term_power, long_term_power) =
                volatility;
            MarketParameters {
                price_range,
                buckets,
                volatility_up,
                volatility_down,
                least_volatility_after_rise,
                short_term_power,
                long_term_power,
                far_moves,
                far_factor,
                far_dampener,
                option_charge,
                future_charge,
                ..super::terms(&format!("market {place}"))
            }
        },
    )
}
