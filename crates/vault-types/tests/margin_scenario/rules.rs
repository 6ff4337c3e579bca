//! Rules that the scenario margin keeps.

use crate::{call, put, random::Random, COIN, DAY, MARKET, NOW, UNITS, USD};
use bytemuck::Zeroable;
use options_math::{lowest_payoff, Leg, SviSlice};
use vault_types::{
    margin::*,
    state::{SurfaceSlice, VolSurface},
    surface::flat,
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
        assert_eq!(margin(&holdings), margin(&[]), "it counts for nothing at all");
    }
    let nothing = margin(&[]);
    assert_eq!((nothing.requirement, nothing.mark, nothing.uncovered_notional), (Requirement::default(), 0, 0));
}

/// Nothing of the expiry before it stays in its sums.
#[test]
fn an_expiry_whose_options_cancel_out_adds_nothing() {
    let owed = [call(170, -COIN), put(150, -2 * COIN)];
    let [bought, sold] = [COIN, -COIN].map(|quantity| Holding { expiry_ts: NOW + 30 * DAY, ..call(180, quantity) });
    let margin = |holdings: &[Holding]| scenario_margin(holdings, &MARKET, &SCAN_ONLY).unwrap();
    let expected = margin(&owed);
    assert!(expected.requirement.maintenance_atoms > 0);
    assert_eq!(margin(&[owed[0], owed[1], bought, sold]), expected);
    assert_eq!(margin(&[bought, sold, owed[0], owed[1]]), expected);
}

/// The scenarios' requirement of an iron condor is at most its largest loss and what a day is worth, since what is owned counts as of a day
/// from now; with the short-option minimum it can be more where the wings are near. Then the caller takes the largest loss.
#[test]
fn an_iron_condor_requires_at_most_its_largest_loss_and_a_day() {
    let mut random = Random(6);
    // No price rises by more than 0.399 of spot with volatility and the root of time: 25 % up with a quarter more of 80 % is the most.
    let [week, less] = [7.0, 6.0].map(|days: f64| (days / 365.0).sqrt());
    let day = 0.399 * 187.5 * 1.0 * (week - less);
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
        let most = largest_loss + (2.0 * day * quantity as f64 / 1e3) as u64;
        // The prices' own error is below 10^-9 of the moved spot for each option.
        let tolerance = 1 + (4.0 * 1.3e-9 * 150.0 * quantity as f64 / 1e3) as u64;
        let found = maintenance(&condor, &SCAN_ONLY);
        assert!(found <= most + tolerance, "{found} above {most}: {condor:?}");
        let short_minimum = quantity as f64 / 1e9 * 2.0 * 1.5 * 1e6;
        let mark = margin(&condor).mark as f64 / 1e17 * 1e6;
        let most = (most + tolerance) as f64;
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

/// Signers who say any volatility make what is owned worth at most what it is at the ceiling; what is owed knows no ceiling.
#[test]
fn a_ceiling_holds_down_what_is_owned() {
    let value = |holdings: &[Holding], vol_e9, ceiling_vol_e9| {
        let market = MarketInputs { fallback_vol_e9: vol_e9, floor_vol_e9: vol_e9, ceiling_vol_e9, ..MARKET };
        revalue(holdings, &market, &GRID).unwrap().today
    };
    let (owned, owed) = ([call(170, COIN)], [call(170, -COIN)]);
    assert_eq!(value(&owned, 3_000_000_000, 900_000_000), value(&owned, 900_000_000, u64::MAX));
    assert_eq!(value(&owned, 800_000_000, 900_000_000), value(&owned, 800_000_000, u64::MAX));
    assert_eq!(
        value(&owned, 800_000_000, 0),
        value(&owned, 20_000_000, u64::MAX),
        "the least that there are prices for"
    );
    assert_eq!(value(&owed, 3_000_000_000, 900_000_000), value(&owed, 3_000_000_000, u64::MAX));
    // A call owned and a put owed at one strike gain nothing by volatility: the larger of the two decides.
    let net = [call(150, 2 * COIN), put(150, -COIN)];
    assert_eq!(value(&net, 3_000_000_000, 900_000_000), value(&net, 900_000_000, u64::MAX));
    let even = [call(150, COIN), put(150, -COIN)];
    assert_eq!(value(&even, 3_000_000_000, 900_000_000), value(&even, 900_000_000, u64::MAX));
    let net = [call(150, COIN), put(150, -COIN - 1)];
    assert_eq!(value(&net, 3_000_000_000, 900_000_000), value(&net, 3_000_000_000, u64::MAX));
}

/// What is owned is worth no more for a high floor: that is for what is owed. Without a smile the lower of floor and fallback is taken.
#[test]
fn no_floor_makes_dearer_what_is_owned() {
    let expiry_ts = call(1, 1).expiry_ts;
    let secs = (expiry_ts - NOW).unsigned_abs();
    let smiles = [ExpirySmile { expiry_ts, smile: SviSlice::new(flat(500_000_000, secs), secs).ok() }];
    let value = |holding: Holding, smiles: &[ExpirySmile], fallback_vol_e9, floor_vol_e9| {
        let market = MarketInputs { smiles, fallback_vol_e9, floor_vol_e9, ..MARKET };
        revalue(&[holding], &market, &GRID).unwrap().today
    };
    let (owned, owed) = (call(170, COIN), call(170, -COIN));
    let flat = |vol_e9| value(owned, &[], vol_e9, vol_e9);
    let signed = value(owned, &smiles, 1_200_000_000, 300_000_000);
    assert!(signed.abs_diff(flat(500_000_000)) < signed.unsigned_abs() / 1_000);
    assert_eq!(value(owned, &smiles, 1_200_000_000, 900_000_000), signed, "neither floor");
    assert_eq!(value(owned, &smiles, 100_000_000, 900_000_000), signed, "nor fallback");
    assert_eq!(value(owned, &[], 1_200_000_000, 900_000_000), flat(900_000_000));
    assert_eq!(value(owned, &[], 700_000_000, 900_000_000), flat(700_000_000));
    for (fallback, floor, higher) in
        [(1_200_000_000, 900_000_000, 1_200_000_000), (700_000_000, 900_000_000, 900_000_000)]
    {
        assert_eq!(value(owed, &[], fallback, floor), value(owed, &[], higher, higher), "of what is owed the higher");
    }
    assert_eq!(value(owed, &smiles, 100_000_000, 900_000_000), value(owed, &[], 900_000_000, 900_000_000));
}

/// What is owned is valued as of a day from now, what is owed as of now.
#[test]
fn the_next_day_is_gone_from_what_is_owned() {
    let value = |quantity, left_secs: i64| {
        let holding = Holding { expiry_ts: NOW + left_secs, ..call(160, quantity) };
        revalue(&[holding], &MARKET, &GRID).unwrap()
    };
    for left_secs in [3_600, DAY, 7 * DAY] {
        let (owned, owed) = (value(COIN, left_secs + DAY), value(-COIN, left_secs));
        // Each is rounded: 10^-12 of spot.
        let is_opposite = |owned: i128, owed: i128| (owned + owed).abs() <= 150 * i128::from(COIN);
        assert!(is_opposite(owned.today, owed.today));
        assert!(owned.scenarios.iter().zip(owed.scenarios).all(|(owned, owed)| is_opposite(*owned, owed)));
        assert_eq!(owned.delta_q36, -owed.delta_q36);
    }
    for left_secs in [-5, 0, 1, DAY - 1, DAY] {
        let owned = value(COIN, left_secs);
        assert_eq!(owned.today, 0, "no more than it would be settled for");
        assert_eq!(owned.scenarios[10], (187_500_000_000_000 - 160_000_000_000_000) * i128::from(COIN));
    }
    assert!(value(COIN, DAY + DAY / 2).today > 0);
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
    // A liquidation takes the last one that there was, until the option has expired.
    let last = |now_ts| surface.last_smiles_of(&holdings, now_ts).map(|entry| entry.smile.is_some());
    for now_ts in [NOW, NOW + DAY, NOW + DAY + 1, expiry_ts - 1] {
        assert_eq!(last(now_ts), expected);
    }
    assert_eq!(surface.last_smiles_of(&[], NOW).map(|entry| entry.smile.is_some()), [false; 8]);
    let [fresh, old] = [surface.smiles_of(&holdings, NOW + DAY), surface.last_smiles_of(&holdings, NOW + DAY)];
    assert_eq!(format!("{old:?}"), format!("{fresh:?}"), "the same smile");
    let smiles = surface.smiles_of(&holdings, NOW);
    let signed = scenario_margin(&holdings, &MarketInputs { smiles: &smiles, ..MARKET }, &GRID).unwrap();
    let flat = scenario_margin(&holdings, &MarketInputs { fallback_vol_e9: 1_200_000_000, ..MARKET }, &GRID).unwrap();
    let (signed, flat) = (signed.requirement, flat.requirement);
    assert!(signed.maintenance_atoms.abs_diff(flat.maintenance_atoms) <= 2 && signed != margin(&holdings).requirement);
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
    assert_eq!(maintenance_atoms, 337_500_000, "300 USD, and 25 % of spot");
    assert_eq!((initial_atoms, liquidation_atoms), (348_750_000, 330_000_000));
    assert!(liquidation_atoms > 300_000_000, "liquidated while it can still pay");
}

/// A call far above the scanned range is only near the money in the extreme: 35 % of that loss counts.
#[test]
fn an_extreme_counts_by_its_weight() {
    let holdings = [call(185, -COIN)];
    let values = revalue(&holdings, &MARKET, &SCAN_ONLY).unwrap();
    let margin = scenario_margin(&holdings, &MARKET, &SCAN_ONLY).unwrap();
    assert_eq!(values.lowest(&SCAN_ONLY).0, 14);
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
