//! The account that a change is for.

use crate::{
    errors::{ensure, VaultError},
    pda::{read_state, write_state},
};
use anchor_lang::prelude::*;
use vault_types::{
    change::{
        check_tightens_bank, check_tightens_config, check_tightens_market, check_tightens_risk, check_tightens_vault,
        Change, ChangeError,
    },
    state::{CollateralBank, Config, Market, MarketRisk, SignerSet, Vault},
};

/// A change's target, as it is and as it would be.
pub(super) enum Target {
    House { before: Box<Config>, after: Box<Config> },
    Market { before: Box<Market>, after: Box<Market> },
    Vault { before: Box<Vault>, after: Box<Vault> },
    Signers { before: Box<SignerSet>, after: Box<SignerSet> },
    Bank { before: Box<CollateralBank>, after: Box<CollateralBank> },
    Risk { before: Box<MarketRisk>, after: Box<MarketRisk> },
}

/// The accounts that a change touches.
pub(super) struct Touched<'a, 'info> {
    pub config: &'a Account<'info, Config>,
    /// Owner, discriminator and house are checked here.
    pub target: &'a UncheckedAccount<'info>,
    /// The target's market, where the target is a vault or what a market asks of margin accounts.
    pub market: Option<&'a Account<'info, Market>>,
    pub now_ts: i64,
}

impl Touched<'_, '_> {
    /// Works the change out without writing it. Refuses targets of another house and changes out of bounds.
    pub fn work_out(&self, change: &Change) -> Result<Target> {
        match change {
            Change::Timelock { .. }
            | Change::Guardian { .. }
            | Change::Admin { .. }
            | Change::Thresholds { .. }
            | Change::Liquidation { .. } => self.house(change),
            Change::MarketHalts { .. } => self.of_market(change),
            Change::VaultParams { .. } | Change::VaultHalts { .. } => self.of_vault(change),
            Change::Signers { .. } => self.of_signers(change),
            Change::Collateral { .. } => self.of_bank(change),
            Change::MarketRisk { .. } => self.of_risk(change),
        }
    }

    // Each in a frame of its own: together they would be too large for the chain.

    #[inline(never)]
    fn house(&self, change: &Change) -> Result<Target> {
        ensure(self.target.key() == self.config.key(), VaultError::ForeignTarget)?;
        let after = Box::new(change.apply_to_config(self.config).map_err(VaultError::from)?);
        Ok(Target::House { before: Box::new(**self.config), after })
    }

    #[inline(never)]
    fn of_market(&self, change: &Change) -> Result<Target> {
        let before: Box<Market> = self.read()?;
        self.check_house(&before.config)?;
        let after = Box::new(change.apply_to_market(&before).map_err(VaultError::from)?);
        Ok(Target::Market { before, after })
    }

    #[inline(never)]
    fn of_vault(&self, change: &Change) -> Result<Target> {
        let before: Box<Vault> = self.read()?;
        self.check_house(&before.config)?;
        let market = self.market_at(&before.market)?;
        let after = Box::new(change.apply_to_vault(&before, market).map_err(VaultError::from)?);
        Ok(Target::Vault { before, after })
    }

    #[inline(never)]
    fn of_signers(&self, change: &Change) -> Result<Target> {
        let before: Box<SignerSet> = self.read()?;
        self.check_house(&before.config)?;
        let after = Box::new(change.apply_to_signers(&before).map_err(VaultError::from)?);
        Ok(Target::Signers { before, after })
    }

    #[inline(never)]
    fn of_bank(&self, change: &Change) -> Result<Target> {
        let before: Box<CollateralBank> = self.read()?;
        self.check_house(&before.config)?;
        let after = Box::new(change.apply_to_bank(&before, self.now_ts).map_err(VaultError::from)?);
        Ok(Target::Bank { before, after })
    }

    #[inline(never)]
    fn of_risk(&self, change: &Change) -> Result<Target> {
        let before: Box<MarketRisk> = self.read()?;
        self.check_house(&self.market_at(&before.market)?.config)?;
        let after = Box::new(change.apply_to_risk(&before).map_err(VaultError::from)?);
        Ok(Target::Risk { before, after })
    }

    /// The target's state, if it is an account of this type.
    #[inline(never)]
    fn read<T: AccountDeserialize>(&self) -> Result<Box<T>> {
        Ok(Box::new(read_state(self.target)?.ok_or(VaultError::ForeignTarget)?))
    }

    fn check_house(&self, config: &Pubkey) -> Result<()> {
        ensure(*config == self.config.key(), VaultError::ForeignTarget)
    }

    fn market_at(&self, address: &Pubkey) -> Result<&Market> {
        let market = self.market.ok_or(VaultError::ForeignTarget)?;
        ensure(market.key() == *address, VaultError::ForeignTarget)?;
        Ok(market)
    }
}

impl Target {
    /// The hash of the settings that the change replaces.
    pub fn settings_hash(&self, config: &Config) -> [u8; 32] {
        match self {
            Self::House { .. } => config.settings_hash(),
            Self::Bank { before, .. } => before.settings_hash(config),
            Self::Risk { before, .. } => before.settings_hash(config),
            Self::Market { before, .. } => before.settings_hash(config),
            Self::Vault { before, .. } => before.settings_hash(config),
            Self::Signers { before, .. } => before.settings_hash(config),
        }
    }

    /// Refuses a change that does more than tighten. New signers never do.
    pub fn check_tightens(&self) -> Result<()> {
        let checked = match self {
            Self::Signers { .. } => Err(ChangeError::Loosens),
            Self::House { before, after } => check_tightens_config(before, after),
            Self::Bank { before, after } => check_tightens_bank(before, after),
            Self::Risk { before, after } => check_tightens_risk(before, after),
            Self::Market { before, after } => check_tightens_market(before, after),
            Self::Vault { before, after } => check_tightens_vault(before, after),
        };
        Ok(checked.map_err(VaultError::from)?)
    }

    /// Writes the change.
    pub fn write(self, config: &mut Account<Config>, target: &UncheckedAccount) -> Result<()> {
        match self {
            Self::House { after, .. } => {
                **config = *after;
                Ok(())
            }
            Self::Market { after, .. } => write_state(target, &*after),
            Self::Signers { after, .. } => write_state(target, &*after),
            Self::Bank { after, .. } => write_state(target, &*after),
            Self::Risk { after, .. } => write_state(target, &*after),
            Self::Vault { after, .. } => {
                ensure(after.invariant(), VaultError::BrokenInvariant)?;
                write_state(target, &*after)
            }
        }
    }
}
