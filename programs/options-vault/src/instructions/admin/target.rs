//! The account that a change is for.

use crate::{
    errors::{ensure, VaultError},
    pda::{read_state, write_state},
};
use anchor_lang::prelude::*;
use vault_types::{
    change::{check_tightens_market, check_tightens_vault, Change, ChangeError},
    state::{Config, Market, SignerSet, Vault},
};

/// A change's target, as it is and as it would be.
pub(super) enum Target {
    House { after: Box<Config> },
    Market { before: Box<Market>, after: Box<Market> },
    Vault { before: Box<Vault>, after: Box<Vault> },
    Signers { before: Box<SignerSet>, after: Box<SignerSet> },
}

/// The accounts that a change touches.
pub(super) struct Touched<'a, 'info> {
    pub config: &'a Account<'info, Config>,
    /// Owner, discriminator and house are checked here.
    pub target: &'a UncheckedAccount<'info>,
    /// The vault's market, where the target is a vault.
    pub market: Option<&'a Account<'info, Market>>,
}

impl Touched<'_, '_> {
    /// Works the change out without writing it. Refuses targets of another house and changes out of bounds.
    pub fn work_out(&self, change: &Change) -> Result<Target> {
        let house = self.config.key();
        let target = match change {
            Change::Timelock { .. } | Change::Guardian { .. } | Change::Admin { .. } => {
                ensure(self.target.key() == house, VaultError::ForeignTarget)?;
                Target::House { after: Box::new(change.apply_to_config(self.config).map_err(VaultError::from)?) }
            }
            Change::MarketHalts { .. } => {
                let before: Box<Market> = Box::new(read_state(self.target)?.ok_or(VaultError::ForeignTarget)?);
                ensure(before.config == house, VaultError::ForeignTarget)?;
                let after = Box::new(change.apply_to_market(&before).map_err(VaultError::from)?);
                Target::Market { before, after }
            }
            Change::VaultParams { .. } | Change::VaultHalts { .. } => {
                let before: Box<Vault> = Box::new(read_state(self.target)?.ok_or(VaultError::ForeignTarget)?);
                let market = self.market.ok_or(VaultError::ForeignTarget)?;
                ensure(before.config == house && before.market == market.key(), VaultError::ForeignTarget)?;
                let after = Box::new(change.apply_to_vault(&before, market).map_err(VaultError::from)?);
                Target::Vault { before, after }
            }
            Change::Signers { .. } => {
                let before: Box<SignerSet> = Box::new(read_state(self.target)?.ok_or(VaultError::ForeignTarget)?);
                ensure(before.config == house, VaultError::ForeignTarget)?;
                let after = Box::new(change.apply_to_signers(&before).map_err(VaultError::from)?);
                Target::Signers { before, after }
            }
        };
        Ok(target)
    }
}

impl Target {
    /// The hash of the settings that the change replaces.
    pub fn settings_hash(&self, config: &Config) -> [u8; 32] {
        match self {
            Self::House { .. } => config.settings_hash(),
            Self::Market { before, .. } => before.settings_hash(config),
            Self::Vault { before, .. } => before.settings_hash(config),
            Self::Signers { before, .. } => before.settings_hash(config),
        }
    }

    /// Refuses a change that does more than tighten. The house's own settings and its signers never do.
    pub fn check_tightens(&self) -> Result<()> {
        let checked = match self {
            Self::House { .. } | Self::Signers { .. } => Err(ChangeError::Loosens),
            Self::Market { before, after } => check_tightens_market(before, after),
            Self::Vault { before, after } => check_tightens_vault(before, after),
        };
        Ok(checked.map_err(VaultError::from)?)
    }

    /// Writes the change.
    pub fn write(self, config: &mut Account<Config>, target: &UncheckedAccount) -> Result<()> {
        match self {
            Self::House { after } => {
                **config = *after;
                Ok(())
            }
            Self::Market { after, .. } => write_state(target, &*after),
            Self::Signers { after, .. } => write_state(target, &*after),
            Self::Vault { after, .. } => {
                ensure(after.invariant(), VaultError::BrokenInvariant)?;
                write_state(target, &*after)
            }
        }
    }
}
