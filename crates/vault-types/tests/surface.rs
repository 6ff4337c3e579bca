//! The volatility surface: what is taken when, and what it says later.

mod common;

use bytemuck::Zeroable;
use common::{smiles::*, USD};
use options_math::{price, Fix, MathError, OptionInputs, SECONDS_PER_YEAR};
use vault_types::{
    premium::{model_price, ModelPrice, OptionTerms},
    signed::message::MessageHeader,
    state::{OptionKind, SurfaceSlice, VolSurface},
    surface::{flat, SignedSlice, SurfaceError, JUMP_WINDOW_SECS, MAX_SURFACE_AGE_SECS, MAX_VOL_E9},
};

fn vol(surface: &VolSurface, expiry_ts: i64, now_ts: i64) -> u64 {
    surface.slice(expiry_ts).unwrap().smile(now_ts).unwrap().vol_e9_at(Fix::ZERO).unwrap()
}

#[test]
fn expiries_rise_and_are_among_the_next_eight() {
    let all: Vec<SignedSlice> = (1..=8).map(|n| flat_at(expiry(n), VOL, NOW)).collect();
    let surface = posted(&all).unwrap();
    assert!((1..=8).all(|n| surface.slice(expiry(n)).is_some()));
    assert_eq!((surface.sequence, surface.generation), (1, 1));
    for wrong in [
        vec![flat_at(expiry(9), VOL, NOW)],
        vec![flat_at(expiry(1) + 1, VOL, NOW)],
        vec![flat_at(expiry(1) - 1, VOL, NOW)],
        vec![all[1], all[0]],
        vec![all[0], all[0]],
    ] {
        assert_eq!(posted(&wrong), Err(SurfaceError::Expiry), "{wrong:?}");
    }
    // The second of an expiry has none left, the one before has one.
    let mut late = empty();
    let slices = [SignedSlice::new(expiry(1), &flat(VOL, 604_800))];
    assert_eq!(post(&mut late, &slices, expiry(1)), Err(SurfaceError::Expiry));
    assert_eq!(post(&mut late, &slices, expiry(0)), Ok(()), "a week before");
    assert_eq!(post(&mut late, &[flat_at(0, VOL, NOW)], NOW), Err(SurfaceError::Expiry));
}

/// As many slices as there can be expiries: expired ones make room, and nobody can fill it with others.
#[test]
fn there_is_always_room() {
    let mut surface = empty();
    for week in 0..20 {
        let now_ts = NOW + week * WEEK;
        for n in 1..=8 {
            post(&mut surface, &[flat_at(expiry(n + week), VOL, now_ts)], now_ts).unwrap();
        }
        assert!((1..=8).all(|n| surface.slice(expiry(n + week)).unwrap().posted_ts == now_ts));
    }
    let mut full = [SurfaceSlice::default(); 8];
    for (slice, n) in full.iter_mut().zip(1..) {
        slice.expiry_ts = expiry(n) + 1;
    }
    let mut impossible = VolSurface { slices: full, sequence: 1, generation: 1, ..empty() };
    let refused = post(&mut impossible, &[flat_at(expiry(1), VOL, NOW)], NOW);
    assert_eq!(refused, Err(SurfaceError::Ledger(vault_types::LedgerError::BrokenInvariant)));
}

#[test]
fn other_expiries_keep_what_they_have() {
    let mut surface = posted(&[flat_at(expiry(1), VOL, NOW), flat_at(expiry(2), VOL, NOW)]).unwrap();
    post(&mut surface, &[flat_at(expiry(2), VOL + 100_000_000, NOW + 60)], NOW + 60).unwrap();
    let posted_ts = [1, 2].map(|n| surface.slice(expiry(n)).unwrap().posted_ts);
    assert_eq!(posted_ts, [NOW, NOW + 60]);
    assert_eq!([1, 2].map(|n| vol(&surface, expiry(n), NOW + 60).div_ceil(100) * 100), [VOL, VOL + 100_000_000]);
    assert_eq!(surface.sequence, 2);
    assert!(surface.slice(expiry(3)).is_none() && surface.slice(0).is_none());
}

#[test]
fn the_invariant_finds_broken_surfaces() {
    let good = posted(&[flat_at(expiry(1), VOL, NOW), flat_at(expiry(2), VOL, NOW)]).unwrap();
    assert!(good.invariant() && empty().invariant());
    let broken: [fn(&mut VolSurface); 5] = [
        |surface| surface.slices[1].expiry_ts = surface.slices[0].expiry_ts,
        |surface| surface.slices[7].a = 1,
        |surface| surface.sequence = 0,
        |surface| surface.generation = 0,
        |surface| surface.slices = [SurfaceSlice::default(); 8],
    ];
    for (index, spoil) in broken.into_iter().enumerate() {
        let mut surface = good;
        spoil(&mut surface);
        assert!(!surface.invariant(), "{index}");
    }
}

/// By half, up or down, and not by a bit more.
#[test]
fn a_volatility_moves_by_at_most_a_half() {
    for (to_e9, is_taken) in [
        (1_200_000_000, true),
        (1_200_000_010, false),
        (400_000_000, true),
        (399_999_990, false),
        (VOL, true),
        (MAX_VOL_E9 - 1_000, false),
    ] {
        let mut surface = posted(&[flat_at(expiry(1), VOL, NOW)]).unwrap();
        let moved = post(&mut surface, &[flat_at(expiry(1), to_e9, NOW)], NOW);
        assert_eq!(moved, if is_taken { Ok(()) } else { Err(SurfaceError::Jump) }, "{to_e9}");
    }
    // At the money nothing moves, in one wing much does.
    let two_days = (expiry(1) - NOW) as f64 / SECONDS_PER_YEAR as f64;
    let flat_smile = at(expiry(1), [0.64 * two_days, 0.0, 0.0, 0.0, 0.5]);
    for rho in [-0.9, 0.9] {
        let b = 0.02;
        let tilted = at(expiry(1), [0.64 * two_days - b * 0.1, b, rho, 0.0, 0.1]);
        let mut surface = posted(&[flat_smile]).unwrap();
        assert!(posted(&[tilted]).is_ok(), "good in itself: {:?}", posted(&[tilted]));
        assert_eq!(post(&mut surface, &[tilted], NOW), Err(SurfaceError::Jump), "{rho}");
    }
    // Another expiry has its own past.
    let mut surface = posted(&[flat_at(expiry(1), VOL, NOW)]).unwrap();
    post(&mut surface, &[flat_at(expiry(2), 3 * VOL, NOW)], NOW).unwrap();
}

/// Nobody is locked out of a new world, and small moves do not add up to a large one in the meantime.
#[test]
fn any_move_after_an_hour_of_silence() {
    let steps = |steps: &[(i64, u64)]| {
        let mut surface = posted(&[flat_at(expiry(1), VOL, NOW)]).unwrap();
        let mut last = Ok(());
        for (after_secs, vol_e9) in steps {
            let now_ts = NOW + after_secs;
            assert_eq!(last, Ok(()), "before {after_secs}");
            last = post(&mut surface, &[flat_at(expiry(1), *vol_e9, now_ts)], now_ts);
        }
        last
    };
    let window = JUMP_WINDOW_SECS;
    assert_eq!(steps(&[(window - 1, 2 * VOL)]), Err(SurfaceError::Jump));
    assert_eq!(steps(&[(window, 4 * VOL)]), Ok(()));
    // The reference stays for a window: 1.25 and another 1.25 are more than a half.
    assert_eq!(steps(&[(1_800, VOL * 5 / 4), (3_599, VOL * 25 / 16)]), Err(SurfaceError::Jump));
    // Then the last post is the reference, and for a whole window.
    assert_eq!(steps(&[(1_800, VOL * 5 / 4), (3_600, VOL * 7 / 4)]), Ok(()));
    assert_eq!(steps(&[(1_800, VOL * 5 / 4), (3_600, VOL * 2)]), Err(SurfaceError::Jump));
    assert_eq!(steps(&[(1_800, VOL * 5 / 4), (3_600, VOL * 7 / 4), (7_199, VOL * 2)]), Err(SurfaceError::Jump));
    assert_eq!(steps(&[(1_800, VOL * 5 / 4), (3_600, VOL * 7 / 4), (7_200, VOL * 2)]), Ok(()));
    // A slice of the last round of the same slot is no reference for another expiry.
    let mut surface = posted(&[flat_at(expiry(1), VOL, NOW)]).unwrap();
    let later = expiry(1);
    post(&mut surface, &[flat_at(expiry(2), 4 * VOL, later)], later).unwrap();
    assert_eq!(surface.slices[0].expiry_ts, expiry(2), "in the expired slice's place");
}

#[test]
fn a_slice_lives_for_a_day_and_keeps_its_volatility() {
    let smile = at(expiry(2), [0.015, 0.05, -0.4, 0.02, 0.2]);
    let surface = posted(&[smile]).unwrap();
    let vols = |now_ts: i64| {
        let live = surface.live_smile(expiry(2), now_ts).unwrap();
        assert_eq!(live.seconds_to_expiry(), (expiry(2) - now_ts).unsigned_abs());
        [130, 150, 175].map(|strike| live.vol_e9(150 * USD, strike * USD).unwrap())
    };
    let (first, last) = (vols(NOW), vols(NOW + MAX_SURFACE_AGE_SECS));
    assert!(first.iter().zip(&last).all(|(first, last)| first.abs_diff(*last) <= 10), "{first:?} {last:?}");
    assert!(first[0] > first[1], "puts are dearer: {first:?}");
    let stale = surface.live_smile(expiry(2), NOW + MAX_SURFACE_AGE_SECS + 1).unwrap_err();
    assert_eq!(stale, SurfaceError::Stale);
    assert_eq!(surface.live_smile(expiry(1), NOW).unwrap_err(), SurfaceError::NoSlice);
    assert_eq!(empty().live_smile(0, NOW).unwrap_err(), SurfaceError::NoSlice);
    // Posted in the last hour, still there at expiry.
    let now_ts = expiry(1) - 3_600;
    let mut late = empty();
    post(&mut late, &[flat_at(expiry(1), VOL, now_ts)], now_ts).unwrap();
    assert!(late.live_smile(expiry(1), expiry(1) - 1).is_ok());
    let over = late.live_smile(expiry(1), expiry(1)).unwrap_err();
    assert_eq!(over, SurfaceError::Math(MathError::SecondsToExpiry));
}

/// A message is minutes old when it is posted: the time that its variance is for runs from its issue, its age from the post.
#[test]
fn variance_counts_from_the_issue() {
    let mut surface = empty();
    let header = MessageHeader { issued_ts: NOW, sequence: 1, generation: 1, ..MessageHeader::zeroed() };
    let now_ts = NOW + 600;
    surface.post(&header, &[flat_at(expiry(1), VOL, NOW)], &CALENDAR, now_ts).unwrap();
    assert!(vol(&surface, expiry(1), now_ts).abs_diff(VOL) <= 5);
    assert!(surface.live_smile(expiry(1), now_ts + MAX_SURFACE_AGE_SECS).is_ok());
}

#[test]
fn the_model_price_takes_the_volatility_at_the_strike() {
    let surface = posted(&[at(expiry(2), [0.015, 0.05, -0.4, 0.02, 0.2])]).unwrap();
    let now_ts = NOW + 3_600;
    for (kind, strike) in [(OptionKind::CALL, 170), (OptionKind::PUT, 130)] {
        let option = OptionTerms { kind, strike_e8: strike * USD, expiry_ts: expiry(2) };
        for spot_e8 in [120 * USD, 150 * USD, 190 * USD] {
            let smile = surface.live_smile(expiry(2), now_ts).unwrap();
            let vol_e9 = smile.vol_e9(spot_e8, option.strike_e8).unwrap();
            let seconds_to_expiry = (expiry(2) - now_ts).unsigned_abs();
            let prices =
                price(&OptionInputs { spot_e8, strike_e8: option.strike_e8, seconds_to_expiry, vol_e9 }).unwrap();
            let expected = ModelPrice::new(kind, spot_e8, &prices).unwrap();
            assert_eq!(model_price(&option, spot_e8, &surface, now_ts), Ok(expected));
        }
        let stale_ts = NOW + MAX_SURFACE_AGE_SECS + 1;
        assert_eq!(model_price(&option, 150 * USD, &surface, stale_ts), Err(SurfaceError::Stale));
        let other = OptionTerms { expiry_ts: expiry(1), ..option };
        assert_eq!(model_price(&other, 150 * USD, &surface, now_ts), Err(SurfaceError::NoSlice));
    }
}

/// Half-way between two checked log-strikes the volatility is 3 %: taken, but nothing is sold at it.
#[test]
fn no_price_from_a_volatility_outside_the_bounds() {
    let dent = at(expiry(8), [0.000_1, 0.02, 0.0, 3.0 / 32.0, 0.001]);
    let surface = posted(&[dent]).unwrap();
    let at_strike = |strike_e8| OptionTerms { kind: OptionKind::CALL, strike_e8, expiry_ts: expiry(8) };
    let in_the_dent = (150.0 * f64::exp(3.0 / 32.0) * USD as f64) as u64;
    assert_eq!(model_price(&at_strike(in_the_dent), 150 * USD, &surface, NOW), Err(SurfaceError::Volatility));
    assert!(model_price(&at_strike(170 * USD), 150 * USD, &surface, NOW).is_ok());
}
