//! Whatever is quoted, the fit has no arbitrage: on its grid, between its points, on chain.

use crate::{even, quotes_of, shapes, smile, BUTTERFLY, DAY, WEEK};
use proptest::prelude::*;
use risk_models::surface::{fit, slice, FittedSmile, Neighbours, Smile, SmileQuotes};

/// `g` by differences of the variance, and so with nothing in common with the closed form.
fn density_factor(smile: &Smile, k: f64) -> f64 {
    let step = (0.02 * smile.roundness).max(1e-5);
    let (below, w, above) = (smile.total_variance(k - step), smile.total_variance(k), smile.total_variance(k + step));
    let (slope, curvature) = ((above - below) / (2.0 * step), (above - 2.0 * w + below) / (step * step));
    (1.0 - k * slope / (2.0 * w)).powi(2) - slope * slope / 4.0 * (1.0 / w + 0.25) + curvature / 2.0
}

/// At 4,001 log-strikes of the grid's width, and at some far outside.
fn places(fitted: &FittedSmile) -> Vec<f64> {
    let width = fitted.grid.half_width;
    let mut places = even(-width, width, 4_001);
    places.extend([-30.0, -7.0, -2.0 * width, 2.0 * width, 7.0, 30.0]);
    places
}

/// Between points of the grid a little may be missing.
const BETWEEN_POINTS: f64 = 2e-3;

fn assert_free(fitted: &FittedSmile, shorter: Option<&Smile>) {
    assert!(fitted.arbitrage.is_free(), "{:?} {:?}", fitted.smile, fitted.arbitrage);
    for k in places(fitted) {
        let (w, g) = (fitted.smile.total_variance(k), density_factor(&fitted.smile, k));
        assert!(w > 0.0, "variance {w} at {k}: {:?}", fitted.smile);
        assert!(g > -BETWEEN_POINTS, "g {g} at {k}: {:?}", fitted.smile);
        if let Some(shorter) = shorter {
            let before = shorter.total_variance(k);
            assert!(w >= before * (1.0 - BETWEEN_POINTS), "{w} below {before} at {k}: {:?}", fitted.smile);
        }
    }
    let raw = fitted.smile.raw();
    assert!(raw.b * (1.0 + raw.rho.abs()) <= 2.0);
    slice(fitted).unwrap_or_else(|error| panic!("{error}: {:?}", fitted.smile));
}

fn fitted(quotes: &SmileQuotes, shorter: Option<&FittedSmile>) -> FittedSmile {
    fit(quotes, Neighbours { shorter, earlier: None }).unwrap()
}

#[test]
fn quotes_with_a_butterfly() {
    let quotes = quotes_of(&smile(BUTTERFLY), &even(-1.5, 1.5, 31), 0.005, 365 * DAY, |_| 0.0);
    let fitted = fitted(&quotes, None);
    assert!(fitted.was_constrained);
    assert_free(&fitted, None);
    // Most of the smile has none, and is met.
    for quote in quotes.quotes() {
        let error = (fitted.smile.vol(quote.log_strike, 1.0) - quote.mid_vol()).abs();
        assert!(error < 0.06, "{error} at {}", quote.log_strike);
    }
}

/// A month quoted at the total variance of half a week.
#[test]
fn quotes_below_the_shorter_expiry() {
    let strikes = even(-0.5, 0.5, 21);
    let week = fitted(&quotes_of(&smile(WEEK), &strikes, 0.01, 7 * DAY, |_| 0.0), None);
    let half = Smile {
        level: 0.5 * week.smile.level,
        right: 0.5 * week.smile.right,
        left: 0.5 * week.smile.left,
        ..week.smile
    };
    let month = fitted(&quotes_of(&half, &strikes, 0.01, 30 * DAY, |_| 0.0), Some(&week));
    assert!(month.was_constrained);
    assert_free(&month, Some(&week.smile));
    // The nearest smile above the week's is the week's.
    for k in even(-0.3, 0.3, 13) {
        let (w, before) = (month.smile.total_variance(k), week.smile.total_variance(k));
        assert!(w < 1.2 * before, "{w} far above {before} at {k}");
    }
}

/// Variances that rise by three for each log-strike: no smile may.
#[test]
fn quotes_with_wings_beyond_the_bound() {
    let seconds = 365 * DAY;
    let steep = Smile { level: 0.5, right: 3.0, left: 3.0, bend: 0.0, roundness: 0.3 };
    let fitted = fitted(&quotes_of(&steep, &even(-2.0, 2.0, 21), 0.01, seconds, |_| 0.0), None);
    assert_free(&fitted, None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_surface_of_two_random_expiries(
        (first, seconds) in shapes(), (second, _) in shapes(), later in 1.05..8.0f64, count in 5..40usize,
        reach in 0.5..5.0f64, noise in 0.0..0.3f64, seed in 0..1_000usize,
    ) {
        let noisy = |index: usize| noise * ((index * 7_919 + seed * 104_729) % 1_000) as f64 / 1_000.0;
        let quotes = |raw, seconds| {
            let smile = smile(raw);
            let deviation = smile.total_variance(0.0).sqrt();
            quotes_of(&smile, &even(-reach * deviation, reach * deviation, count), 0.01, seconds, noisy)
        };
        let short = fitted(&quotes(first, seconds), None);
        assert_free(&short, None);
        let longer = ((seconds as f64 * later) as u64).min(63_072_000).max(seconds + 1);
        let long = fitted(&quotes(second, longer), Some(&short));
        assert_free(&long, Some(&short.smile));
        prop_assert!(long.iterations <= 185 && short.iterations <= 185);
    }
}
