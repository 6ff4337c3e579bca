//! Quotes of a smile give back the smile.

use crate::{even, quotes_of, smile, years, DAY, WEEK};
use risk_models::surface::{fit, Neighbours, Quality, RawSvi, Smile};

const SHAPES: [RawSvi; 6] = [
    WEEK,
    RawSvi { a: 0.02, b: 0.17, rho: -0.15, m: 0.05, sigma: 0.2 },
    RawSvi { a: 0.01, b: 0.1, rho: -0.7, m: 0.0, sigma: 0.1 },
    RawSvi { a: 0.03, b: 0.08, rho: 0.4, m: -0.1, sigma: 0.05 },
    RawSvi { a: -0.01, b: 0.2, rho: 0.0, m: 0.02, sigma: 0.3 },
    RawSvi { a: 0.0276, b: 0.0414, rho: 0.0035, m: 0.0017, sigma: 0.01 },
];

#[test]
fn volatilities_of_a_smile_are_recovered() {
    for raw in SHAPES {
        let seconds = 14 * DAY;
        let quotes = quotes_of(&smile(raw), &even(-0.6, 0.6, 25), 0.01, seconds, |_| 0.0);
        let fitted = fit(&quotes, Neighbours::default()).unwrap();
        for k in even(-0.6, 0.6, 61) {
            let (computed, expected) = (fitted.smile.vol(k, years(seconds)), smile(raw).vol(k, years(seconds)));
            assert!((computed - expected).abs() < 2e-5, "{raw:?} at {k}: {computed} instead of {expected}");
        }
        assert!(!fitted.was_constrained, "{raw:?}");
    }
}

/// Errors of half the spread, one up and one down: the fit goes between them, inside all quotes.
#[test]
fn small_errors_average_out() {
    let seconds = 14 * DAY;
    let error = |index: usize| if index.is_multiple_of(2) { 0.005 } else { -0.005 };
    let quotes = quotes_of(&smile(SHAPES[1]), &even(-0.6, 0.6, 24), 0.01, seconds, error);
    let quality = Quality::of(&fit(&quotes, Neighbours::default()).unwrap().smile, &quotes);
    assert_eq!((quality.all.quotes, quality.all.inside), (24, 24));
    assert!((quality.rms_error - 0.005).abs() < 1e-3, "{}", quality.rms_error);
}

/// A quote with a wide spread says less: by the square of the spread.
#[test]
fn a_wide_spread_counts_less() {
    let seconds = 14 * DAY;
    let truth = smile(SHAPES[1]);
    let at_the_money = |half_spread: f64| {
        let clean = quotes_of(&truth, &even(-0.6, 0.6, 25), 0.02, seconds, |_| 0.0);
        let mut quotes = clean.quotes().to_vec();
        let wrong = &mut quotes[12];
        (wrong.bid_vol, wrong.ask_vol) =
            (wrong.bid_vol + 0.1 + 0.02 - half_spread, wrong.ask_vol + 0.1 - 0.02 + half_spread);
        let quotes = risk_models::surface::SmileQuotes::new(quotes, seconds).unwrap();
        let fitted = fit(&quotes, Neighbours::default()).unwrap().smile;
        fitted.vol(0.0, years(seconds)) - truth.vol(0.0, years(seconds))
    };
    assert!(at_the_money(0.2) < 0.05 * at_the_money(0.02), "{} {}", at_the_money(0.2), at_the_money(0.02));
}

#[test]
fn an_earlier_smile_saves_evaluations_and_changes_little() {
    let seconds = 14 * DAY;
    let truth = smile(SHAPES[1]);
    let quotes = quotes_of(&truth, &even(-0.6, 0.6, 25), 0.01, seconds, |index| 1e-3 * (index % 3) as f64);
    let from_nothing = fit(&quotes, Neighbours::default()).unwrap();
    let earlier = Smile { bend: truth.bend + 0.01, roundness: 1.05 * truth.roundness, ..truth };
    let from_earlier = fit(&quotes, Neighbours { shorter: None, earlier: Some(&earlier) }).unwrap();
    assert!(
        from_earlier.iterations + 10 < from_nothing.iterations,
        "{} {}",
        from_earlier.iterations,
        from_nothing.iterations
    );
    for k in even(-0.6, 0.6, 13) {
        let (one, other) = (from_nothing.smile.vol(k, years(seconds)), from_earlier.smile.vol(k, years(seconds)));
        assert!((one - other).abs() < 1e-4, "{one} {other} at {k}");
    }
}

/// Bits of a fit, computed once: another machine must give the same, and a change of the order of sums has to be noticed.
const BITS: [u64; 5] =
    [4570651985829572945, 4591235475560792614, 13817739057056701619, 4584508050345298457, 4592079562627657014];

#[test]
fn the_same_quotes_give_the_same_bits() {
    let quotes = quotes_of(&smile(WEEK), &even(-0.3, 0.3, 15), 0.01, 7 * DAY, |index| 1e-3 * (index * 7 % 5) as f64);
    let raw = fit(&quotes, Neighbours::default()).unwrap().smile.raw();
    let bits = [raw.a, raw.b, raw.rho, raw.m, raw.sigma].map(f64::to_bits);
    assert_eq!(bits, BITS, "{raw:?} {bits:#x?}");
}
