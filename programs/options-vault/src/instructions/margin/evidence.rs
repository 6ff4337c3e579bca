//! Whether an account holds what it must: by its mode, the signers who are believed, and the accounts that are [named](super::named) at the
//! instruction's end.

use super::named::*;
use crate::{
    errors::{ensure, refuse, VaultError},
    signed::precompile_data,
};
use anchor_lang::prelude::*;
use core::cell::Ref;
use solana_instructions_sysvar as instructions_sysvar;
use vault_types::{
    margin::{initial_with_delta, MarginMode, Requirement},
    signed::{
        message::{Domain, Expected},
        precompile::signed_message,
    },
    state::{Config, MarginAccount, SignerSet, VERSION},
    threshold::{Form, Present, SignedThreshold, Standing, ThresholdParameters},
};

/// Who is believed about a margin account, and how far.
#[derive(Accounts)]
pub struct Evidence<'info> {
    #[account(constraint = config.load()?.version == VERSION)]
    pub config: AccountLoader<'info, Config>,
    /// For an account in portfolio mode.
    #[account(
        constraint = signer_set.load()?.config == config.key(),
        constraint = signer_set.load()?.version == VERSION
    )]
    pub signer_set: Option<AccountLoader<'info, SignerSet>>,
    /// Where a signed threshold comes with the instruction.
    /// CHECK: the genuine one by its address; the runtime writes it.
    #[account(address = instructions_sysvar::ID)]
    pub instructions: Option<UncheckedAccount<'info>>,
}

impl Evidence<'_> {
    /// Takes the threshold that was signed for the account as this instruction leaves it. `signed_by` has a bit for each member of the signer set that
    /// signed.
    #[inline(never)]
    pub(super) fn take_threshold(
        &self,
        account: &mut MarginAccount,
        target: &Pubkey,
        form: Form,
        signed_by: u8,
        now_ts: i64,
    ) -> Result<()> {
        let set = &*self.signers()?;
        let instructions = self.instructions.as_ref().ok_or_else(|| refuse(VaultError::SignaturesMissing))?;
        let data = precompile_data(instructions)?;
        let message = signed_message(&data, set, signed_by).map_err(VaultError::from)?;
        let config = &*self.config()?;
        let expected = self.expected(config, set, form.domain(), account, target);
        let signed = SignedThreshold::open(message, &expected, now_ts).map_err(VaultError::from)?;
        keep_threshold(account, &signed, set, config, now_ts)
    }

    /// What the header of a message for the account must say.
    pub(super) fn expected<'a>(
        &'a self,
        config: &'a Config,
        set: &SignerSet,
        domain: Domain,
        account: &MarginAccount,
        target: &'a Pubkey,
    ) -> Expected<'a> {
        Expected {
            domain,
            cluster_genesis_hash: &config.cluster_genesis_hash,
            config: self.config.as_ref().key,
            target,
            generation: set.generation,
            last_sequence: account.threshold.last_sequence(set.generation),
        }
    }

    /// The account's house.
    pub(super) fn config(&self) -> Result<Ref<'_, Config>> {
        self.config.load()
    }

    /// The signers that are believed now.
    pub(super) fn signers(&self) -> Result<Ref<'_, SignerSet>> {
        self.signer_set.as_ref().ok_or_else(|| refuse(VaultError::SignersMissing))?.load()
    }

    /// Refuses an account, as it is after a change that may have added risk, that has less than its mode asks for, or that is in an auction.
    #[inline(never)]
    pub(super) fn check_margin(
        &self,
        account: &mut MarginAccount,
        purpose: Purpose,
        named: &[AccountInfo<'_>],
        now_ts: i64,
    ) -> Result<()> {
        if account.mode == MarginMode::MAX_LOSS {
            return check_covered(account);
        }
        ensure(!account.auction.is_running(), VaultError::InAuction)?;
        let thresholds = self.config()?.thresholds;
        let mut named = Named::new(named, purpose, thresholds.floor_bps, now_ts);
        let losses = named.losses(account)?;
        ensure(!losses.is_exhausted(), VaultError::InsuranceExhausted)?;
        account.as_left_by(&losses, |account| self.check_initial(account, &mut named, &thresholds, now_ts))
    }

    fn check_initial(
        &self,
        account: &MarginAccount,
        named: &mut Named<'_, '_>,
        thresholds: &ThresholdParameters,
        now_ts: i64,
    ) -> Result<()> {
        if account.is_covered_in_kind() == Ok(true) {
            return Ok(());
        }
        ensure(!account.has_expired_options(now_ts), VaultError::SettleFirst)?;
        let model = match account.mode {
            MarginMode::STANDARD => Model::Standard,
            MarginMode::SCENARIO => Model::Scenarios,
            MarginMode::PORTFOLIO => Model::Floor,
            _ => return Err(refuse(VaultError::UnknownMode)),
        };
        let chain = named.chain_margin(account, model)?;
        let required = match model {
            Model::Floor => self.signed_requirement(account, &chain, thresholds, now_ts)?,
            _ => chain.requirement,
        };
        let value_atoms = named.collateral_value(account)?.counted_atoms;
        ensure(value_atoms >= required.initial_atoms, VaultError::BelowInitialMargin)
    }

    /// Refuses an account, as it is after it took over a part of another one, that has less than its initial margin by the chain's own models: no
    /// signer has signed for it as it is now.
    #[inline(never)]
    pub(super) fn check_taker(&self, account: &mut MarginAccount, named: &mut Named<'_, '_>) -> Result<()> {
        if account.mode == MarginMode::MAX_LOSS {
            return check_covered(account);
        }
        let losses = named.losses(account)?;
        account.as_left_by(&losses, |account| {
            if account.is_covered_in_kind() == Ok(true) {
                return Ok(());
            }
            let Judged { health, .. } = named.health(account, own_model(account)?)?;
            ensure(health.counted_atoms >= health.requirement.initial_atoms, VaultError::BelowInitialMargin)
        })
    }

    /// How an account stands that may have to be auctioned; `None` for one that owes nothing which it could fail to pay.
    #[inline(never)]
    pub(super) fn judge(
        &self,
        account: &mut MarginAccount,
        named: &mut Named<'_, '_>,
        now_ts: i64,
    ) -> Result<Option<Judged>> {
        if account.mode == MarginMode::MAX_LOSS {
            return Ok(None);
        }
        let losses = named.losses(account)?;
        account.as_left_by(&losses, |account| {
            if account.is_covered_in_kind() == Ok(true) {
                return Ok(None);
            }
            let signed = self.signed_levels(account, now_ts)?;
            let model = if signed.is_some() { Model::Floor } else { own_model(account)? };
            let mut judged = named.health(account, model)?;
            if let Some(signed) = signed {
                judged.health.requirement = judged.health.requirement.or_larger(&signed);
            }
            Ok(Some(judged))
        })
    }

    /// The levels that are signed for an account in portfolio mode, as long as they are in force. What has expired since is not in them.
    fn signed_levels(&self, account: &MarginAccount, now_ts: i64) -> Result<Option<Requirement>> {
        if account.mode != MarginMode::PORTFOLIO || account.has_expired_options(now_ts) {
            return Ok(None);
        }
        let present = Present { position_seq: account.position_seq, generation: self.signers()?.generation, now_ts };
        let thresholds = self.config()?.thresholds;
        Ok(match account.threshold.standing(&Requirement::default(), &present, &thresholds) {
            Standing::Fresh(levels) => Some(levels),
            _ => None,
        })
    }

    /// By the signers, with the floor, and with the rise of initial margin for the net delta that they signed; without a fresh threshold nothing
    /// may be added.
    fn signed_requirement(
        &self,
        account: &MarginAccount,
        chain: &ChainMargin,
        thresholds: &ThresholdParameters,
        now_ts: i64,
    ) -> Result<Requirement> {
        let generation = self.signers()?.generation;
        let present = Present { position_seq: account.position_seq, generation, now_ts };
        let signed = &account.threshold;
        let Standing::Fresh(requirement) = signed.standing(&chain.requirement, &present, thresholds) else {
            return Err(refuse(VaultError::ReduceOnly));
        };
        let (net_delta, uncovered) = (signed.net_delta_atoms.into(), chain.uncovered_atoms.into());
        let raised = initial_with_delta(requirement, net_delta, uncovered, chain.delta_limit_bps);
        Ok(raised.map_err(VaultError::from)?)
    }
}

/// By the worst price at every expiry.
fn check_covered(account: &MarginAccount) -> Result<()> {
    ensure(account.is_covered_in_kind().map_err(VaultError::from)?, VaultError::NotCovered)
}

/// What the chain asks of an account without any signer.
fn own_model(account: &MarginAccount) -> Result<Model> {
    match account.mode {
        MarginMode::STANDARD => Ok(Model::Standard),
        MarginMode::SCENARIO | MarginMode::PORTFOLIO => Ok(Model::Scenarios),
        _ => Err(refuse(VaultError::UnknownMode)),
    }
}

/// The account keeps a threshold for the portfolio that it has now.
pub(super) fn keep_threshold(
    account: &mut MarginAccount,
    signed: &SignedThreshold,
    set: &SignerSet,
    config: &Config,
    now_ts: i64,
) -> Result<()> {
    let portfolio = account.portfolio().map_err(VaultError::from)?;
    let kept = account.threshold.accept(signed, &portfolio, &set.strikes, &config.thresholds, now_ts);
    account.threshold = kept.map_err(VaultError::from)?;
    ensure(account.threshold.invariant(), VaultError::BrokenInvariant)
}
