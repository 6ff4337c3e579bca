//! What is seen of arbitrage: each kind, where it is known to be.

use crate::{smile, BUTTERFLY, WEEK};
use risk_models::surface::{Arbitrage, Grid, Smile};

fn grid() -> Grid {
    Grid::of(0.1, 1.0)
}

#[test]
fn a_usual_smile_has_none() {
    let seen = Arbitrage::of(&smile(WEEK), None, &grid());
    assert!(seen.is_free(), "{seen:?}");
}

#[test]
fn the_published_butterfly_is_seen() {
    let seen = Arbitrage::of(&smile(BUTTERFLY), None, &grid());
    assert!(seen.least_density_factor < -0.01 && !seen.is_free(), "{seen:?}");
}

/// A butterfly so narrow that it lies between two points of the grid, next to a sharp bend.
#[test]
fn a_butterfly_next_to_a_sharp_bend_is_seen() {
    let grid = Grid::of(0.1, 10.0);
    let step = grid.half_width / 128.0;
    let sharp = Smile { level: 2e-4, right: 0.3, left: 0.01, bend: 0.4 * step, roundness: 1e-3 };
    let on_grid = (-128..=128).map(|index| sharp.density_factor(step * f64::from(index)));
    let all = grid.points(&sharp, None).into_iter().map(|k| sharp.density_factor(k));
    let least = |factors: &mut dyn Iterator<Item = f64>| factors.fold(f64::INFINITY, f64::min);
    assert!(least(&mut all.into_iter()) < least(&mut on_grid.into_iter()) - 1e-3);
}

#[test]
fn wings_that_are_too_steep_are_seen() {
    let steep = Smile { right: 2.0, ..smile(WEEK) };
    let seen = Arbitrage::of(&Smile { level: 50.0, ..steep }, None, &grid());
    assert!(seen.least_density_factor > 0.0 && !seen.is_free(), "{seen:?}");
}

/// Each condition alone.
#[test]
fn one_kind_is_enough() {
    let free =
        Arbitrage { least_variance: 1e-6, steepest_wing: 1.9, least_density_factor: 1e-3, least_calendar_gap: 0.0 };
    assert!(free.is_free());
    for some in [
        Arbitrage { least_variance: 0.0, ..free },
        Arbitrage { least_variance: f64::INFINITY, ..free },
        Arbitrage { steepest_wing: 2.0, ..free },
        Arbitrage { least_density_factor: 0.0, ..free },
        Arbitrage { least_calendar_gap: -1e-12, ..free },
    ] {
        assert!(!some.is_free(), "{some:?}");
    }
}

/// The lowest point lies between all points, of the grid and around the bend, and only it is below the shorter expiry.
#[test]
fn a_calendar_spread_between_points_is_seen() {
    let grid = Grid::of(0.1, 10.0);
    let smile = Smile { level: 1.0, right: 0.15, left: 0.07, bend: 0.05, roundness: 0.05 };
    let gap_at = |level: f64| {
        let shorter = Smile { level, right: 1e-9, left: 1e-9, ..smile };
        Arbitrage::of(&smile, Some(&shorter), &grid).least_calendar_gap
    };
    let least = smile.least_variance();
    assert!(gap_at(least + 1e-7) < 0.0 && gap_at(least - 1e-7) > 0.0);
}

#[test]
fn a_negative_variance_is_seen() {
    let below = Smile { level: -0.1, ..smile(WEEK) };
    assert!(below.least_variance() < 0.0);
    assert!(!Arbitrage::of(&below, None, &grid()).is_free());
}

/// Below the shorter one at one strike only; and far outside the grid only, where its wing is less steep.
#[test]
fn a_calendar_spread_is_seen() {
    let shorter = smile(WEEK);
    let above = Smile { level: shorter.level + 1e-3, ..shorter };
    assert!(Arbitrage::of(&above, Some(&shorter), &grid()).is_free());
    let dipping = Smile { level: shorter.level - 1e-6, ..shorter };
    assert!(!Arbitrage::of(&dipping, Some(&shorter), &grid()).is_free());
    let falling = Smile { level: 5.0, right: shorter.right - 1e-9, ..shorter };
    let seen = Arbitrage::of(&falling, Some(&shorter), &grid());
    assert!(seen.least_calendar_gap < 0.0 && !seen.is_free(), "{seen:?}");
}

#[test]
fn the_grid_is_as_documented() {
    let grid = Grid::of(0.05, 0.2);
    assert_eq!(grid.half_width, 0.4);
    assert_eq!(Grid::of(0.05, 1.0).half_width, 1.25);
    let points = grid.points(&smile(WEEK), None);
    for index in -128..=128 {
        assert!(points.iter().any(|k| (k - 0.4 * f64::from(index) / 128.0).abs() < 1e-15));
    }
    for k in [-36.0, 36.0, 0.4 * 1.5, -0.5, 0.0625, WEEK.m + WEEK.sigma, WEEK.m - 4.0 * WEEK.sigma] {
        assert!(points.contains(&k), "{k}");
    }
}
