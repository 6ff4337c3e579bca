//! What an admin may change, and when a change only tightens.
//!
//! Prices, their limits, the calendar, the strikes listed, the mints and whom fees go to are not in the list: a market keeps them for
//! ever, and new ones need a new market.

#[cfg(feature = "anchor")]
use crate::layout::{AnchorDeserialize, AnchorSerialize};
use crate::{
    hash::sha256,
    liquidation::LiquidationParameters,
    margin::RiskParameters,
    state::{
        CollateralBank, CollateralParams, Config, Halts, Market, MarketRisk, OptionKind, SignerSet, Vault, VaultParams,
    },
    threshold::ThresholdParameters,
    Pubkey,
};

/// One change to a vault, a market, the signers or the house itself.
#[cfg_attr(feature = "anchor", derive(AnchorSerialize, AnchorDeserialize))]
#[cfg_attr(not(feature = "anchor"), derive(borsh::BorshSerialize, borsh::BorshDeserialize))]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// New parameters of a vault. A running round keeps its strike, auction and fees.
    VaultParams { params: VaultParams },
    /// What a vault stops; rounds and sales also stop when their market says so.
    VaultHalts { halts: Halts },
    /// What all vaults and margin accounts of a market stop: rounds and sales.
    MarketHalts { halts: Halts },
    /// How long changes wait.
    Timelock { timelock_secs: u32 },
    /// Who may tighten and cancel.
    Guardian { guardian: Pubkey },
    /// Who may propose; the new admin has to accept by executing it.
    Admin { admin: Pubkey },
    /// Whose signatures count, and how many it takes; what the old ones signed is void.
    Signers { quorum: u8, keys: Vec<Pubkey> },
    /// How far margin thresholds of theirs are trusted.
    Thresholds { parameters: ThresholdParameters },
    /// How much of a kind of collateral counts, and how much of it there may be.
    Collateral { params: CollateralParams },
    /// What a market asks of accounts that are not covered in kind.
    MarketRisk { params: RiskParameters },
    /// How accounts that fall short are auctioned. What is stricter to one side is looser to the other, so every change of it waits.
    Liquidation { parameters: LiquidationParameters },
}

/// Why a change is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeError {
    /// It leaves the bounds.
    OutOfBounds,
    /// It does more than tighten.
    Loosens,
    /// It is not for such an account.
    OtherTarget,
}

impl Change {
    /// Changes the house.
    pub fn apply_to_config(&self, config: &Config) -> Result<Config, ChangeError> {
        let mut changed = *config;
        match self {
            Self::Timelock { timelock_secs } => changed.timelock_secs = *timelock_secs,
            Self::Guardian { guardian } => changed.guardian = *guardian,
            Self::Admin { admin } => changed.admin = *admin,
            Self::Thresholds { parameters } => changed.thresholds = *parameters,
            Self::Liquidation { parameters } => changed.liquidation = *parameters,
            _ => return Err(ChangeError::OtherTarget),
        }
        changed.invariant().then_some(changed).ok_or(ChangeError::OutOfBounds)
    }

    /// Changes a market.
    pub fn apply_to_market(&self, market: &Market) -> Result<Market, ChangeError> {
        match self {
            Self::MarketHalts { halts } if Halts::OF_A_MARKET.include(*halts) => {
                Ok(Market { halts: *halts, ..*market })
            }
            Self::MarketHalts { .. } => Err(ChangeError::OutOfBounds),
            _ => Err(ChangeError::OtherTarget),
        }
    }

    /// Changes the signers.
    pub fn apply_to_signers(&self, signers: &SignerSet) -> Result<SignerSet, ChangeError> {
        let Self::Signers { quorum, keys } = self else { return Err(ChangeError::OtherTarget) };
        let mut changed = *signers;
        changed.replace(*quorum, keys).map_err(|_| ChangeError::OutOfBounds)?;
        Ok(changed)
    }

    /// Changes a bank. One that begins to count, or does so again, counts from nothing on: its ramp starts anew.
    pub fn apply_to_bank(&self, bank: &CollateralBank, now_ts: i64) -> Result<CollateralBank, ChangeError> {
        let Self::Collateral { params } = self else { return Err(ChangeError::OtherTarget) };
        let mut changed = CollateralBank { params: *params, ..*bank };
        if !bank.params.counts() && params.counts() {
            changed.counts_from_ts = now_ts;
        }
        changed.invariant().then_some(changed).ok_or(ChangeError::OutOfBounds)
    }

    /// Changes what a market asks for.
    pub fn apply_to_risk(&self, risk: &MarketRisk) -> Result<MarketRisk, ChangeError> {
        let Self::MarketRisk { params } = self else { return Err(ChangeError::OtherTarget) };
        let changed = MarketRisk { params: *params, ..*risk };
        changed.invariant().then_some(changed).ok_or(ChangeError::OutOfBounds)
    }

    /// Changes a vault of the market. One that covers what it sells does so for ever: its depositors came for that.
    pub fn apply_to_vault(&self, vault: &Vault, market: &Market) -> Result<Vault, ChangeError> {
        let stays = |params: &VaultParams| params.is_on_margin() == vault.params.is_on_margin();
        match self {
            Self::VaultParams { params } if stays(params) && fits(params, vault.kind, market) => {
                Ok(Vault { params: *params, ..*vault })
            }
            Self::VaultHalts { halts } if halts.is_known() => Ok(Vault { halts: *halts, ..*vault }),
            Self::VaultParams { .. } | Self::VaultHalts { .. } => Err(ChangeError::OutOfBounds),
            _ => Err(ChangeError::OtherTarget),
        }
    }
}

/// Can a vault of this kind on this market work with these parameters?
///
/// However late its bids or its clearing, the auction ends well before expiry, where the model price falls to nothing: a round starts
/// at least the minimum tenor ahead of it.
pub fn fits(params: &VaultParams, kind: OptionKind, market: &Market) -> bool {
    let strikes_exist = kind != OptionKind::PUT || params.strike_policy.is_valid_for_puts();
    params.is_valid()
        && strikes_exist
        && market.calendar.is_valid_round(params.periods)
        && params.auction.longest_secs() <= u64::from(market.calendar.min_tenor_secs / 2)
}

/// Refuses a vault that does anything its former self did not.
pub fn check_tightens_vault(before: &Vault, after: &Vault) -> Result<(), ChangeError> {
    let tightens = after.params.tightens(&before.params) && after.halts.include(before.halts);
    tightens.then_some(()).ok_or(ChangeError::Loosens)
}

/// Refuses a market that does anything its former self did not.
pub fn check_tightens_market(before: &Market, after: &Market) -> Result<(), ChangeError> {
    after.halts.include(before.halts).then_some(()).ok_or(ChangeError::Loosens)
}

/// Refuses a bank that takes or gives more than its former self did, or counts for more or less.
pub fn check_tightens_bank(before: &CollateralBank, after: &CollateralBank) -> Result<(), ChangeError> {
    after.params.tightens(&before.params).then_some(()).ok_or(ChangeError::Loosens)
}

/// Refuses a market that takes on more risk than its former self did, or asks for more or less of what there is.
pub fn check_tightens_risk(before: &MarketRisk, after: &MarketRisk) -> Result<(), ChangeError> {
    after.params.tightens(&before.params).then_some(()).ok_or(ChangeError::Loosens)
}

/// Refuses a house that does more than trust its signers less.
pub fn check_tightens_config(before: &Config, after: &Config) -> Result<(), ChangeError> {
    let is_only_that = *after == Config { thresholds: after.thresholds, ..*before };
    (is_only_that && after.thresholds.tightens(&before.thresholds)).then_some(()).ok_or(ChangeError::Loosens)
}

/// The settings that a proposal was made against: of the house, and of the account that it changes. A proposal, also one signed long
/// ago and sent later, is void when any of them has changed meanwhile.
pub fn settings_hash(config: &Config, target_settings: &[&[u8]]) -> [u8; 32] {
    let timelock = config.timelock_secs.to_le_bytes();
    let (thresholds, liquidation) = (bytemuck::bytes_of(&config.thresholds), bytemuck::bytes_of(&config.liquidation));
    let house = [config.admin.as_ref(), config.guardian.as_ref(), &timelock, thresholds, liquidation];
    let parts: Vec<&[u8]> = house.iter().chain(target_settings).copied().collect();
    sha256(&parts)
}

impl Vault {
    /// See [`settings_hash`].
    pub fn settings_hash(&self, config: &Config) -> [u8; 32] {
        settings_hash(config, &[bytemuck::bytes_of(&self.params), bytemuck::bytes_of(&self.halts)])
    }
}

impl Market {
    /// See [`settings_hash`].
    pub fn settings_hash(&self, config: &Config) -> [u8; 32] {
        settings_hash(config, &[bytemuck::bytes_of(&self.halts)])
    }
}

impl CollateralBank {
    /// See [`settings_hash`].
    pub fn settings_hash(&self, config: &Config) -> [u8; 32] {
        settings_hash(config, &[bytemuck::bytes_of(&self.params)])
    }
}

impl MarketRisk {
    /// See [`settings_hash`].
    pub fn settings_hash(&self, config: &Config) -> [u8; 32] {
        settings_hash(config, &[bytemuck::bytes_of(&self.params)])
    }
}

impl SignerSet {
    /// See [`settings_hash`]. The generation stands for keys and quorum, which never change without it.
    pub fn settings_hash(&self, config: &Config) -> [u8; 32] {
        settings_hash(config, &[&self.generation.to_le_bytes()])
    }
}

impl Config {
    /// See [`settings_hash`].
    pub fn settings_hash(&self) -> [u8; 32] {
        settings_hash(self, &[])
    }
}
