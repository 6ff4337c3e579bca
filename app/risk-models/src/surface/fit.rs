//! The fit of one expiry, and of all expiries of a chain.

use super::arbitrage::Arbitrage;
use super::constrained::{without_arbitrage, Problem};
use super::grid::Grid;
use super::inner::{SlopeBox, STEEPEST_SLOPE};
use super::quotes::{targets, SmileQuotes};
use super::search::{search, Region};
use super::smile::Smile;
use super::SurfaceError;
use market_data::OptionChain;

/// What a fit takes from other smiles.
#[derive(Clone, Copy, Debug, Default)]
pub struct Neighbours<'a> {
    /// The fit of the expiry before, which this one has to stay above.
    pub shorter: Option<&'a FittedSmile>,
    /// The smile of this expiry at an earlier moment: where the search begins.
    pub earlier: Option<&'a Smile>,
}

/// A smile without arbitrage, and how it was found.
#[derive(Clone, Debug)]
pub struct FittedSmile {
    pub smile: Smile,
    pub seconds_to_expiry: u64,
    /// Bends and roundnesses tried, and steps to remove arbitrage.
    pub iterations: u32,
    /// Whether the best smile without regard to arbitrage had some.
    pub was_constrained: bool,
    pub arbitrage: Arbitrage,
    /// Where it was looked at.
    pub grid: Grid,
}

/// Fits the smile of one expiry: in the same way on every machine, and in at most 185 evaluations and steps.
///
/// # Errors
/// [`SurfaceError`] if the shorter expiry is not shorter, or has wings that no smile can stay above.
pub fn fit(quotes: &SmileQuotes, neighbours: Neighbours) -> Result<FittedSmile, SurfaceError> {
    check_order(quotes, neighbours.shorter)?;
    let previous = neighbours.shorter.map(|fitted| &fitted.smile);
    let targets = targets(quotes);
    let limits = SlopeBox::above(previous);
    let region = Region::of(&targets, previous);
    let farthest = quotes.quotes().iter().fold(0.0, |farthest: f64, quote| farthest.max(quote.log_strike.abs()));
    let grid = Grid::of(region.deviation, farthest);
    let (free_fit, evaluations) = search(&targets, &limits, &region, neighbours.earlier);
    let problem = Problem { targets: &targets, previous, grid: &grid, limits: &limits, region: &region };
    let (smile, steps) = without_arbitrage(&problem, free_fit)?;
    Ok(FittedSmile {
        smile,
        seconds_to_expiry: quotes.seconds_to_expiry(),
        iterations: evaluations + steps,
        was_constrained: steps > 0,
        arbitrage: Arbitrage::of(&smile, previous, &grid),
        grid,
    })
}

fn check_order(quotes: &SmileQuotes, shorter: Option<&FittedSmile>) -> Result<(), SurfaceError> {
    let Some(shorter) = shorter else {
        return Ok(());
    };
    let (seconds, previous) = (quotes.seconds_to_expiry(), shorter.seconds_to_expiry);
    if seconds <= previous {
        return Err(SurfaceError::Order { seconds, previous });
    }
    let Smile { left, right, .. } = shorter.smile;
    if left.max(right) > STEEPEST_SLOPE {
        return Err(SurfaceError::PreviousWings { left, right });
    }
    Ok(())
}

/// One expiry of a fitted chain.
#[derive(Clone, Debug)]
pub struct SurfaceExpiry {
    pub label: String,
    pub quotes: SmileQuotes,
    pub fitted: FittedSmile,
}

/// Fits all expiries of a chain, the nearest first, each above the one before.
///
/// # Errors
/// [`SurfaceError::Expiry`], which names the expiry that has no smile.
pub fn fit_chain(chain: &OptionChain) -> Result<Vec<SurfaceExpiry>, SurfaceError> {
    let mut surface: Vec<SurfaceExpiry> = Vec::new();
    for expiry in chain.expiries() {
        let named = |error| SurfaceError::Expiry { label: expiry.label.clone(), error: Box::new(error) };
        let quotes = SmileQuotes::from_chain(expiry).map_err(named)?;
        let shorter = surface.last().map(|expiry| &expiry.fitted);
        let fitted = fit(&quotes, Neighbours { shorter, earlier: None }).map_err(named)?;
        surface.push(SurfaceExpiry { label: expiry.label.clone(), quotes, fitted });
    }
    Ok(surface)
}
