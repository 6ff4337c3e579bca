//! The slice that signers post: the chain's integers say the same, and refuse what they must.

use crate::{even, quotes_of, smile, years, BUTTERFLY, DAY, WEEK};
use options_math::Fix;
use risk_models::surface::{fit, slice, FittedSmile, Neighbours, Smile, SurfaceError};

fn week() -> FittedSmile {
    let quotes = quotes_of(&smile(WEEK), &even(-0.4, 0.4, 21), 0.01, 7 * DAY, |_| 0.0);
    fit(&quotes, Neighbours::default()).unwrap()
}

fn refused(smile: Smile) -> SurfaceError {
    slice(&FittedSmile { smile, ..week() }).unwrap_err()
}

#[test]
fn the_chain_computes_the_same_volatilities() {
    let fitted = week();
    let slice = slice(&fitted).unwrap();
    assert_eq!(slice.seconds_to_expiry(), 7 * DAY);
    for k in even(-0.4, 0.4, 17) {
        let on_chain = slice.vol_e9_at(Fix::from_num(k)).unwrap() as f64 / 1e9;
        let expected = fitted.smile.vol(k, years(7 * DAY));
        assert!((on_chain - expected).abs() < 5e-9, "{on_chain} instead of {expected} at {k}");
    }
}

#[test]
fn parameters_out_of_the_chain_s_range() {
    let fitted = week().smile;
    for smile in [
        Smile { level: 17.0, ..fitted },
        Smile { roundness: 1e-7, ..fitted },
        Smile { level: -1.0, ..fitted },
        Smile { bend: f64::NAN, ..fitted },
        Smile { level: 1e9, ..fitted },
    ] {
        assert!(matches!(refused(smile), SurfaceError::NotOnChain(_)), "{smile:?}");
    }
}

#[test]
fn a_time_out_of_the_chain_s_range() {
    let error = slice(&FittedSmile { seconds_to_expiry: 3 * 365 * DAY, ..week() }).unwrap_err();
    assert!(error.to_string().contains("two years"), "{error}");
}

#[test]
fn arbitrage_that_the_chain_sees() {
    assert_eq!(
        refused(Smile { level: 1.0, right: 2.1, ..week().smile }),
        SurfaceError::ArbitrageOnChain { place: "the wings are too steep" }
    );
    let mut wide = week();
    wide.smile = smile(BUTTERFLY);
    wide.grid = risk_models::surface::Grid::of(0.2, 1.5);
    assert_eq!(slice(&wide).unwrap_err(), SurfaceError::ArbitrageOnChain { place: "a butterfly on the grid" });
    // A grid that is too narrow to see it.
    wide.grid = risk_models::surface::Grid::of(0.001, 0.001);
    let steep = Smile { level: 1e-4, right: 0.5, left: 0.5, bend: 0.0, roundness: 0.05 };
    let error = slice(&FittedSmile { smile: steep, ..wide }).unwrap_err();
    assert_eq!(
        error,
        SurfaceError::ArbitrageOnChain { place: "a butterfly at a log-strike that messages are checked at" }
    );
}
