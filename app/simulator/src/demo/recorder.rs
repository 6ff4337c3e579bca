//! Notes what happens and turns it into a report.

use super::{model::Expected, price_e8, usd, Options};
use crate::{audit::Audit, Scene};
use market_data::{PriceSeries, BUNDLED_LICENCE};
use report::{CuStat, DepositorRow, PricePoint, Report, RoundRow, Sells, SourceInfo, Totals};
use vault_types::{shares::PPS_ONE_E9, state::OptionKind};

#[derive(Default)]
pub struct Recorder {
    pub audit: Audit,
    rounds: Vec<RoundRow>,
    current: CurrentRound,
    best_pps_e9: u64,
    deposited: f64,
    withdrawn: f64,
}

/// What is known only while a round runs.
#[derive(Default)]
struct CurrentRound {
    volatility: f64,
    bids: u32,
    premium_usd: f64,
    withdrawn_between_rounds: f64,
}

impl Recorder {
    pub fn start_round(&mut self, volatility: f64) {
        self.current.volatility = volatility;
    }

    pub fn note_bid(&mut self, premium_usd: f64) {
        self.current.bids += 1;
        self.current.premium_usd += premium_usd;
    }

    pub fn note_deposit(&mut self, coins: f64) {
        self.deposited += coins;
    }

    pub fn note_instant_withdrawal(&mut self, coins: f64) {
        self.current.withdrawn_between_rounds += coins;
    }

    /// Copies the chain's record of a closed round and checks it against the independent model.
    pub fn end_round(&mut self, scene: &Scene, number: u64, shareholders: u32, prices: &PriceSeries) {
        let round = scene.round(number).expect("a round that has just ended");
        let vault = scene.vault();
        let supply = vault.ledger.share_supply + round.withdrawn_shares;
        let first_price = prices.first_at_or_after(round.expiry_ts).map(|(_, price)| price_e8(price));
        self.audit.note("settlement_is_the_first_price_after_expiry", first_price == Some(round.settlement_e8));
        let best_pps_e9 = self.best_pps_e9.max(PPS_ONE_E9);
        let expected =
            Expected::outcome(vault.kind, &round, &vault.params.fees, round.settlement_e8, supply, best_pps_e9);
        self.audit.note("rounds_equal_an_independent_model", expected == Expected::recorded(&round));
        self.best_pps_e9 = if supply == 0 { PPS_ONE_E9 } else { best_pps_e9.max(round.end_pps_e9) };

        let coins = |atoms| scene.whole(atoms);
        let current = std::mem::take(&mut self.current);
        let withdrawals = coins(round.withdrawn_atoms) + current.withdrawn_between_rounds;
        self.withdrawn += withdrawals;
        self.rounds.push(RoundRow {
            round: number,
            start_ts: round.started_ts,
            expiry_ts: round.expiry_ts,
            spot_usd: usd(round.spot_e8),
            strike_usd: usd(round.strike_e8),
            delta: round.delta_e9 as f64 / 1e9,
            volatility: current.volatility,
            size: coins(round.size_atoms),
            sold: coins(round.sold_atoms),
            premium: coins(round.premium_atoms),
            premium_usd: current.premium_usd,
            bids: current.bids,
            settlement_usd: usd(round.settlement_e8),
            payoff: coins(round.payoff_atoms),
            pps_start: round.start_pps_e9 as f64 / 1e9,
            pps_end: round.end_pps_e9 as f64 / 1e9,
            performance_fee: coins(round.performance_fee_atoms),
            management_fee: coins(round.management_fee_atoms),
            nav_start: coins(round.start_nav_atoms),
            nav_end: coins(round.end_nav_atoms),
            deposits: coins(round.deposited_atoms),
            withdrawals,
            depositors: shareholders,
        });
    }

    pub fn into_report(
        self,
        options: &Options,
        prices: &PriceSeries,
        scene: &Scene,
        depositors: Vec<DepositorRow>,
        program_bytes: u64,
    ) -> Report {
        let bars = prices.bars();
        let first_ts = self.rounds.first().map_or(0, |row| row.start_ts);
        let last_ts = self.rounds.last().map_or(0, |row| row.expiry_ts);
        let lived = bars.iter().filter(|bar| (first_ts..=last_ts).contains(&bar.unix_ts));
        let is_bundled = options.prices_are_bundled;
        let sells = if options.kind == OptionKind::PUT { Sells::Puts } else { Sells::Calls };
        Report {
            weeks: options.weeks,
            strategy: if sells == Sells::Puts { "cash-secured put" } else { "covered call" }.into(),
            sells,
            underlying: options.underlying.clone(),
            quote: "USD".into(),
            source: SourceInfo {
                name: prices.name().into(),
                licence: if is_bundled { BUNDLED_LICENCE.into() } else { String::new() },
                rows: bars.len() as u64,
                first_ts: prices.first_ts(),
                last_ts: prices.last_ts(),
            },
            seed: options.seed,
            volatility_note:
                "Two of three signers post a flat surface before each round: the realised volatility of the 28 days before it, from \
                 hourly prices, for all strikes. Prices alone say nothing about a smile, and an invented one would flatter one side."
                    .into(),
            totals: Totals::from_rounds(sells, &self.rounds, self.deposited, self.withdrawn),
            checks: self.audit.checks().clone(),
            compute_units: compute_units(scene),
            program_bytes,
            price_path: lived.map(|bar| PricePoint { ts: bar.unix_ts, price: bar.open }).collect(),
            rounds: self.rounds,
            depositors,
        }
    }
}

fn compute_units(scene: &Scene) -> std::collections::BTreeMap<String, CuStat> {
    let stat = |calls: &[u64]| CuStat {
        avg: calls.iter().sum::<u64>() / (calls.len() as u64).max(1),
        max: calls.iter().copied().max().unwrap_or(0),
        count: calls.len() as u64,
    };
    scene.world.compute().iter().map(|(name, calls)| (name.to_string(), stat(calls))).collect()
}
