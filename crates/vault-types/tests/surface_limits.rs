//! What a smile must satisfy to be taken, at each limit.

mod common;

use bytemuck::Zeroable;
use common::{cases, smiles::*, USD};
use options_math::{Fix, SviSlice, SECONDS_PER_YEAR};
use proptest::prelude::*;
use vault_types::{
    signed::message::MessageHeader,
    state::SurfaceSlice,
    surface::{flat, SignedSlice, SurfaceError, CHECKED_LOG_STRIKES, MAX_VOL_E9, MIN_VOL_E9},
};

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
