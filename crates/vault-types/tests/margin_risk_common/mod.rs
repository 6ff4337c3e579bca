//! What the tests of an account's own margin share: moments around an expiry, random smiles, and random accounts on two markets.
#![allow(dead_code)] // every test file uses its own part

use crate::margin_common::*;
use options_math::{Fix, SviParameters, SviSlice};
use proptest::prelude::*;
use vault_types::{
    margin::{
        in_kind::cover_in_quote, Contract, ExpirySmile, MarketInputs, Requirement, RiskParameters, ScenarioGrid,
        StandardParameters, Units,
    },
    state::{AccountMarket, MarginAccount, SettlementAsset},
};

pub const DAY: i64 = 86_400;
pub const NOW: i64 = FRIDAY - 3 * DAY;
pub const SPOT_E8: u64 = 100 * USD;
pub const UNITS: Units = Units { underlying_decimals: 9, quote_decimals: 6 };

/// Expired, within a day, at the end of it, and later.
pub const MOMENTS: [i64; 9] = [
    NOW - 60,
    NOW,
    NOW + 3_600,
    NOW + 20 * 3_600,
    NOW + DAY,
    NOW + DAY + 1,
    NOW + 2 * DAY,
    NOW + 8 * DAY,
    NOW + 60 * DAY,
];

/// A market at [`NOW`]: 100 USD.
#[derive(Clone, Debug)]
pub struct Scene {
    pub smiles: Vec<ExpirySmile>,
    pub fallback_vol_e9: u64,
    pub floor_vol_e9: u64,
    pub ceiling_vol_e9: u64,
}

impl Scene {
    /// The same volatility for every strike and expiry, and no smile.
    pub const fn flat(vol_e9: u64) -> Self {
        Self { smiles: Vec::new(), fallback_vol_e9: vol_e9, floor_vol_e9: vol_e9, ceiling_vol_e9: vol_e9 }
    }

    pub fn inputs(&self) -> MarketInputs<'_> {
        MarketInputs {
            spot_e8: SPOT_E8,
            now_ts: NOW,
            units: UNITS,
            smiles: &self.smiles,
            fallback_vol_e9: self.fallback_vol_e9,
            floor_vol_e9: self.floor_vol_e9,
            ceiling_vol_e9: self.ceiling_vol_e9,
        }
    }
}

/// Some expiries with a smile, others without; floor and ceiling on either side of it and of each other.
pub fn any_scene() -> impl Strategy<Value = Scene> {
    let vol = || 100_000_000..3_000_000_000_u64;
    let smiles = MOMENTS.map(|expiry_ts| any_smile(expiry_ts).boxed()).to_vec();
    (smiles, vol(), vol(), vol()).prop_map(|(smiles, fallback_vol_e9, floor_vol_e9, ceiling_vol_e9)| Scene {
        smiles,
        fallback_vol_e9,
        floor_vol_e9: floor_vol_e9 / 2,
        ceiling_vol_e9,
    })
}

/// From 15 % to 250 % at the money, with any skew.
fn any_smile(expiry_ts: i64) -> impl Strategy<Value = ExpirySmile> {
    (0.15..2.5_f64, -0.8..0.8_f64, 0.0..1.0_f64, 0..4_u8).prop_map(move |(vol, rho, steepness, missing)| {
        let secs = (expiry_ts - NOW).max(0).unsigned_abs();
        let variance = vol * vol * secs as f64 / 31_536_000.0;
        let parameters = SviParameters {
            a: Fix::from_num(variance * 0.7),
            b: Fix::from_num(steepness * variance.sqrt()),
            rho: Fix::from_num(rho),
            m: Fix::from_num(0.02 * rho),
            sigma: Fix::from_num(0.05 + variance),
        };
        let smile = if missing == 0 { None } else { SviSlice::new(parameters, secs).ok() };
        ExpirySmile { expiry_ts, smile }
    })
}

/// Options on two markets at all [`MOMENTS`], of every kind there is.
pub fn any_positions(most: usize) -> impl Strategy<Value = Vec<(Contract, i64)>> {
    prop::collection::vec((any_contract_on(vec![SOL_USD, BTC_USD]), any_quantity()), 1..=most)
}

/// Strikes around spot, so that they often coincide.
pub fn any_contract_on(markets: Vec<AccountMarket>) -> impl Strategy<Value = Contract> {
    let form = prop::sample::select(vec![coin_call as fn(AccountMarket, u64) -> Contract, quote_call, put]);
    let moment = prop::sample::select(MOMENTS.to_vec());
    let strike_e8 = prop_oneof![(12..30_u64).prop_map(|fives| fives * 5 * USD), USD..400 * USD];
    (form, prop::sample::select(markets), moment, strike_e8)
        .prop_map(|(form, market, expiry_ts, strike_e8)| at(expiry_ts, Contract { strike_e8, ..form(market, 1) }))
}

/// The default grid, and grids that move less or more.
pub fn any_risk() -> impl Strategy<Value = RiskParameters> {
    let grid = (100..4_000_u16, 100..5_000_u16, 100..9_000_u16, 10_000..24_000_u16, 0..=10_000_u16, 0..1_000_u16);
    let shares = prop::array::uniform4(200..=10_000_u16);
    let factors = (10_000..=30_000_u16, 5_000..=10_000_u16, 100..=10_000_u16);
    (grid, shares, factors, any::<bool>()).prop_map(|(grid, mut shares, factors, is_default)| {
        shares.sort_unstable();
        let [liquidation_bps, maintenance_bps, initial_floor_bps, initial_bps] = shares;
        let (price_range_bps, vol_up_bps, vol_down_bps, extreme_multiple_bps, extreme_weight_bps, short_minimum_bps) =
            grid;
        let (initial_factor_bps, liquidation_factor_bps, delta_limit_bps) = factors;
        let grid = ScenarioGrid {
            price_range_bps,
            vol_up_bps,
            vol_down_bps,
            extreme_multiple_bps,
            extreme_weight_bps,
            short_minimum_bps,
            initial_factor_bps,
            liquidation_factor_bps,
        };
        let standard = StandardParameters { initial_bps, initial_floor_bps, maintenance_bps, liquidation_bps };
        if is_default {
            RiskParameters { delta_limit_bps, ..RiskParameters::DEFAULT }
        } else {
            RiskParameters { grid, standard, delta_limit_bps, ..RiskParameters::DEFAULT }
        }
    })
}

/// The account's place for a market; `None` without options on it.
pub fn place_of(account: &MarginAccount, market: &AccountMarket) -> Option<usize> {
    account.markets.iter().position(|known| known == market)
}

pub fn levels(requirement: &Requirement) -> [u64; 3] {
    [requirement.initial_atoms, requirement.maintenance_atoms, requirement.liquidation_atoms]
}

/// What can be lost on a market where nothing is owed beyond what is owned: the options of each token by themselves, `None` without a bound.
pub fn largest_loss_if_covered(account: &MarginAccount, place: usize, uncovered: i128) -> Option<u64> {
    let of_token = |settlement| account.holdings_on(place, |held| held.settlement == settlement);
    let [in_quote, in_coins] = [SettlementAsset::QUOTE, SettlementAsset::UNDERLYING].map(of_token);
    if uncovered != 0 {
        return None;
    }
    Some(cover_in_quote(&in_quote, &UNITS).ok()? + cover_in_quote(&in_coins, &UNITS).ok()?)
}
