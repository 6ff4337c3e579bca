//! The volatility surface: what is taken, at each limit, and what it says later.

mod common;

use bytemuck::Zeroable;
use common::{cases, USD};
use options_math::{price, Fix, MathError, OptionInputs, SviParameters, SviSlice, SECONDS_PER_YEAR};
use proptest::prelude::*;
use vault_types::{
    premium::{model_price, ModelPrice},
    signed::message::MessageHeader,
    state::{ExpiryCalendar, OptionKind, Series, SurfaceSlice, VolSurface},
    surface::{
        flat, SignedSlice, SurfaceError, CHECKED_LOG_STRIKES, JUMP_WINDOW_SECS, MAX_SURFACE_AGE_SECS, MAX_VOL_E9,
        MIN_VOL_E9,
    },
};

const CALENDAR: ExpiryCalendar = ExpiryCalendar::weekly(2 * 86_400);
const WEEK: i64 = 7 * 86_400;
/// A Wednesday.
const NOW: i64 = 1_700_000_000;
const VOL: u64 = 800_000_000;

/// The n-th coming expiry.
fn expiry(n: i64) -> i64 {
    ExpiryCalendar::weekly(0).next_expiry_ts(NOW).unwrap() + (n - 1) * WEEK
}

fn at(expiry_ts: i64, [a, b, rho, m, sigma]: [f64; 5]) -> SignedSlice {
    let [a, b, rho, m, sigma] = [a, b, rho, m, sigma].map(Fix::from_num);
    SignedSlice::new(expiry_ts, &SviParameters { a, b, rho, m, sigma })
}

fn flat_at(expiry_ts: i64, vol_e9: u64, now_ts: i64) -> SignedSlice {
    SignedSlice::new(expiry_ts, &flat(vol_e9, (expiry_ts - now_ts).unsigned_abs()))
}

fn empty() -> VolSurface {
    VolSurface::zeroed()
}

fn post(surface: &mut VolSurface, slices: &[SignedSlice], now_ts: i64) -> Result<(), SurfaceError> {
    let header =
        MessageHeader { issued_ts: now_ts, sequence: surface.sequence + 1, generation: 1, ..MessageHeader::zeroed() };
    let mut next = *surface;
    next.post(&header, slices, &CALENDAR, now_ts)?;
    assert!(next.invariant());
    *surface = next;
    Ok(())
}

fn posted(slices: &[SignedSlice]) -> Result<VolSurface, SurfaceError> {
    let mut surface = empty();
    post(&mut surface, slices, NOW)?;
    Ok(surface)
}

fn vol(surface: &VolSurface, expiry_ts: i64, now_ts: i64) -> u64 {
    surface.slice(expiry_ts).unwrap().smile(now_ts).unwrap().vol_e9_at(Fix::ZERO).unwrap()
}

#[test]
fn a_flat_smile_is_its_volatility() {
    for vol_e9 in [MIN_VOL_E9, 200_000_001, VOL, 3_999_999_000] {
        for secs in [3_600, 86_400, 604_800, 60 * 86_400] {
            let smile = SviSlice::new(flat(vol_e9, secs), secs).unwrap();
            let found_e9 = smile.vol_e9(150 * USD, 170 * USD).unwrap();
            // Half a step of the level, which is 2^-48.
            let step =
                1e9 * f64::powi(2.0, -48) / 2.0 / (vol_e9 as f64 / 1e9) / (secs as f64 / SECONDS_PER_YEAR as f64) / 2.0;
            assert!(
                (found_e9 as f64 - vol_e9 as f64).abs() <= step + 2.0 + 1e-9 * vol_e9 as f64,
                "{vol_e9} {secs} {found_e9}"
            );
        }
    }
    assert_eq!(flat(u64::MAX, u64::MAX).a, flat(1 << 34, 2 * SECONDS_PER_YEAR).a, "no overflow");
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

#[test]
fn what_is_no_smile_is_refused() {
    for bad in [
        [0.01, -0.1, 0.0, 0.0, 0.1],
        [0.01, 0.1, 1.0, 0.0, 0.1],
        [0.01, 0.1, 0.0, 17.0, 0.1],
        [0.01, 0.1, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 0.1],
    ] {
        assert_eq!(posted(&[at(expiry(1), bad)]), Err(SurfaceError::Slice), "{bad:?}");
    }
}

/// The level of variance at which a flat smile is just taken, and the step before it.
#[test]
fn volatility_is_from_5_to_400_per_cent() {
    let secs = (expiry(1) - NOW).unsigned_abs();
    let level = |bits: i64| SignedSlice { a: bits, ..flat_at(expiry(1), VOL, NOW) };
    let vol_of = |bits: i64| SviSlice::new(level(bits).parameters(), secs).and_then(|smile| smile.vol_e9_at(Fix::ZERO));
    for (limit, step) in [(MIN_VOL_E9, 1), (MAX_VOL_E9, -1)] {
        let near = flat(limit, secs).a.to_bits();
        let is_good = |bits: i64| vol_of(bits).is_ok_and(|vol_e9| (MIN_VOL_E9..=MAX_VOL_E9).contains(&vol_e9));
        let first = (-2_000_000..2_000_000).map(|distance| near + distance * step).find(|bits| is_good(*bits)).unwrap();
        assert_eq!(vol_of(first), Ok(limit));
        assert!(posted(&[level(first)]).is_ok());
        assert_eq!(posted(&[level(first - step)]), Err(SurfaceError::Volatility));
    }
}

/// In a wing as well: each of the nine places is looked at.
#[test]
fn volatility_is_checked_at_each_log_strike() {
    for place in CHECKED_LOG_STRIKES {
        // Nearly a wedge with its lowest point at this place, with 3 % there and 5 % at the nearest other one.
        let low = at(expiry(8), [0.000_1, 0.02, 0.0, place.to_num(), 0.001]);
        let smile = SviSlice::new(low.parameters(), (expiry(8) - NOW).unsigned_abs()).unwrap();
        let vols: Vec<u64> = CHECKED_LOG_STRIKES.iter().map(|k| smile.vol_e9_at(*k).unwrap()).collect();
        assert_eq!(vols.iter().filter(|vol_e9| **vol_e9 < MIN_VOL_E9).count(), 1, "{vols:?}");
        assert_eq!(posted(&[low]), Err(SurfaceError::Volatility), "at {place}");
    }
    for (rho, wing) in [(-0.9, "left"), (0.9, "right")] {
        let high = at(expiry(1), [0.01, 0.2, rho, 0.0, 0.1]);
        assert_eq!(posted(&[high]), Err(SurfaceError::Volatility), "the {wing} wing is above 400 %");
    }
}

#[test]
fn wings_are_no_steeper_than_two() {
    // b (1 + |rho|) is exactly two. Over eight weeks the volatility at the ends stays below 400 %.
    for rho in [0.25, -0.25] {
        let steep = at(expiry(8), [0.3, 1.6, rho, 0.0, 0.5]);
        assert!(posted(&[steep]).is_ok(), "{:?}", posted(&[steep]));
        let steeper = SignedSlice { b: steep.b + 8, ..steep };
        assert_eq!(posted(&[steeper]), Err(SurfaceError::Wings));
    }
}

/// Nearly a wedge: prices around its edge fall faster than any density allows.
#[test]
fn butterflies_are_refused() {
    for m in [-0.3, 0.0, 0.3] {
        assert_eq!(posted(&[at(expiry(8), [0.004, 0.2, 0.0, m, 0.001])]), Err(SurfaceError::Butterfly), "{m}");
    }
    assert!(posted(&[at(expiry(8), [0.05, 0.05, -0.3, 0.0, 0.2])]).is_ok());
}

#[test]
fn variance_does_not_fall_with_the_expiry() {
    let first = flat_at(expiry(1), VOL, NOW);
    let same = SignedSlice { expiry_ts: expiry(2), ..first };
    assert!(posted(&[first, same]).is_ok());
    let less = SignedSlice { a: same.a - 1, ..same };
    assert_eq!(posted(&[first, less]), Err(SurfaceError::Calendar));
    // Between the second and the third as well, and in one wing only.
    let third = flat_at(expiry(3), VOL, NOW);
    let smiling = at(expiry(2), [0.009, 0.12, -0.5, 0.0, 0.05]);
    assert!(posted(&[first, smiling]).is_ok(), "{:?}", posted(&[first, smiling]));
    assert_eq!(posted(&[first, smiling, third]), Err(SurfaceError::Calendar));
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
        let option = Series { kind, strike_e8: strike * USD, expiry_ts: expiry(2), ..Series::zeroed() };
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
        let other = Series { expiry_ts: expiry(1), ..option };
        assert_eq!(model_price(&other, 150 * USD, &surface, now_ts), Err(SurfaceError::NoSlice));
    }
}

/// The conditions in f64, as formulas: by how much a smile is within them, in relative terms; negative outside.
fn margin([a, b, rho, m, sigma]: [f64; 5], years: f64) -> f64 {
    let mut margin = (2.0 - b * (1.0 + f64::abs(rho))) / 2.0;
    for k in CHECKED_LOG_STRIKES.map(Fix::to_num::<f64>) {
        let root = f64::hypot(k - m, sigma);
        let w = a + b * (rho * (k - m) + root);
        let (slope, bend) = (b * (rho + (k - m) / root), b * sigma * sigma / root.powi(3));
        let g = (1.0 - k * slope / (2.0 * w)).powi(2) - slope * slope / 4.0 * (1.0 / w + 0.25) + bend / 2.0;
        let vol = f64::sqrt(w / years);
        margin = margin.min(g).min(vol / 0.05 - 1.0).min(4.0 - vol);
    }
    margin
}

proptest! {
    #![proptest_config(cases(20_000))]

    #[test]
    fn smiles_are_taken_within_the_limits_and_not_outside(
        (level, b, rho, m, sigma) in (-9.0..0.5f64, -9.0..0.8f64, -0.95..0.95f64, -0.4..0.4f64, -6.0..0.0f64),
        n in 1..=8i64,
    ) {
        let years = (expiry(n) - NOW) as f64 / SECONDS_PER_YEAR as f64;
        let (b, sigma) = (b.exp(), sigma.exp());
        let parameters = [level.exp() - b * sigma * f64::sqrt(1.0 - rho * rho) / 2.0, b, rho, m, sigma];
        let margin = margin(parameters, years);
        let taken = posted(&[at(expiry(n), parameters)]);
        prop_assert!(margin.abs() < 1e-6 || taken.is_ok() == (margin > 0.0), "{margin}: {:?}", taken.err());
    }

    #[test]
    fn no_message_panics(
        slices in proptest::collection::vec(any::<[i64; 6]>(), 1..9),
        (issued_ts, now_ts, last) in any::<(i64, i64, [i64; 6])>(),
        shifts in any::<[u8; 6]>(),
        is_near: bool,
    ) {
        let slice = |[expiry_ts, a, b, rho, m, sigma]: [i64; 6]| SignedSlice { expiry_ts, a, b, rho, m, sigma };
        let mut surface = empty();
        surface.slices[0] = SurfaceSlice { expiry_ts: expiry(1), a: last[0], b: last[1], rho: last[2], m: last[3], sigma: last[4], issued_ts: last[5], posted_ts: now_ts, ..SurfaceSlice::default() };
        let mut slices: Vec<SignedSlice> = slices.into_iter().map(slice).collect();
        let now_ts = if is_near { NOW } else { now_ts };
        if is_near {
            for (slice, n) in slices.iter_mut().zip(1..) {
                slice.expiry_ts = expiry(n);
                for (value, shift) in [&mut slice.a, &mut slice.b, &mut slice.rho, &mut slice.m, &mut slice.sigma].into_iter().zip(shifts) {
                    *value >>= 12 + shift % 48;
                }
            }
        }
        let header = MessageHeader { issued_ts: if is_near { NOW } else { issued_ts }, sequence: 1, generation: 1, ..MessageHeader::zeroed() };
        let _ = surface.post(&header, &slices, &CALENDAR, now_ts);
        let _ = surface.live_smile(expiry(1), now_ts);
    }
}
