//! Rules that the scenario margin keeps.

use crate::{call, put, random::Random, COIN, DAY, MARKET, NOW, UNITS, USD};
use bytemuck::Zeroable;
use options_math::{lowest_payoff, Leg, MathError, OptionType, MAX_PRICE_E8, MAX_QUANTITY};
use vault_types::{
    margin::*,
    state::{SurfaceSlice, VolSurface},
    surface::flat,
    LedgerError,
};

const GRID: ScenarioGrid = ScenarioGrid::DEFAULT;
/// Without the short-option minimum.
const SCAN_ONLY: ScenarioGrid = ScenarioGrid { short_minimum_bps: 0, ..GRID };

fn margin(holdings: &[Holding]) -> ScenarioMargin {
    scenario_margin(holdings, &MARKET, &GRID).unwrap()
}

fn maintenance(holdings: &[Holding], grid: &ScenarioGrid) -> u64 {
    scenario_margin(holdings, &MARKET, grid).unwrap().requirement.maintenance_atoms
}

#[test]
fn options_that_are_only_owned_require_nothing() {
    let mut random = Random(5);
    for _ in 0..500 {
        let mut holdings = random.holdings(MARKET.spot_e8, &[NOW - 5, NOW + DAY, NOW + 9 * DAY, NOW + 90 * DAY]);
        holdings.iter_mut().for_each(|holding| holding.quantity = holding.quantity.abs());
        assert_eq!(margin(&holdings).requirement, Requirement::default());
    }
    let nothing = margin(&[]);
    assert_eq!((nothing.requirement, nothing.mark, nothing.gross_notional), (Requirement::default(), 0, 0));
}

/// The scenarios' requirement of an iron condor is at most its largest loss; with the short-option minimum it can be more where the
/// wings are near, and then the caller takes the largest loss.
#[test]
fn an_iron_condor_requires_at_most_its_largest_loss() {
    let mut random = Random(6);
    for _ in 0..2_000 {
        let mut strikes: Vec<u64> = (0..4).map(|_| 100 + random.below(101)).collect();
        strikes.sort_unstable();
        let quantity = random.scaled(1e6, 1e15) as i64;
        let condor = [
            put(strikes[0], quantity),
            put(strikes[1], -quantity),
            call(strikes[2], -quantity),
            call(strikes[3], quantity),
        ];
        let legs =
            condor.map(|Holding { option_type, strike_e8, quantity, .. }| Leg { option_type, strike_e8, quantity });
        let largest_loss = UNITS.quote_atoms_up(-lowest_payoff(&legs, 0).unwrap()).unwrap();
        // The prices' own error is below 10^-9 of the moved spot for each option.
        let tolerance = 1 + (4.0 * 1.3e-9 * 150.0 * quantity as f64 / 1e3) as u64;
        let found = maintenance(&condor, &SCAN_ONLY);
        assert!(found <= largest_loss + tolerance, "{found} above {largest_loss}: {condor:?}");
        let short_minimum = quantity as f64 / 1e9 * 2.0 * 1.5 * 1e6;
        let mark = margin(&condor).mark as f64 / 1e17 * 1e6;
        let most = (largest_loss + tolerance) as f64;
        assert!(maintenance(&condor, &GRID) as f64 <= most.max(short_minimum - mark) + tolerance as f64 + 2.0);
    }
    let wide = [put(100, COIN), put(130, -COIN), call(170, -COIN), call(200, COIN)];
    assert!(maintenance(&wide, &GRID) < 30_000_000);
}

#[test]
fn the_floor_raises_what_shorts_require_and_a_missing_smile_stops_nothing() {
    let shorts = [call(170, -COIN), put(130, -COIN)];
    let with = |floor_vol_e9, fallback_vol_e9| {
        let market = MarketInputs { floor_vol_e9, fallback_vol_e9, ..MARKET };
        scenario_margin(&shorts, &market, &GRID).unwrap().requirement.maintenance_atoms
    };
    let required = [0, 700_000_000, 900_000_000, 1_500_000_000, u64::MAX].map(|floor| with(floor, 800_000_000));
    assert_eq!(required[0], required[1], "a floor below the volatility does nothing");
    assert!(required.windows(2).skip(1).all(|pair| pair[0] < pair[1]), "{required:?}");
    assert_eq!(with(900_000_000, 0), with(0, 900_000_000));
    assert_eq!(with(0, 0), with(0, 20_000_000), "the least volatility that there is");
    let smiles = [ExpirySmile { expiry_ts: shorts[0].expiry_ts, smile: None }];
    let market = MarketInputs { smiles: &smiles, ..MARKET };
    assert_eq!(scenario_margin(&shorts, &market, &GRID).unwrap(), margin(&shorts));
}

/// Fresh slices of the portfolio's own expiries are smiles; stale ones and those of other expiries count as missing.
#[test]
fn a_surface_gives_the_smiles_of_a_portfolio() {
    let holdings = [call(170, -COIN)];
    let expiry_ts = holdings[0].expiry_ts;
    let mut surface = VolSurface::zeroed();
    let secs = (expiry_ts - NOW).unsigned_abs();
    let a = flat(1_200_000_000, secs).a.to_bits();
    let slice =
        SurfaceSlice { expiry_ts, a, sigma: 1 << 48, issued_ts: NOW, posted_ts: NOW, ..SurfaceSlice::default() };
    surface.slices[2] = slice;
    surface.slices[3] = SurfaceSlice { expiry_ts: expiry_ts + 7 * DAY, ..slice };
    let known = |now_ts| surface.smiles_of(&holdings, now_ts).map(|entry| entry.smile.is_some());
    let expected = [false, false, true, false, false, false, false, false];
    assert_eq!(known(NOW), expected);
    assert_eq!(known(NOW + DAY), expected);
    assert_eq!(known(NOW + DAY + 1), [false; 8]);
    let smiles = surface.smiles_of(&holdings, NOW);
    let signed = scenario_margin(&holdings, &MarketInputs { smiles: &smiles, ..MARKET }, &GRID).unwrap();
    let flat = scenario_margin(&holdings, &MarketInputs { fallback_vol_e9: 1_200_000_000, ..MARKET }, &GRID).unwrap();
    let (signed, flat) = (signed.requirement, flat.requirement);
    assert!(signed.maintenance_atoms.abs_diff(flat.maintenance_atoms) <= 2 && signed != margin(&holdings).requirement);
}

#[test]
fn quote_atoms_are_rounded_up_whatever_the_decimals() {
    let atoms = |underlying_decimals, quote_decimals, value| {
        Units { underlying_decimals, quote_decimals }.quote_atoms_up(value)
    };
    assert_eq!(atoms(9, 6, 100_000_000_000), Ok(1));
    assert_eq!(atoms(9, 6, 100_000_000_001), Ok(2));
    assert_eq!([atoms(9, 6, 0), atoms(9, 6, -1), atoms(12, 0, 1)], [Ok(0), Ok(0), Ok(1)]);
    assert_eq!([atoms(0, 12, 3), atoms(0, 8, 3), atoms(12, 0, 1 << 67)], [Ok(30_000), Ok(3), Ok(2)]);
    assert_eq!(atoms(0, 12, i128::MAX), Err(MarginError::Ledger(LedgerError::Overflow)));
    assert_eq!(atoms(12, 12, i128::MAX), Err(MarginError::Ledger(LedgerError::Overflow)));
    assert_eq!([atoms(13, 6, 1), atoms(6, 13, 1)], [Err(MarginError::Decimals); 2]);
}

#[test]
fn owing_more_never_requires_less() {
    let mut random = Random(8);
    for _ in 0..500 {
        let strike_usd = 60 + random.below(240);
        let (first, more) = (random.scaled(1.0, 1e14) as i64, random.scaled(1.0, 1e12) as i64);
        for option in [call, put] {
            let less = margin(&[option(strike_usd, -first)]).requirement;
            let more = margin(&[option(strike_usd, -first - more)]).requirement;
            assert!(more.initial_atoms >= less.initial_atoms);
            assert!(more.maintenance_atoms >= less.maintenance_atoms);
            // The threshold is a rounded number less another one.
            assert!(more.liquidation_atoms + 1 >= less.liquidation_atoms, "{less:?} {more:?}");
        }
    }
}

#[test]
fn the_short_option_minimum_comes_on_top_of_what_is_owed_today() {
    let far = margin(&[call(600, -COIN)]);
    assert_eq!(far.requirement.maintenance_atoms, 1_500_000, "1 % of 150 USD");
    assert_eq!((far.requirement.initial_atoms, far.requirement.liquidation_atoms), (1_950_000, 1_200_000));
    // At expiry, 300 USD in the money: the mark and the risk, of which only the risk is multiplied.
    let expired = Holding { strike_e8: 450 * USD, expiry_ts: NOW, ..put(1, -COIN) };
    let Requirement { initial_atoms, maintenance_atoms, liquidation_atoms } = margin(&[expired]).requirement;
    assert_eq!(maintenance_atoms, 322_500_000, "300 USD, and 15 % of spot");
    assert_eq!((initial_atoms, liquidation_atoms), (329_250_000, 318_000_000));
    assert!(liquidation_atoms > 300_000_000, "liquidated while it can still pay");
}

/// A call far above the scanned range is only near the money in the extreme: 35 % of that loss counts.
#[test]
fn an_extreme_counts_by_its_weight() {
    let holdings = [call(185, -COIN)];
    let values = revalue(&holdings, &MARKET, &SCAN_ONLY).unwrap();
    let margin = scenario_margin(&holdings, &MARKET, &SCAN_ONLY).unwrap();
    assert_eq!(margin.worst_scenario, 14);
    let weighed = values.today + (values.scenarios[14] - values.today) * 35 / 100;
    assert!(margin.requirement.maintenance_atoms.abs_diff((-weighed / 1_000_000_000_000_000) as u64) <= 1);
    let full = ScenarioGrid { extreme_weight_bps: 10_000, ..SCAN_ONLY };
    assert!(maintenance(&holdings, &full) > 2 * margin.requirement.maintenance_atoms);
}

#[test]
fn order_and_splitting_do_not_matter() {
    let whole = [call(150, -3 * COIN), put(150, 2 * COIN), call(180, COIN)];
    let split = [call(180, COIN), put(150, COIN), call(150, -4 * COIN), put(150, COIN), call(150, COIN)];
    let (whole, split) =
        (margin(&whole).requirement, scenario_margin(&split, &MARKET, &SCAN_ONLY).unwrap().requirement);
    assert_eq!(whole, split);
}

#[test]
fn what_is_out_of_bounds_is_refused() {
    let refused = |holdings: &[Holding]| scenario_margin(holdings, &MARKET, &GRID).unwrap_err();
    assert_eq!(refused(&[call(150, 1); 25]), MarginError::TooManyPositions);
    for quantity in [MAX_QUANTITY + 1, i64::MIN, i64::MAX] {
        assert_eq!(refused(&[call(150, quantity)]), MarginError::Quantity);
    }
    for strike_e8 in [0, MAX_PRICE_E8 + 1, u64::MAX] {
        for expiry_ts in [i64::MIN, NOW + DAY] {
            let holding = Holding { strike_e8, expiry_ts, ..call(1, 1) };
            assert_eq!(refused(&[holding]), MathError::Strike.into());
        }
    }
    let late = Holding { expiry_ts: NOW + 731 * DAY, ..call(150, 1) };
    assert_eq!(refused(&[late]), MathError::SecondsToExpiry.into());
    for spot_e8 in [0, MAX_PRICE_E8 / 13 * 10 + 10, u64::MAX] {
        let market = MarketInputs { spot_e8, ..MARKET };
        assert_eq!(scenario_margin(&[call(150, 1)], &market, &GRID), Err(MathError::Spot.into()));
    }
    let grid = ScenarioGrid { extreme_weight_bps: 10_001, ..GRID };
    assert_eq!(scenario_margin(&[], &MARKET, &grid), Err(MarginError::Parameters));
}

#[test]
fn extremes_do_not_panic() {
    let mut random = Random(9);
    let largest =
        [(OptionType::Call, MAX_QUANTITY), (OptionType::Put, -MAX_QUANTITY), (OptionType::Call, -MAX_QUANTITY)];
    for _ in 0..2_000 {
        let mut any = |most: u64| [0, 1, most, random.below(most), random.word()][random.below(5) as usize];
        let spot_e8 = [any(MAX_PRICE_E8), MAX_PRICE_E8 / 2][any(2) as usize % 2];
        let (floor_vol_e9, fallback_vol_e9) = (any(4_000_000_000), any(4_000_000_000));
        let market = MarketInputs { spot_e8, floor_vol_e9, fallback_vol_e9, ..MARKET };
        let holdings: Vec<Holding> = (0..any(24) % 25)
            .map(|_| {
                let (option_type, quantity) = largest[any(3) as usize % 3];
                let expiry_ts = (NOW as u64).wrapping_add(any(63_072_000)) as i64;
                Holding { option_type, strike_e8: any(MAX_PRICE_E8), expiry_ts, quantity }
            })
            .collect();
        let grid = random.grid();
        let _ = scenario_margin(&holdings, &market, &grid);
    }
    let all = [Holding { strike_e8: MAX_PRICE_E8, ..put(1, -MAX_QUANTITY) }; 24];
    let margin = scenario_margin(
        &all,
        &MarketInputs { units: Units { underlying_decimals: 12, quote_decimals: 0 }, ..MARKET },
        &GRID,
    );
    let notional = i128::from(MAX_QUANTITY) * 24 * i128::from(150 * USD);
    assert_eq!(margin.unwrap().gross_notional, notional);
}

#[test]
fn a_grid_has_bounds() {
    let is_valid = |change: fn(&mut ScenarioGrid)| {
        let mut grid = GRID;
        change(&mut grid);
        grid.is_valid()
    };
    assert!(is_valid(|_| ()));
    assert!(!is_valid(|grid| grid.price_range_bps = 99) && is_valid(|grid| grid.price_range_bps = 100));
    assert!(!is_valid(|grid| grid.price_range_bps = 4_951) && is_valid(|grid| grid.price_range_bps = 4_950));
    assert!(!is_valid(|grid| grid.vol_up_bps = 99) && is_valid(|grid| grid.vol_up_bps = u16::MAX));
    assert!(!is_valid(|grid| grid.vol_down_bps = 99) && is_valid(|grid| grid.vol_down_bps = 9_000));
    assert!(!is_valid(|grid| grid.vol_down_bps = 9_001));
    assert!(!is_valid(|grid| grid.extreme_multiple_bps = 9_999) && is_valid(|grid| grid.extreme_multiple_bps = 10_000));
    assert!(!is_valid(|grid| grid.extreme_weight_bps = 10_001) && is_valid(|grid| grid.extreme_weight_bps = 10_000));
    assert!(!is_valid(|grid| grid.short_minimum_bps = 10_001) && is_valid(|grid| grid.short_minimum_bps = 10_000));
    assert!(!is_valid(|grid| grid.initial_factor_bps = 9_999) && is_valid(|grid| grid.initial_factor_bps = 30_000));
    assert!(!is_valid(|grid| grid.initial_factor_bps = 30_001));
    assert!(!is_valid(|grid| grid.liquidation_factor_bps = 10_001));
    assert!(
        !is_valid(|grid| grid.liquidation_factor_bps = 4_999) && is_valid(|grid| grid.liquidation_factor_bps = 5_000)
    );
}
