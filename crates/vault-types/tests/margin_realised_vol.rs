//! The realised volatility against a simulated market, and against people who choose when to observe it.

use bytemuck::Zeroable;
use options_math::{MathError, MAX_PRICE_E8};
use vault_types::margin::{MarginError, Observation, RealisedVolatility, RealisedVolatilityParameters};

const PARAMETERS: RealisedVolatilityParameters = RealisedVolatilityParameters::DEFAULT;
const START_TS: i64 = 1_700_000_000;
const PRICE_E8: u64 = 15_000_000_000;
const YEAR: f64 = 31_536_000.0;
const DAY: i64 = 86_400;

fn begun() -> RealisedVolatility {
    let mut estimate = RealisedVolatility::zeroed();
    assert_eq!(estimate.observe(PRICE_E8, START_TS, &PARAMETERS), Ok(Observation::Counted));
    estimate
}

fn vol(estimate: &RealisedVolatility) -> f64 {
    estimate.vol_e9(&PARAMETERS).unwrap() as f64 / 1e9
}

/// Normal numbers by Box and Muller from the generator of Steele, Lea and Flood.
struct Normal(u64);

impl Normal {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let word = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((word ^ (word >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn draw(&mut self) -> f64 {
        (-2.0 * (1.0 - self.unit()).ln()).sqrt() * (2.0 * std::f64::consts::PI * self.unit()).cos()
    }
}

/// A price that moves with a volatility.
struct Path {
    normal: Normal,
    log_price: f64,
    vol: f64,
}

impl Path {
    fn new(seed: u64, vol: f64) -> Self {
        Self { normal: Normal(seed), log_price: (PRICE_E8 as f64).ln(), vol }
    }

    fn after(&mut self, secs: i64) -> u64 {
        let years = secs as f64 / YEAR;
        self.log_price += self.vol * years.sqrt() * self.normal.draw() - self.vol * self.vol * years / 2.0;
        self.price_e8()
    }

    fn price_e8(&self) -> u64 {
        self.log_price.exp() as u64
    }
}

#[test]
fn starts_at_its_default() {
    assert_eq!(RealisedVolatility::zeroed().vol_e9(&PARAMETERS), Ok(1_000_000_000));
    assert!((vol(&begun()) - 1.0).abs() < 2e-9);
}

#[test]
fn decays_to_its_minimum_at_constant_prices_and_not_faster_for_silence() {
    let mut estimate = begun();
    for step in 1..=7 * 24 {
        estimate.observe(PRICE_E8, START_TS + step * 3_600, &PARAMETERS).unwrap();
    }
    assert!((vol(&estimate) - 0.5f64.sqrt()).abs() < 1e-6, "half of the variance after a week: {}", vol(&estimate));
    for step in 7 * 24..=40 * 24 {
        estimate.observe(PRICE_E8, START_TS + step * 3_600, &PARAMETERS).unwrap();
    }
    assert_eq!(estimate.vol_e9(&PARAMETERS), Ok(PARAMETERS.min_vol_e9));

    let mut silent = begun();
    silent.observe(PRICE_E8, START_TS + 400 * DAY, &PARAMETERS).unwrap();
    let one_hour = 0.5f64.powf(1.0 / (7.0 * 24.0)).sqrt();
    assert!((vol(&silent) - one_hour).abs() < 1e-6, "a year of silence counts as an hour: {}", vol(&silent));
}

#[test]
fn a_jump_raises_it_at_once() {
    for (price_e8, counted_return) in [
        (15_750_000_000, 1.05f64.ln()),
        (14_250_000_000, 0.95f64.ln()),
        (30_000_000_000, 0.1),
        (1, 0.1),
        (MAX_PRICE_E8, 0.1),
    ] {
        let mut estimate = begun();
        estimate.observe(price_e8, START_TS + 1_800, &PARAMETERS).unwrap();
        let kept = 0.5f64.powf(1_800.0 / (7.0 * DAY as f64));
        let expected = (kept + (1.0 - kept) * counted_return * counted_return * YEAR / 1_800.0).sqrt();
        assert!((vol(&estimate) - expected).abs() < 1e-6, "{} instead of {expected}", vol(&estimate));
        assert!(vol(&estimate) > 1.03);
    }
}

#[test]
fn what_comes_too_soon_or_late_changes_nothing() {
    let mut estimate = begun();
    for ts in [START_TS + 1, START_TS, START_TS - 1, START_TS + 1_799, i64::MIN] {
        assert_eq!(estimate.observe(PRICE_E8 * 2, ts, &PARAMETERS), Ok(Observation::Ignored));
        assert_eq!(estimate, begun());
    }
    assert_eq!(estimate.observe(PRICE_E8, START_TS + 1_800, &PARAMETERS), Ok(Observation::Counted));
    let once = estimate;
    assert_eq!(estimate.observe(PRICE_E8 / 2, START_TS + 1_800, &PARAMETERS), Ok(Observation::Ignored));
    assert_eq!(estimate, once, "twice in a second");
}

#[test]
fn finds_the_volatility_of_a_path_however_often_it_is_looked_at() {
    for true_vol in [0.4, 0.8, 1.5] {
        for spacing_secs in [1_800, 2_700, 3_600, 6 * 3_600] {
            let (mut path, mut estimate) = (Path::new(7, true_vol), begun());
            let (mut sum, mut count) = (0.0, 0.0);
            for step in 1..=200 * DAY / spacing_secs {
                let price_e8 = path.after(spacing_secs);
                estimate.observe(price_e8, START_TS + step * spacing_secs, &PARAMETERS).unwrap();
                if step * spacing_secs > 100 * DAY {
                    (sum, count) = (sum + vol(&estimate).powi(2), count + 1.0);
                }
            }
            let (mean, last) = (f64::sqrt(sum / count), vol(&estimate));
            println!("volatility {true_vol}, every {spacing_secs} s: mean {mean:.4}, last {last:.4}");
            // Hourly observations: a half-life's weight is that of 480, so one standard deviation is 3 %. Every six hours, one counts as an
            // hour: the start at 100 % is forgotten only after a year.
            let highest = if spacing_secs > 3_600 { 1.3 } else { 1.06 };
            assert!((0.94..highest).contains(&(mean / true_vol)), "{mean} instead of {true_vol}");
            assert!((0.85..highest + 0.1).contains(&(last / true_vol)), "{last} instead of {true_vol}");
        }
    }
}

/// Before anybody else can observe, somebody takes of each minute after the spacing the price that moved least: a tenth of the volatility at
/// half an hour's spacing, a fifth at ten minutes'.
#[test]
fn choosing_moments_takes_little_away() {
    for (spacing_secs, taken) in [(1_800, 0.07..0.13), (600, 0.14..0.22)] {
        let parameters = RealisedVolatilityParameters { min_spacing_secs: spacing_secs as u32, ..PARAMETERS };
        let mean = mean_at_chosen_moments(0.8, spacing_secs, &parameters);
        println!("chosen moments, every {spacing_secs} s: {mean:.4} instead of 0.8");
        assert!(taken.contains(&(1.0 - mean / 0.8)), "{mean} at a spacing of {spacing_secs} s");
    }
}

fn mean_at_chosen_moments(true_vol: f64, spacing_secs: i64, parameters: &RealisedVolatilityParameters) -> f64 {
    let (mut path, mut estimate, mut last_e8, mut now_ts) = (Path::new(11, true_vol), begun(), PRICE_E8, START_TS);
    let (mut sum, mut count) = (0.0, 0.0);
    while now_ts < START_TS + 100 * DAY {
        path.after(spacing_secs);
        now_ts += spacing_secs;
        let mut best = (path.price_e8(), now_ts);
        for _ in 0..60 {
            let price_e8 = path.after(1);
            now_ts += 1;
            if price_e8.abs_diff(last_e8) < best.0.abs_diff(last_e8) {
                best = (price_e8, now_ts);
            }
        }
        assert_eq!(estimate.observe(best.0, best.1, parameters), Ok(Observation::Counted));
        (path.log_price, now_ts, last_e8) = ((best.0 as f64).ln(), best.1, best.0);
        if now_ts > START_TS + 50 * DAY {
            (sum, count) = (sum + estimate.vol_e9(parameters).unwrap() as f64 / 1e9, count + 1.0);
        }
    }
    sum / count
}

#[test]
fn no_input_panics_or_leaves_the_bounds() {
    let mut normal = Normal(3);
    let mut word = || (normal.unit() * 1.8e19) as u64 >> (normal.unit() * 64.0) as u32;
    for _ in 0..100_000 {
        let mut estimate =
            RealisedVolatility { variance: word() as i64, last_price_e8: word(), last_ts: word() as i64 };
        let before = estimate;
        match estimate.observe(word(), (word() as i64).wrapping_neg(), &PARAMETERS) {
            Ok(_) => {}
            Err(error) => {
                assert_eq!(error, MarginError::Math(MathError::Spot));
                assert_eq!(estimate, before);
            }
        }
        if let Ok(vol_e9) = estimate.vol_e9(&PARAMETERS) {
            assert!((300_000_000..=4_000_000_000).contains(&vol_e9), "{vol_e9}");
        }
    }
}

#[test]
fn parameters_have_bounds() {
    let is_valid = |change: fn(&mut RealisedVolatilityParameters)| {
        let mut parameters = PARAMETERS;
        change(&mut parameters);
        assert_eq!(
            parameters.is_valid(),
            begun().observe(PRICE_E8, START_TS + 9_999, &parameters) != Err(MarginError::Parameters)
        );
        parameters.is_valid()
    };
    assert!(is_valid(|_| ()));
    assert!(!is_valid(|p| p.half_life_secs = 86_399) && is_valid(|p| p.half_life_secs = 86_400));
    assert!(!is_valid(|p| p.half_life_secs = 90 * 86_400 + 1) && is_valid(|p| p.half_life_secs = 90 * 86_400));
    assert!(!is_valid(|p| p.min_spacing_secs = 59) && is_valid(|p| p.min_spacing_secs = 60));
    assert!(!is_valid(|p| p.max_gap_secs = 1_799) && is_valid(|p| p.max_gap_secs = 1_800));
    assert!(!is_valid(|p| p.max_gap_secs = 151_201) && is_valid(|p| p.max_gap_secs = 151_200));
    assert!(!is_valid(|p| p.max_return_bps = 99) && is_valid(|p| p.max_return_bps = 100));
    assert!(!is_valid(|p| p.max_return_bps = 10_001) && is_valid(|p| p.max_return_bps = 10_000));
    assert!(!is_valid(|p| p.min_vol_e9 = 19_999_999) && is_valid(|p| p.min_vol_e9 = 20_000_000));
    assert!(!is_valid(|p| p.min_vol_e9 = 1_000_000_001) && is_valid(|p| p.min_vol_e9 = 1_000_000_000));
    assert!(!is_valid(|p| p.initial_vol_e9 = 4_000_000_001) && is_valid(|p| p.initial_vol_e9 = 4_000_000_000));
}
