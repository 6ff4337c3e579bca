//! What the scenario margin refuses, and that nothing makes it panic.

use crate::{call, put, random::Random, COIN, DAY, MARKET, NOW, USD};
use options_math::{MathError, OptionType, MAX_PRICE_E8, MAX_QUANTITY, MAX_SECONDS_TO_EXPIRY};
use vault_types::{margin::*, LedgerError};

const GRID: ScenarioGrid = ScenarioGrid::DEFAULT;

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
fn what_is_out_of_bounds_is_refused() {
    let refused = |holdings: &[Holding]| scenario_margin(holdings, &MARKET, &GRID).unwrap_err();
    assert_eq!(refused(&[call(150, 1); 25]), MarginError::TooManyPositions);
    for quantity in [MAX_QUANTITY + 1, i64::MIN, i64::MAX] {
        assert_eq!(refused(&[call(150, quantity)]), MarginError::Quantity);
    }
    for strike_e8 in [0, MAX_PRICE_E8 + 1, u64::MAX] {
        for expiry_ts in [i64::MIN, NOW + DAY] {
            let owed = Holding { strike_e8, expiry_ts, ..call(1, -1) };
            assert_eq!(refused(&[owed]), MathError::Strike.into());
            let owned = Holding { quantity: 1, ..owed };
            assert_eq!(revalue(&[owned], &MARKET, &GRID), Err(MathError::Strike.into()));
            let other = Holding { expiry_ts, ..call(150, -1) };
            assert_eq!(refused(&[other, owned]), MathError::Strike.into(), "one that counts");
        }
    }
    for spot_e8 in [0, MAX_PRICE_E8 / 13 * 10 + 10, u64::MAX] {
        let market = MarketInputs { spot_e8, ..MARKET };
        assert_eq!(scenario_margin(&[call(150, 1)], &market, &GRID), Err(MathError::Spot.into()));
    }
    let grid = ScenarioGrid { extreme_weight_bps: 10_001, ..GRID };
    assert_eq!(scenario_margin(&[], &MARKET, &grid), Err(MarginError::Parameters));
}

/// An account that has an option on a price in three years could otherwise neither be challenged nor liquidated.
#[test]
fn what_is_later_than_there_are_prices_for_is_as_of_the_latest() {
    let latest_ts = NOW + MAX_SECONDS_TO_EXPIRY as i64;
    let with = |owed_ts, owned_ts, valued: fn(&[Holding]) -> [i128; 2]| {
        valued(&[
            Holding { expiry_ts: owed_ts, ..call(150, -COIN) },
            Holding { expiry_ts: owned_ts, ..call(160, 2 * COIN) },
        ])
    };
    let margin = |holdings: &[Holding]| {
        let margin = scenario_margin(holdings, &MARKET, &GRID).unwrap();
        [margin.mark, margin.requirement.initial_atoms.into()]
    };
    let values = |holdings: &[Holding]| {
        let values = revalue(holdings, &MARKET, &GRID).unwrap();
        [values.today, values.scenarios[13]]
    };
    let day_after = latest_ts + DAY;
    for later_ts in [day_after, latest_ts + 1_000 * DAY, i64::MAX] {
        assert_eq!(with(later_ts, later_ts, margin), with(day_after, day_after, margin));
        assert_eq!(with(later_ts, later_ts, values), with(latest_ts, day_after, values));
    }
    assert_ne!(with(latest_ts, latest_ts, values), with(latest_ts, day_after, values), "a day is less");
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
        let _ = (scenario_margin(&holdings, &market, &grid), revalue(&holdings, &market, &grid));
    }
    let all = [Holding { strike_e8: MAX_PRICE_E8, ..put(1, -MAX_QUANTITY) }; 24];
    let margin = scenario_margin(
        &all,
        &MarketInputs { units: Units { underlying_decimals: 12, quote_decimals: 0 }, ..MARKET },
        &GRID,
    );
    let notional = i128::from(MAX_QUANTITY) * 24 * i128::from(150 * USD);
    assert_eq!(margin.unwrap().uncovered_notional, notional);
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
