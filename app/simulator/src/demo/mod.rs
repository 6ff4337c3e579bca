//! Lives through weekly rounds on a price series: depositors come and go, makers bid, a keeper turns the cranks.

mod model;
mod people;
mod recorder;
mod week;

use crate::{program_file, scene::QUOTE_DECIMALS, ProgramVersion, Scene, SceneParams};
use anyhow::Context as _;
use market_data::{PriceSeries, DAY_SECS, HOUR_SECS, WEEK_SECS};
use people::People;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use recorder::Recorder;
use report::Report;
use std::ops::RangeInclusive;
use vault_types::state::{
    AuctionMechanism, AuctionParams, ExpiryCalendar, OptionKind, OracleLimits, StrikePolicy, VaultParams,
};

/// Window of the trailing realised volatility that prices the options.
pub const VOLATILITY_WINDOW_SECS: i64 = 28 * DAY_SECS;
/// History needed before the first round: the window, and at most a week until the next Friday.
pub const WARMUP_SECS: i64 = VOLATILITY_WINDOW_SECS + WEEK_SECS;
const USD_E8: f64 = 1e8;
pub(crate) const DECIMALS: u8 = 8;
/// Smallest bid, in USD.
const MIN_BID_USD: f64 = 50.0;

/// Prices that the demo's integers can carry, in USD: from a tenth of a cent, where wallets hold a billion coins, to a billion.
const PRICE_RANGE_USD: RangeInclusive<f64> = 0.001..=1e9;

/// A price that the demo cannot carry.
#[derive(Debug, thiserror::Error)]
#[error("{file}: bar {bar}: the price {price} is outside 0.001 to 1,000,000,000 USD; give prices in another unit")]
pub struct UnusablePrice {
    file: String,
    bar: usize,
    price: f64,
}

/// Checks that every price fits the demo.
///
/// # Errors
/// The first price that does not.
pub fn check_prices(prices: &PriceSeries) -> Result<(), UnusablePrice> {
    for (index, bar) in prices.bars().iter().enumerate() {
        if let Some(price) = [bar.open, bar.close].into_iter().find(|price| !PRICE_RANGE_USD.contains(price)) {
            return Err(UnusablePrice { file: prices.name().into(), bar: index + 1, price });
        }
    }
    Ok(())
}

/// What to simulate.
pub struct Options {
    pub weeks: u32,
    pub seed: u64,
    /// Whether the prices are the ones compiled in, whose licence is known.
    pub prices_are_bundled: bool,
    /// Name of the coin in the report.
    pub underlying: String,
    /// What the vault sells: calls against coins, or puts against cash.
    pub kind: OptionKind,
}

/// A market's life on the chain, and what has been noted about it.
struct Demo<'a> {
    scene: Scene,
    prices: &'a PriceSeries,
    people: People,
    rng: ChaCha8Rng,
    recorder: Recorder,
}

/// Runs the simulation; `progress` is called after every week.
///
/// # Errors
/// The program is missing, or the chain refused a step that should have worked.
pub fn run(prices: &PriceSeries, options: &Options, progress: impl Fn(u32)) -> anyhow::Result<Report> {
    let start_ts = ExpiryCalendar::weekly(0).next_expiry_ts(prices.first_ts() + VOLATILITY_WINDOW_SECS)?;
    let spot = prices.price_at(start_ts).context("no price at the first round")?;
    let mut scene = Scene::new(&scene_params(options.kind, start_ts, spot))?;
    let mut rng = ChaCha8Rng::seed_from_u64(options.seed);
    let people = People::new(&mut scene, &mut rng, spot);
    let mut demo = Demo { scene, prices, people, rng, recorder: Recorder::default() };
    for week in 0..options.weeks {
        demo.live_a_week().with_context(|| format!("week {}", week + 1))?;
        progress(week + 1);
    }
    demo.finish(options)
}

impl Demo<'_> {
    /// Writes everything down, then lets everyone leave.
    fn finish(mut self, options: &Options) -> anyhow::Result<Report> {
        let depositors = self.people.report(&self.scene);
        self.everyone_leaves().context("everyone leaves")?;
        let program_bytes = std::fs::metadata(program_file(ProgramVersion::V0))?.len();
        Ok(self.recorder.into_report(options, self.prices, &self.scene, depositors, program_bytes))
    }
}

fn scene_params(kind: OptionKind, start_ts: i64, spot: f64) -> SceneParams {
    let defaults = SceneParams::default();
    let min_bid = if kind == OptionKind::PUT { MIN_BID_USD } else { MIN_BID_USD / spot };
    SceneParams {
        start_ts,
        kind,
        decimals: DECIMALS,
        strike_step_e8: strike_step_e8(spot),
        // Prices come by the hour, and a file may lack hours of up to a day.
        oracle_limits: OracleLimits {
            settlement_window_secs: DAY_SECS.unsigned_abs() as u32,
            ..defaults.oracle_limits
        },
        vault: VaultParams {
            strike_policy: StrikePolicy { target_delta_bps: 1_500, min_distance_bps: 300, max_distance_bps: 20_000 },
            auction: AuctionParams {
                min_bid_atoms: whole_to_atoms(min_bid, if kind == OptionKind::PUT { QUOTE_DECIMALS } else { DECIMALS })
                    .max(1),
                duration_secs: 6 * HOUR_SECS.unsigned_abs() as u32,
                start_premium_bps: 2_000,
                end_discount_bps: 1_500,
                extension_secs: 0,
                mechanism: AuctionMechanism::DUTCH,
                padding: [0; 1],
                reveal_secs: 0,
            },
            ..defaults.vault
        },
        ..defaults
    }
}

/// About half a percent of spot, as 1, 2 or 5 times a power of ten, USD times 10^8.
pub(crate) fn strike_step_e8(spot: f64) -> u64 {
    let target = spot * 0.005;
    let magnitude = 10f64.powf(target.log10().floor());
    let step = [1.0, 2.0, 5.0].into_iter().rfind(|leading| leading * magnitude <= target).unwrap_or(1.0) * magnitude;
    price_e8(step).max(1)
}

/// A price as the oracle publishes it.
pub(crate) fn price_e8(usd: f64) -> u64 {
    (usd * USD_E8).round() as u64
}

pub(crate) fn usd(price_e8: u64) -> f64 {
    price_e8 as f64 / USD_E8
}

/// Whole units of a token with so many decimals.
pub(crate) fn atoms_to_whole(atoms: u64, decimals: u8) -> f64 {
    atoms as f64 / 10f64.powi(i32::from(decimals))
}

pub(crate) fn whole_to_atoms(whole: f64, decimals: u8) -> u64 {
    (whole * 10f64.powi(i32::from(decimals))).round() as u64
}

impl Scene {
    /// Whole units of what the vault holds: coins, or cash.
    fn whole(&self, atoms: u64) -> f64 {
        atoms_to_whole(atoms, self.asset_decimals())
    }

    fn asset_decimals(&self) -> u8 {
        match self.kind {
            OptionKind::PUT => QUOTE_DECIMALS,
            _ => DECIMALS,
        }
    }
}
