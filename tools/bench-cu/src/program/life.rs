//! The lives of some vaults, always the same ones: every instruction, of calls and puts, at many addresses.
//!
//! What an instruction costs depends on its addresses, since the search for a program address starts anew for every ticket, series and
//! round. So there are several markets, vaults, people and weeks.

use super::{liquidation, margin, rare};
use anyhow::Result;
use simulator::{ComputeLog, PriceUpdate, Scene, SceneParams, World};
use solana_keypair::Keypair;
use vault_client::{CreateMarketArgs, instruction};
use vault_types::state::OptionKind;

pub(super) const USD_E8: u64 = 100_000_000;
pub(super) const SPOT_E8: u64 = 150 * USD_E8;
/// What somebody deposits in a week; enough of either asset.
pub(super) const DEPOSIT_ATOMS: u64 = 1_000_000_000;
pub(super) const WALLET_ATOMS: u64 = 1_000 * DEPOSIT_ATOMS;
pub(super) const ANY_PREMIUM: u64 = u64::MAX;

const MARKETS: u8 = 8;
pub(super) const VAULTS: u8 = 4;
const WEEKS: u8 = 4;

/// Compute units of every call, by instruction. `new_world` makes a chain at a moment.
pub fn live(new_world: &dyn Fn(i64) -> Result<World>) -> Result<ComputeLog> {
    let mut calls = ComputeLog::new();
    for kind in [OptionKind::CALL, OptionKind::PUT] {
        let params = SceneParams { kind, ..SceneParams::default() };
        let mut scene = Scene::on(new_world(params.start_ts)?, &params)?;
        open_markets(&mut scene)?;
        for id in 0..VAULTS {
            if id > 0 {
                scene.vault = scene.open_vault(u16::from(id), params.vault)?;
            }
            let people = People::new(&mut scene, id);
            for week in 0..WEEKS {
                people.live_through(&mut scene, week)?;
            }
        }
        rare::live(&mut scene, &params)?;
        if kind == OptionKind::CALL {
            margin::live(&mut scene)?;
        }
        for (name, units) in scene.world.compute() {
            calls.entry(name).or_default().extend(units);
        }
    }
    for (name, units) in liquidation::live(new_world)? {
        calls.entry(name).or_default().extend(units);
    }
    Ok(calls)
}

/// Compute units of what is done with the largest margin account.
pub fn with_the_largest_account(new_world: &dyn Fn(i64) -> Result<World>) -> Result<ComputeLog> {
    let params = SceneParams::default();
    let mut scene = Scene::on(new_world(params.start_ts)?, &params)?;
    margin::largest(&mut scene)?;
    Ok(scene.world.compute().clone())
}

/// The same market again, for its house.
fn open_markets(scene: &mut Scene) -> Result<()> {
    let first = scene.market();
    let admin = scene.authority.insecure_clone();
    for id in 1..=MARKETS {
        let args = CreateMarketArgs {
            id: u16::from(id),
            price_source: first.price_source,
            price_program: first.price_program,
            price_feed_id: first.price_feed_id,
            oracle_limits: first.oracle_limits,
            calendar: first.calendar,
            strike_step_e8: first.strike_step_e8,
        };
        let create = instruction::create_market(scene.house(), first.underlying_mint, first.quote_mint, args);
        scene.world.send("create_market", create, &[&admin])?;
    }
    Ok(())
}

/// Three depositors and a maker.
struct People {
    depositors: [Keypair; 3],
    maker: Keypair,
}

impl People {
    /// Others for each vault.
    fn new(scene: &mut Scene, vault: u8) -> Self {
        let mut person = |number: u8| scene.person(1 + 4 * vault + number, WALLET_ATOMS);
        Self { depositors: [person(0), person(1), person(2)], maker: person(3) }
    }

    /// A week with everything that can be done in it. In even weeks the options pay, in odd ones the vault gains.
    fn live_through(&self, scene: &mut Scene, week: u8) -> Result<()> {
        self.queue_deposits(scene)?;
        scene.roll(SPOT_E8)?;
        for who in &self.depositors {
            scene.claim_shares(who)?;
        }
        self.buy(scene)?;
        let [stays, leaves, hesitates] = &self.depositors;
        for who in [leaves, hesitates] {
            scene.request_withdrawal(who, DEPOSIT_ATOMS / 4)?;
            scene.request_withdrawal(who, DEPOSIT_ATOMS / 4)?;
        }
        scene.cancel_withdrawal(hesitates)?;
        let options_pay = week.is_multiple_of(2);
        self.settle(scene, options_pay)?;
        scene.close_round()?;
        self.collect(scene, options_pay)?;
        scene.claim_withdrawal(leaves)?;
        // Between rounds shares are paid at once.
        scene.request_withdrawal(stays, DEPOSIT_ATOMS / 4)?;
        scene.claim_withdrawal(stays)?;
        scene.deposit_now(stays, DEPOSIT_ATOMS / 4)?;
        scene.set_price(SPOT_E8);
        scene.observe_price()?;
        Ok(())
    }

    /// Everyone queues a deposit; one adds to it, one takes it back before queueing it again.
    fn queue_deposits(&self, scene: &mut Scene) -> Result<()> {
        let [adds, _, hesitates] = &self.depositors;
        scene.deposit(hesitates, DEPOSIT_ATOMS)?;
        scene.cancel_deposit(hesitates)?;
        for who in &self.depositors {
            scene.deposit(who, DEPOSIT_ATOMS)?;
        }
        scene.deposit(adds, DEPOSIT_ATOMS)?;
        Ok(())
    }

    /// At the start, in the middle and near the end of the auction, at three prices.
    fn buy(&self, scene: &mut Scene) -> Result<()> {
        let start_ts = scene.world.now();
        for (hour, spot_e8) in [(0, SPOT_E8), (3, SPOT_E8 * 9 / 10), (5, SPOT_E8 * 11 / 10)] {
            scene.world.set_time(start_ts + hour * 3_600);
            scene.set_price(spot_e8);
            scene.bid(&self.maker, DEPOSIT_ATOMS / 2, ANY_PREMIUM)?;
        }
        Ok(())
    }

    /// Where the options pay, a candidate for the settlement price comes before the first price.
    fn settle(&self, scene: &mut Scene, options_pay: bool) -> Result<()> {
        let auction_end_ts = scene.auction().map_or(0, |auction| auction.end_ts);
        scene.world.set_time(auction_end_ts);
        scene.close_auction()?;
        let expiry_ts = scene.vault().expiry_ts;
        let is_put = scene.kind == OptionKind::PUT;
        let settlement_e8 = if options_pay == is_put { SPOT_E8 / 2 } else { SPOT_E8 * 2 };
        scene.world.set_time(expiry_ts + 60);
        if options_pay {
            scene.post(&PriceUpdate::new(scene.feed_id, settlement_e8 + USD_E8, expiry_ts + 30));
            scene.post_settlement_price()?;
        }
        scene.post(&PriceUpdate::new(scene.feed_id, settlement_e8, expiry_ts));
        scene.post_settlement_price()?;
        scene.settle()?;
        Ok(())
    }

    /// The maker redeems options that pay, in two parts; where there was a gain, the fees are collected.
    fn collect(&self, scene: &mut Scene, options_pay: bool) -> Result<()> {
        if options_pay {
            let (series, _) = scene.series().expect("a round has ended");
            scene.redeem(&self.maker, series, DEPOSIT_ATOMS)?;
            scene.redeem(&self.maker, series, DEPOSIT_ATOMS / 2)?;
        } else {
            scene.collect_fees()?;
        }
        Ok(())
    }
}
