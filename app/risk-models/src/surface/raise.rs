//! The last resort against arbitrage: a higher level.

use super::constrained::Problem;
use super::smile::Smile;
use super::SurfaceError;

/// The first rise of the level, as a share of the variances at the forward; doubled until there is no arbitrage ...
const FIRST_RISE: f64 = 1e-5;
const MOST_DOUBLINGS: u32 = 40;
/// ... and then halved towards the least so often.
const BISECTIONS: u32 = 12;

/// The smile with its level raised by the least that removes all arbitrage, within a few thousandths of that rise.
pub(super) fn raised(problem: &Problem, smile: Smile) -> Result<Smile, SurfaceError> {
    let by = |rise: f64| Smile { level: smile.level + rise, ..smile };
    let is_free = |rise: f64| problem.arbitrage(&by(rise)).is_free();
    if is_free(0.0) {
        return Ok(smile);
    }
    let before = problem.previous.map_or(0.0, |previous| previous.total_variance(0.0));
    let variance = before + problem.region.deviation * problem.region.deviation;
    let (mut too_little, mut enough) = (0.0, FIRST_RISE * variance);
    let mut doublings = 0;
    while !is_free(enough) {
        if doublings == MOST_DOUBLINGS {
            return Err(SurfaceError::NoSmile);
        }
        doublings += 1;
        (too_little, enough) = (enough, 2.0 * enough);
    }
    for _ in 0..BISECTIONS {
        let middle = 0.5 * (too_little + enough);
        if is_free(middle) {
            enough = middle;
        } else {
            too_little = middle;
        }
    }
    Ok(by(enough))
}
