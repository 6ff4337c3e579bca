//! The market before and around the event: its house, prices that the oracle shows, and volatilities that signers post.

use super::{event::Event, path, Options};
use crate::demo::{price_e8, strike_step_e8, DECIMALS};
use crate::{Refusal, Scene, SceneParams};
use anyhow::{Context as _, Result};
use market_data::{PriceSeries, DAY_SECS, HOUR_SECS, WEEK_SECS};
use options_vault::errors::VaultError;
use std::ops::RangeInclusive;
use vault_types::{
    change::Change,
    margin::{RiskParameters, ScenarioGrid, StandardParameters},
    state::{CollateralClass, CollateralParams},
    surface::{flat, SignedSlice},
};

/// Expiries that the signers post volatilities for: those of the event, and one that comes before them.
const POSTED_EXPIRIES: i64 = 3;
/// What signers say at least and at most.
const VOLATILITIES: RangeInclusive<f64> = 0.3..=3.9;
/// The market's own estimate takes a price so often.
const VOLATILITY_SPACING_SECS: i64 = 1_800;

/// A market at the moment at which accounts open: both kinds of collateral count in full, and its volatility and averages are of the weeks before.
pub fn open(event: &Event, prices: &PriceSeries, options: &Options) -> Result<Scene> {
    let start_ts = event.start_ts();
    let spot = path::price_at(prices, start_ts).context("no price at the start")?;
    let defaults = SceneParams::default();
    let mut scene = Scene::new(&SceneParams {
        start_ts,
        decimals: DECIMALS,
        strike_step_e8: strike_step_e8(spot),
        calendar: Event::calendar(),
        ..defaults
    })?;
    scene.world.ask_for_most_units();
    scene.open_banks()?;
    let grid = ScenarioGrid { price_range_bps: options.range_bps, ..ScenarioGrid::DEFAULT };
    let standard = times_deribit(options.standard_percent);
    let risk = RiskParameters { grid, standard, ..RiskParameters::DEFAULT };
    scene.create_market_risk(risk)?;
    scene.change(&Change::MarketRisk { params: RiskParameters { is_open: 1, ..risk } })?;
    let params = scene.bank(&scene.underlying_mint).params;
    let haircut_bps = CollateralClass::MAJOR.least_haircut_bps();
    scene.change(&Change::Collateral { params: CollateralParams { haircut_bps, ..params } })?;
    let mut now_ts = (scene.world.now() / HOUR_SECS + 1) * HOUR_SECS;
    while now_ts <= event.open_ts() {
        show_price(&mut scene, prices, now_ts)?;
        now_ts += HOUR_SECS;
    }
    post_volatility(&mut scene, prices)?;
    Ok(scene)
}

fn times_deribit(percent: u16) -> StandardParameters {
    let times = |bps: u16| (u32::from(bps) * u32::from(percent) / 100) as u16;
    let StandardParameters { initial_bps, initial_floor_bps, maintenance_bps, liquidation_bps } =
        StandardParameters::DERIBIT;
    StandardParameters {
        initial_bps: times(initial_bps),
        initial_floor_bps: times(initial_floor_bps),
        maintenance_bps: times(maintenance_bps),
        liquidation_bps: times(liquidation_bps),
    }
}

/// Moves to a moment, and shows its price to everybody who keeps one: a price that jumps is not kept, and counts as far as it may. Returns it, USD times
/// 10^8.
pub fn show_price(scene: &mut Scene, prices: &PriceSeries, now_ts: i64) -> Result<u64> {
    let spot_e8 = price_e8(path::price_at(prices, now_ts).context("no price at this hour")?);
    scene.world.set_time(now_ts);
    scene.set_price(spot_e8);
    unless_it_jumps(scene.observe_price())?;
    if now_ts % VOLATILITY_SPACING_SECS == 0 {
        unless_it_jumps(scene.observe_volatility())?;
    }
    let coin = scene.underlying_mint;
    unless_it_jumps(scene.observe_collateral_price(&coin))?;
    Ok(spot_e8)
}

fn unless_it_jumps(sent: Result<u64, Refusal>) -> Result<(), Refusal> {
    match sent {
        Err(refusal) if !refusal.is(VaultError::PriceJump) => Err(refusal),
        _ => Ok(()),
    }
}

/// The signers say that volatility is the realised one of the last day or of the last week, whichever is higher, at every strike: there is no option
/// chain to take a smile from.
pub fn post_volatility(scene: &mut Scene, prices: &PriceSeries) -> Result<()> {
    let now_ts = scene.world.now();
    let trailing = |window_secs| prices.realised_vol(now_ts, window_secs).context("no trailing volatility");
    let volatility = trailing(DAY_SECS)?.max(trailing(WEEK_SECS)?).clamp(*VOLATILITIES.start(), *VOLATILITIES.end());
    let volatility_e9 = (volatility * 1e9) as u64;
    let slice = |expiry_ts: i64| SignedSlice::new(expiry_ts, &flat(volatility_e9, expiry_ts.abs_diff(now_ts)));
    let slices = scene.coming_expiries(POSTED_EXPIRIES).into_iter().map(slice).collect();
    let post = scene.surface_post(slices);
    scene.post_surface(&post)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{times_deribit, StandardParameters};
    use crate::replay::Options;

    #[test]
    fn the_default_is_the_programs() {
        assert_eq!(times_deribit(Options::DEFAULT.standard_percent), StandardParameters::DEFAULT);
        assert_eq!(times_deribit(100), StandardParameters::DERIBIT);
    }
}
