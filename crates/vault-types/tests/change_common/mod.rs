//! What the tests of changes share: one account of each kind that a change can be for, and one change of each kind.
#![allow(dead_code)] // every test file uses its own part

use crate::common::{banks::bank, new_vault, vault_params, LIMITS};
use bytemuck::Zeroable;
use vault_types::{
    change::{Change, ChangeError},
    liquidation::LiquidationParameters,
    margin::RiskParameters,
    state::*,
    threshold::ThresholdParameters,
    Pubkey,
};

pub const NOW_TS: i64 = 1_700_000_000;

pub const fn key(number: u8) -> Pubkey {
    Pubkey::new_from_array([number; 32])
}

pub fn config() -> Config {
    Config {
        version: VERSION,
        timelock_secs: 2 * 86_400,
        creator: key(1),
        admin: key(2),
        guardian: key(3),
        cluster_genesis_hash: [9; 32],
        thresholds: ThresholdParameters::DEFAULT,
        liquidation: LiquidationParameters::DEFAULT,
        ..Config::zeroed()
    }
}

pub fn market() -> Market {
    Market {
        version: VERSION,
        config: key(1),
        oracle_limits: LIMITS,
        calendar: ExpiryCalendar::weekly(2 * 86_400),
        strike_step_e8: 1,
        ..Market::zeroed()
    }
}

pub fn vault() -> Vault {
    Vault { params: vault_params(), kind: OptionKind::CALL, ..new_vault() }
}

pub fn signers() -> SignerSet {
    let mut signers = SignerSet { config: key(1), ..SignerSet::zeroed() };
    signers.replace(2, &[key(11), key(12), key(13)]).unwrap();
    signers
}

/// A coin with a deep market.
pub fn coin_bank() -> CollateralBank {
    CollateralBank { deposited_atoms: 5, ..bank(CollateralClass::MAJOR) }
}

pub fn risk() -> MarketRisk {
    let realised = vault_types::margin::RealisedVolatility { variance: 1 << 47, last_price_e8: 7, last_ts: 8 };
    MarketRisk { version: VERSION, market: key(4), params: RiskParameters::DEFAULT, realised, ..MarketRisk::zeroed() }
}

/// The account that a change is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    House,
    Market,
    Signers,
    Bank,
    Risk,
    Vault,
}

pub const ALL_TARGETS: [For; 6] = [For::House, For::Market, For::Signers, For::Bank, For::Risk, For::Vault];

impl For {
    /// What comes of a change to it, whatever it is.
    pub fn outcome(self, change: &Change) -> Result<(), ChangeError> {
        match self {
            Self::House => change.apply_to_config(&config()).map(|_| ()),
            Self::Market => change.apply_to_market(&market()).map(|_| ()),
            Self::Signers => change.apply_to_signers(&signers()).map(|_| ()),
            Self::Bank => change.apply_to_bank(&coin_bank(), NOW_TS).map(|_| ()),
            Self::Risk => change.apply_to_risk(&risk()).map(|_| ()),
            Self::Vault => change.apply_to_vault(&vault(), &market()).map(|_| ()),
        }
    }
}

/// One of each kind, within its bounds, and what it is for.
pub fn changes() -> Vec<(Change, For)> {
    vec![
        (Change::VaultParams { params: vault_params() }, For::Vault),
        (Change::VaultHalts { halts: Halts::ALL }, For::Vault),
        (Change::MarketHalts { halts: Halts::OF_A_MARKET }, For::Market),
        (Change::Timelock { timelock_secs: 86_400 }, For::House),
        (Change::Guardian { guardian: key(21) }, For::House),
        (Change::Admin { admin: key(22) }, For::House),
        (Change::Signers { quorum: 1, keys: vec![key(23)] }, For::Signers),
        (Change::Thresholds { parameters: thresholds(|it| it.max_strikes = 2) }, For::House),
        (Change::Collateral { params: bank_params(|it| it.haircut_bps = 2_000) }, For::Bank),
        (Change::MarketRisk { params: risk_params(|it| it.is_open = 1) }, For::Risk),
        (
            Change::Liquidation {
                parameters: LiquidationParameters { buffer_bps: 3_000, ..LiquidationParameters::DEFAULT },
            },
            For::House,
        ),
    ]
}

pub fn thresholds(change: fn(&mut ThresholdParameters)) -> ThresholdParameters {
    let mut parameters = ThresholdParameters::DEFAULT;
    change(&mut parameters);
    parameters
}

pub fn bank_params(change: fn(&mut CollateralParams)) -> CollateralParams {
    let mut params = coin_bank().params;
    change(&mut params);
    params
}

pub fn risk_params(change: fn(&mut RiskParameters)) -> RiskParameters {
    let mut params = RiskParameters::DEFAULT;
    change(&mut params);
    params
}
