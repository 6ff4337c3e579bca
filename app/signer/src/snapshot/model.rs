//! Thresholds from a snapshot.

use super::input::{MarketInput, SnapshotInput};
use super::portfolio::{known, Known};
use super::revaluation::{inputs, sensitivities};
use crate::recompute::{Recompute, RecomputeError};
use crate::rules::{loosening::kept_levels, House};
use bytemuck::Zeroable as _;
use vault_types::{
    hash::sha256,
    margin::{RiskParameters, ScenarioGrid, StandardParameters},
    signed::message::MessageHeader,
    threshold::{batch::Leaf, scenario::scenario_root, Form, StoredThreshold, ThresholdBody},
    Pubkey,
};

/// Of this model: the chain's scenarios over the floor, one volatility for everything.
pub const MODEL_ID: u32 = 1;
/// What the hash of the market data begins with.
const MARKET_DOMAIN: [u8; 16] = *b"OPTVAULT MKTD v1";

/// A market, the accounts on it, and the house that they belong to.
pub struct Snapshot {
    house: House,
    market: MarketInput,
    risk: RiskParameters,
    accounts: Vec<Known>,
}

impl Snapshot {
    /// Refuses a portfolio that no account can have.
    pub fn new(input: &SnapshotInput, house: &House) -> Result<Self, RecomputeError> {
        let market = input.market.clone();
        let accounts = input.accounts.iter().map(|account| known(account, &market)).collect::<Result<_, _>>()?;
        Ok(Self { house: *house, risk: risk(&market), market, accounts })
    }

    fn find(&self, form: Form, account: &Pubkey) -> Result<&Known, RecomputeError> {
        let found = self.accounts.iter().find(|known| known.form == form && known.address == *account);
        found.ok_or(RecomputeError::UnknownAccount { account: *account })
    }

    /// What is computed of the portfolio alone.
    fn computed(&self, known: &Known) -> Result<ThresholdBody, RecomputeError> {
        let Known { account, .. } = known;
        let (market, holdings) = (inputs(&self.market), account.holdings_on(0, |_| true));
        let levels = account.by_scenarios_over_floor(0, &market, &self.risk, self.house.parameters.floor_bps)?;
        let moved = sensitivities(&holdings, &self.market, &self.risk.grid)?;
        let portfolio = account.portfolio()?;
        Ok(ThresholdBody {
            position_seq: portfolio.position_seq,
            position_hash: portfolio.position_hash,
            initial_margin_atoms: levels.initial_atoms,
            maintenance_margin_atoms: levels.maintenance_atoms,
            liquidation_threshold_atoms: levels.liquidation_atoms,
            net_delta_atoms: moved.net_delta_atoms,
            gamma_atoms: moved.gamma_atoms,
            vega_atoms: moved.vega_atoms,
            theta_atoms: moved.theta_atoms,
            worst_scenario: moved.worst_scenario(),
            model_id: MODEL_ID,
            market_data_hash: market_hash(&self.market),
            scenario_root: scenario_root(&moved.profits_atoms)?,
        })
    }

    /// With levels no lower than the chain would keep at the time of issue, which is the same for all signers.
    fn body(&self, known: &Known, header: &MessageHeader) -> Result<ThresholdBody, RecomputeError> {
        let observed_ts = self.market.observed_ts;
        if observed_ts != header.issued_ts {
            return Err(RecomputeError::OtherTime { observed_ts, issued_ts: header.issued_ts });
        }
        let body = self.computed(known)?;
        let leaf = Leaf { margin_account: known.address, body };
        let kept = kept_levels(&self.house, &known.last, header, known.form, &leaf, header.issued_ts)?;
        Ok(ThresholdBody {
            initial_margin_atoms: kept.initial_atoms,
            maintenance_margin_atoms: kept.maintenance_atoms,
            liquidation_threshold_atoms: kept.liquidation_atoms,
            ..body
        })
    }
}

impl Recompute for Snapshot {
    fn threshold(&self, form: Form, account: &Pubkey, header: &MessageHeader) -> Result<ThresholdBody, RecomputeError> {
        self.body(self.find(form, account)?, header)
    }

    fn leaves(&self, header: &MessageHeader) -> Result<Vec<Leaf>, RecomputeError> {
        let current = self.accounts.iter().filter(|known| known.form == Form::Current);
        let leaf = |known: &Known| Ok(Leaf { margin_account: known.address, body: self.body(known, header)? });
        current.map(leaf).collect()
    }

    fn last_threshold(&self, account: &Pubkey) -> StoredThreshold {
        let known = self.accounts.iter().find(|known| known.address == *account);
        known.map_or_else(StoredThreshold::zeroed, |known| known.last)
    }
}

/// What the margin functions read of a market's parameters; the rest is not asked for.
fn risk(market: &MarketInput) -> RiskParameters {
    let [price_range_bps, vol_up_bps, vol_down_bps, extreme_multiple_bps, rest @ ..] = market.grid;
    let [extreme_weight_bps, short_minimum_bps, initial_factor_bps, liquidation_factor_bps] = rest;
    let [initial_bps, initial_floor_bps, maintenance_bps, liquidation_bps] = market.standard;
    RiskParameters {
        grid: ScenarioGrid {
            price_range_bps,
            vol_up_bps,
            vol_down_bps,
            extreme_multiple_bps,
            extreme_weight_bps,
            short_minimum_bps,
            initial_factor_bps,
            liquidation_factor_bps,
        },
        standard: StandardParameters { initial_bps, initial_floor_bps, maintenance_bps, liquidation_bps },
        delta_limit_bps: market.delta_limit_bps,
        ..RiskParameters::DEFAULT
    }
}

/// `sha256(domain, observed_ts, spot, volatility, decimals of underlying and quote, delta limit, grid, standard)`, little endian.
fn market_hash(market: &MarketInput) -> [u8; 32] {
    let shares = [&[market.delta_limit_bps][..], &market.grid, &market.standard].concat();
    let shares: Vec<u8> = shares.iter().flat_map(|share| share.to_le_bytes()).collect();
    sha256(&[
        &MARKET_DOMAIN,
        &market.observed_ts.to_le_bytes(),
        &market.spot_e8.to_le_bytes(),
        &market.vol_e9.to_le_bytes(),
        &[market.underlying_decimals, market.quote_decimals],
        &shares,
    ])
}
