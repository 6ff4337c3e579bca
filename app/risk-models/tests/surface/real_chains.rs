//! Real option chains. They are not part of the project; without them these tests say so and pass.

use market_data::OptionChain;
use risk_models::surface::{fit_chain, slice, Quality, SurfaceExpiry, Within};
use std::io::Write as _;
use std::path::PathBuf;

/// From the root of the checkout.
const FOLDER: &str = "../shared/data/chain";
/// Of the quotes within two standard deviations, the least share that the surface must be inside of.
const LEAST_INSIDE: f64 = 90.0;

fn surface_of(file: &str) -> Option<Vec<SurfaceExpiry>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(FOLDER).join(file);
    if !path.is_file() {
        let _ = writeln!(std::io::stderr(), "skipped: {} is not there", path.display());
        return None;
    }
    let chain = OptionChain::from_path(&path).unwrap_or_else(|error| panic!("{error}"));
    Some(fit_chain(&chain).unwrap_or_else(|error| panic!("{file}: {error}")))
}

fn assert_surface(file: &str, expiries: usize, quotes: usize) {
    let Some(surface) = surface_of(file) else {
        return;
    };
    assert_eq!(surface.len(), expiries);
    let mut near = Within::default();
    let mut all = Within::default();
    for expiry in &surface {
        let quality = Quality::of(&expiry.fitted.smile, &expiry.quotes);
        (near, all) = (near.and(quality.near), all.and(quality.all));
        assert!(expiry.fitted.arbitrage.is_free(), "{}: {:?}", expiry.label, expiry.fitted.arbitrage);
        slice(&expiry.fitted).unwrap_or_else(|error| panic!("{}: {error}", expiry.label));
    }
    assert_eq!(all.quotes, quotes);
    assert!(near.percent() >= LEAST_INSIDE, "{near:?}");
}

#[test]
fn may_2020() {
    assert_surface("btc_20200521.csv", 7, 176);
}

#[test]
fn october_2021() {
    assert_surface("btc_20211021.csv", 4, 49);
}
