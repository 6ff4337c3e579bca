//! From a file to a snapshot: addresses are read, entries put in their order.

use super::input::*;
use super::{
    Account, AccountTerms, LastThreshold, Market, MarketTerms, OptionTerms, Round, Setting, SmileTerms, Snapshot,
    SnapshotError, SNAPSHOT_DOMAIN,
};
use std::str::FromStr as _;
use vault_types::{
    margin::{ScenarioGrid, StandardParameters},
    state::{HeldCollateral, OptionKind, SettlementAsset},
    threshold::ThresholdParameters,
    Pubkey,
};

impl Snapshot {
    /// From a file in JSON, or in the one encoding.
    pub fn read(bytes: &[u8]) -> Result<Self, SnapshotError> {
        if bytes.starts_with(&SNAPSHOT_DOMAIN) {
            return Self::decode(bytes);
        }
        let input = serde_json::from_slice(bytes).map_err(|error| SnapshotError::Json { reason: error.to_string() })?;
        Self::new(&input)
    }

    /// Refuses what no chain can have, and names the place.
    pub fn new(input: &SnapshotInput) -> Result<Self, SnapshotError> {
        let mut markets = each(&input.markets, market)?;
        markets.sort_by_key(|market| market.terms.address);
        let addresses: Vec<Pubkey> = markets.iter().map(|market| market.terms.address).collect();
        let mut accounts = each(&input.accounts, |index, input| {
            account(input, &addresses, |field| format!("accounts[{index}].{field}"))
        })?;
        accounts.sort_by_key(|account| (account.terms.address, account.terms.form));
        Self::checked(round(input)?, setting(input), markets, accounts, input.risk_model.as_ref())
    }
}

impl ParametersInput {
    /// As the house has them on chain.
    pub const fn parameters(&self) -> ThresholdParameters {
        let Self { max_age_secs, strike_window_secs, loosen_bps_per_hour, .. } = *self;
        let Self { tolerance_bps, floor_bps, max_strikes, .. } = *self;
        ThresholdParameters {
            max_age_secs,
            strike_window_secs,
            loosen_bps_per_hour,
            tolerance_bps,
            floor_bps,
            max_strikes,
        }
    }
}

fn each<I, T>(inputs: &[I], read: impl Fn(usize, &I) -> Result<T, SnapshotError>) -> Result<Vec<T>, SnapshotError> {
    inputs.iter().enumerate().map(|(index, input)| read(index, input)).collect()
}

fn address(text: &str, place: impl FnOnce() -> String) -> Result<Pubkey, SnapshotError> {
    let problem = "give 32 bytes in base 58, as Solana prints addresses";
    Pubkey::from_str(text).map_err(|_| SnapshotError::entry(place(), problem))
}

fn round(input: &SnapshotInput) -> Result<Round, SnapshotError> {
    let house = &input.house;
    Ok(Round {
        cluster_genesis_hash: address(&house.cluster_genesis_hash, || "house.cluster_genesis_hash".into())?.to_bytes(),
        config: address(&house.config, || "house.config".into())?,
        generation: house.generation,
        sequence: input.round.sequence,
        expires_ts: input.round.expires_ts,
    })
}

fn setting(input: &SnapshotInput) -> Setting {
    Setting {
        observed_ts: input.round.observed_ts,
        parameters: input.house.parameters.parameters(),
        strikes: input.house.strikes,
        zero: [0; 4],
    }
}

fn market(index: usize, input: &MarketInput) -> Result<Market, SnapshotError> {
    let place = |field: &str| format!("markets[{index}].{field}");
    let (fallback_vol_e9, floor_vol_e9, ceiling_vol_e9, smiles) = match &input.volatility {
        VolatilityInput::FlatE9(vol_e9) => (*vol_e9, *vol_e9, *vol_e9, &[][..]),
        VolatilityInput::Surface(surface) => {
            (surface.fallback_vol_e9, surface.floor_vol_e9, surface.ceiling_vol_e9, &surface.smiles[..])
        }
    };
    let mut smiles: Vec<SmileTerms> = smiles.iter().map(smile).collect();
    smiles.sort_by_key(|smile| smile.expiry_ts);
    let terms = MarketTerms {
        address: address(&input.address, || place("address"))?,
        underlying_mint: address(&input.underlying_mint, || place("underlying_mint"))?,
        quote_mint: address(&input.quote_mint, || place("quote_mint"))?,
        spot_e8: input.spot_e8,
        fallback_vol_e9,
        floor_vol_e9,
        ceiling_vol_e9,
        grid: grid(&input.grid),
        standard: standard(&input.standard),
        delta_limit_bps: input.delta_limit_bps,
        underlying_decimals: input.underlying_decimals,
        quote_decimals: input.quote_decimals,
        zero: [0; 4],
    };
    Ok(Market { terms, smiles })
}

const fn grid(numbers: &[u16; 8]) -> ScenarioGrid {
    let [price_range_bps, vol_up_bps, vol_down_bps, extreme_multiple_bps, ..] = *numbers;
    let [.., extreme_weight_bps, short_minimum_bps, initial_factor_bps, liquidation_factor_bps] = *numbers;
    ScenarioGrid {
        price_range_bps,
        vol_up_bps,
        vol_down_bps,
        extreme_multiple_bps,
        extreme_weight_bps,
        short_minimum_bps,
        initial_factor_bps,
        liquidation_factor_bps,
    }
}

const fn standard(shares: &[u16; 4]) -> StandardParameters {
    let [initial_bps, initial_floor_bps, maintenance_bps, liquidation_bps] = *shares;
    StandardParameters { initial_bps, initial_floor_bps, maintenance_bps, liquidation_bps }
}

fn smile(input: &SmileInput) -> SmileTerms {
    let SmileInput { expiry_ts, a_q48: a, b_q48: b, rho_q48: rho, m_q48: m, sigma_q48: sigma, .. } = *input;
    SmileTerms { expiry_ts, a, b, rho, m, sigma, issued_ts: input.issued_ts, posted_ts: input.posted_ts }
}

/// `place` is the name of a field in errors. `markets` are the snapshot's, in its order. That one of them is missing is said of an account in which nothing
/// else is unreadable.
pub(super) fn account(
    input: &AccountInput,
    markets: &[Pubkey],
    place: impl Fn(&str) -> String,
) -> Result<Account, SnapshotError> {
    let of_market = |number: usize| place(&format!("options[{number}].market"));
    let used = each(&input.options, |number, held| address(&held.market, || of_market(number)))?;
    let mut collaterals = each(&input.collaterals, |number, held| {
        let mint = address(&held.mint, || place(&format!("collaterals[{number}].mint")))?;
        Ok(HeldCollateral { mint, amount_atoms: held.amount_atoms })
    })?;
    collaterals.sort_by_key(|held| held.mint);
    let terms = AccountTerms {
        address: address(&input.margin_account, || place("margin_account"))?,
        position_seq: input.position_seq,
        last: input.last_threshold.as_ref().map_or_else(LastThreshold::default, last_threshold),
        form: u8::from(input.form == FormInput::AfterTrade),
        zero: [0; 7],
    };
    let used: Vec<_> = used.into_iter().zip(&input.options).collect();
    let mut options = each(&used, |number, (market, held)| {
        let known = markets.iter().position(|known| known == market).and_then(|place| u32::try_from(place).ok());
        let missing = || SnapshotError::NoMarket { place: of_market(number), market: *market };
        Ok(option(held, known.ok_or_else(missing)?))
    })?;
    options.sort_by_key(OptionTerms::order);
    Ok(Account { terms, collaterals, options })
}

/// `market` is its place among the snapshot's.
const fn option(input: &OptionInput, market: u32) -> OptionTerms {
    OptionTerms {
        expiry_ts: input.expiry_ts,
        strike_e8: input.strike_e8,
        quantity_atoms: input.quantity_atoms,
        market,
        kind: match input.kind {
            KindInput::Call => OptionKind::CALL,
            KindInput::Put => OptionKind::PUT,
        },
        settlement: match input.settlement {
            SettlementInput::Underlying => SettlementAsset::UNDERLYING,
            SettlementInput::Quote => SettlementAsset::QUOTE,
        },
        zero: [0; 2],
    }
}

fn last_threshold(input: &LastThresholdInput) -> LastThreshold {
    LastThreshold {
        initial_margin_atoms: input.initial_margin_atoms,
        maintenance_margin_atoms: input.maintenance_margin_atoms,
        liquidation_threshold_atoms: input.liquidation_threshold_atoms,
        accepted_ts: input.accepted_ts,
        sequence: input.sequence,
        generation: input.generation,
        position_seq: input.position_seq,
        is_void: u8::from(input.is_void),
        zero: [0; 7],
    }
}
