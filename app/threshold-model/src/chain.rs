//! From accounts as they are on chain to what stands in a snapshot file. Layouts are those of `vault_types::state`: whoever has the accounts' bytes
//! needs nothing else but prices.

use super::input::*;
use vault_types::{
    margin::MarginError,
    state::{
        Config, HeldCollateral, HeldOptions, MarginAccount, Market, MarketRisk, OptionKind, SettlementAsset, SignerSet,
        SurfaceSlice, VolSurface,
    },
    threshold::{Source, StoredThreshold, ThresholdParameters},
    Pubkey,
};

/// A market with all that a margin on it depends on, as they are on chain, and its price.
#[derive(Clone, Copy, Debug)]
pub struct MarketOnChain<'a> {
    pub address: Pubkey,
    pub market: &'a Market,
    pub risk: &'a MarketRisk,
    pub surface: &'a VolSurface,
    /// Of the mints, which the market does not repeat.
    pub underlying_decimals: u8,
    pub quote_decimals: u8,
    /// USD times 10^8.
    pub spot_e8: u64,
}

impl MarketOnChain<'_> {
    /// With every smile that the surface has, also those of expiries that have passed. Errors: the volatility that was observed is none.
    pub fn input(&self) -> Result<MarketInput, MarginError> {
        let params = &self.risk.params;
        let floor_vol_e9 = self.risk.floor_vol_e9()?;
        let surface = SurfaceInput {
            fallback_vol_e9: params.fallback_vol_e9,
            floor_vol_e9,
            ceiling_vol_e9: params.ceiling_vol_e9(floor_vol_e9),
            smiles: self.surface.slices.iter().filter(|slice| slice.is_used()).map(smile).collect(),
        };
        Ok(MarketInput {
            address: self.address.to_string(),
            spot_e8: self.spot_e8,
            volatility: VolatilityInput::Surface(surface),
            underlying_mint: self.market.underlying_mint.to_string(),
            underlying_decimals: self.underlying_decimals,
            quote_mint: self.market.quote_mint.to_string(),
            quote_decimals: self.quote_decimals,
            delta_limit_bps: params.delta_limit_bps,
            grid: bytemuck::cast(params.grid),
            standard: bytemuck::cast(params.standard),
        })
    }
}

impl SignedHouseInput {
    /// A house at an address, with its signers.
    pub fn on_chain(address: &Pubkey, house: &Config, signers: &SignerSet) -> Self {
        Self {
            cluster_genesis_hash: Pubkey::new_from_array(house.cluster_genesis_hash).to_string(),
            config: address.to_string(),
            generation: signers.generation,
            strikes: signers.strikes.count(signers.generation),
            parameters: ParametersInput::on_chain(&house.thresholds),
        }
    }
}

impl ParametersInput {
    const fn on_chain(parameters: &ThresholdParameters) -> Self {
        let ThresholdParameters { max_age_secs, strike_window_secs, loosen_bps_per_hour, .. } = *parameters;
        let ThresholdParameters { tolerance_bps, floor_bps, max_strikes, .. } = *parameters;
        Self { max_age_secs, strike_window_secs, loosen_bps_per_hour, tolerance_bps, floor_bps, max_strikes }
    }
}

impl AccountInput {
    /// An account at an address: as it is, or as one trade will leave it, then with the sequence from before the trade.
    pub fn on_chain(address: &Pubkey, form: FormInput, account: &MarginAccount) -> Self {
        let options = account.options.iter().filter(|held| held.is_used());
        let collaterals = account.collaterals.iter().filter(|held| held.is_used());
        Self {
            margin_account: address.to_string(),
            form,
            position_seq: account.position_seq,
            options: options.filter_map(|held| option(account, held)).collect(),
            collaterals: collaterals.map(collateral).collect(),
            last_threshold: last_threshold(&account.threshold),
        }
    }
}

/// `None` where the account does not name the market, which the program does not let happen.
fn option(account: &MarginAccount, held: &HeldOptions) -> Option<OptionInput> {
    Some(OptionInput {
        market: account.markets.get(usize::from(held.market))?.market.to_string(),
        kind: if held.kind == OptionKind::CALL { KindInput::Call } else { KindInput::Put },
        settlement: match held.settlement {
            SettlementAsset::UNDERLYING => SettlementInput::Underlying,
            _ => SettlementInput::Quote,
        },
        strike_e8: held.strike_e8,
        expiry_ts: held.expiry_ts,
        quantity_atoms: held.quantity_atoms,
    })
}

fn collateral(held: &HeldCollateral) -> CollateralInput {
    CollateralInput { mint: held.mint.to_string(), amount_atoms: held.amount_atoms }
}

fn last_threshold(kept: &StoredThreshold) -> Option<LastThresholdInput> {
    (kept.source != Source::NONE).then_some(LastThresholdInput {
        initial_margin_atoms: kept.initial_margin_atoms,
        maintenance_margin_atoms: kept.maintenance_margin_atoms,
        liquidation_threshold_atoms: kept.liquidation_threshold_atoms,
        accepted_ts: kept.accepted_ts,
        sequence: kept.sequence,
        generation: kept.generation,
        position_seq: kept.position_seq,
        is_void: kept.is_void != 0,
    })
}

fn smile(slice: &SurfaceSlice) -> SmileInput {
    let SurfaceSlice { expiry_ts, a, b, rho, m, sigma, issued_ts, posted_ts, .. } = *slice;
    SmileInput { expiry_ts, a_q48: a, b_q48: b, rho_q48: rho, m_q48: m, sigma_q48: sigma, issued_ts, posted_ts }
}
