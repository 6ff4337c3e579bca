//! Whether an account may be left as a change would leave it: what the chain should say, from its accounts and the formulas.

use crate::margin::formula::Formula;
use options_vault::errors::VaultError;
use simulator::Scene;
use vault_types::{
    margin::{MarginMode, Requirement},
    state::MarginAccount,
    threshold::Source,
};

/// What the price account says.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    pub price_e8: u64,
    pub publish_ts: i64,
}

pub struct Judge<'a> {
    pub scene: &'a Scene,
    pub shown: Shown,
}

impl Judge<'_> {
    /// The account after a change, or why the chain refuses that. `is_write`: options leave it, and not collateral.
    pub fn verdict(&self, account: &MarginAccount, is_write: bool) -> Result<(), VaultError> {
        let account = &self.left_of(account);
        let is_covered = account.is_covered_in_kind();
        if account.mode == MarginMode::MAX_LOSS {
            return is_covered?.then_some(()).ok_or(VaultError::NotCovered);
        }
        if is_covered == Ok(true) {
            return Ok(());
        }
        if account.has_expired_options(self.scene.world.now()) {
            return Err(VaultError::SettleFirst);
        }
        self.price_is_good()?;
        if is_write && !self.formula().has_smiles(account) {
            return Err(VaultError::NoSlice);
        }
        let required = self.required(account).ok_or(VaultError::ReduceOnly)?;
        let is_enough = self.worth_of_collateral(account) >= required.initial_atoms;
        is_enough.then_some(()).ok_or(VaultError::BelowInitialMargin)
    }

    /// Has it what its mode asks for? For accounts as they are on the chain.
    pub fn has_enough(&self, account: &MarginAccount) -> bool {
        let account = &self.left_of(account);
        let required = self.required(account);
        account.is_covered_in_kind() == Ok(true)
            || required.is_some_and(|required| self.worth_of_collateral(account) >= required.initial_atoms)
    }

    /// By the account's mode; `None` where the signers' word is missing.
    fn required(&self, account: &MarginAccount) -> Option<Requirement> {
        match account.mode {
            MarginMode::STANDARD => Some(self.formula().by_standard(account)),
            MarginMode::SCENARIO => Some(self.formula().by_scenarios(account)),
            MarginMode::PORTFOLIO => self.signed(account),
            _ => None,
        }
    }

    /// What was signed for these very options and this collateral, and at least the floor.
    fn signed(&self, account: &MarginAccount) -> Option<Requirement> {
        let (kept, now_ts) = (&account.threshold, self.scene.world.now());
        let is_for_it = kept.source == Source::SIGNED && kept.position_seq == account.position_seq;
        let is_fresh = kept.expires_ts >= now_ts && kept.issued_ts + 3_600 >= now_ts;
        let levels = Requirement {
            initial_atoms: kept.initial_margin_atoms,
            maintenance_atoms: kept.maintenance_margin_atoms,
            liquidation_atoms: kept.liquidation_threshold_atoms,
        };
        (is_for_it && is_fresh).then(|| levels.or_larger(&self.formula().floor(account)))
    }

    /// All options are on one market, so its place is the first.
    pub fn formula(&self) -> Formula<'_> {
        Formula { scene: self.scene, place: 0, spot_e8: self.shown.price_e8 }
    }

    /// An account as losses have left it.
    pub fn left_of(&self, account: &MarginAccount) -> MarginAccount {
        let (losses, mut account) = (self.scene.bank(&self.scene.quote_mint).losses, *account);
        account.as_left_by(&losses, |account| *account)
    }

    /// How much more cash the account has than its mode asks for.
    pub fn excess_atoms(&self, account: &MarginAccount) -> u64 {
        let account = &self.left_of(account);
        let required = self.required(account).unwrap_or_default();
        self.worth_of_collateral(account).saturating_sub(required.initial_atoms)
    }

    /// Cash in full; coins at the lower end of the price or a tenth above their average, less 15 %.
    fn worth_of_collateral(&self, account: &MarginAccount) -> u64 {
        let bank = self.scene.bank(&self.scene.underlying_mint);
        let ceiling_e8 = bank.average.ceiling_e8(&bank.average_limits(), self.scene.world.now());
        let low_e8 = (self.shown.price_e8 - self.shown.price_e8 / 2_000).min(ceiling_e8);
        let coins = account.amount_of(&self.scene.underlying_mint);
        let worth = u128::from(coins) * u128::from(low_e8) / 100_000_000_000 * 8_500 / 10_000;
        account.amount_of(&self.scene.quote_mint) + u64::try_from(worth).unwrap()
    }

    /// Not older than a minute, and within a tenth of the last one that the market was shown within ten minutes.
    pub fn price_is_good(&self) -> Result<(), VaultError> {
        let (market, now_ts) = (self.scene.market(), self.scene.world.now());
        if now_ts - self.shown.publish_ts > 60 {
            return Err(VaultError::PriceTooOld);
        }
        let last_is_young = now_ts - market.last_price_ts < 600;
        let jumps = self.shown.price_e8.abs_diff(market.last_price_e8) * 10 > market.last_price_e8;
        (!last_is_young || !jumps).then_some(()).ok_or(VaultError::PriceJump)
    }
}
