//! Has the chain compute the scenario margin of an account for which signers have signed one. A maintenance margin below it by more than the
//! tolerance is void at once: the chain's own takes its place, and the signers get a strike. Anyone may ask.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, ThresholdChallenged},
    instructions::margin::{
        books::check_version,
        evidence::{Model, Named},
    },
};
use anchor_lang::prelude::*;
use vault_types::{
    state::{Config, MarginAccount, SignerSet},
    threshold::{Present, Verdict},
};

/// Less than so many units of the quote are not missed: a portfolio that risks next to nothing is no lie.
const SPARED_UNITS: u64 = 10;

#[event_cpi]
#[derive(Accounts)]
pub struct ChallengeThreshold<'info> {
    #[account(mut, has_one = config)]
    pub margin_account: AccountLoader<'info, MarginAccount>,
    pub config: Box<Account<'info, Config>>,
    #[account(mut, has_one = config)]
    pub signer_set: Box<Account<'info, SignerSet>>,
}

impl ChallengeThreshold<'_> {
    fn apply(&mut self, named: &[AccountInfo<'_>], now_ts: i64) -> Result<ThresholdChallenged> {
        let margin_account = self.margin_account.key();
        let account = &mut *self.margin_account.load_mut()?;
        check_version(account)?;
        ensure(!account.has_expired_options(now_ts), VaultError::SettleFirst)?;
        let thresholds = &self.config.thresholds;
        let mut named = Named::new(named, Model::Comparison, thresholds.floor_bps, now_ts);
        let required = named.chain_margin(account)?.requirement;
        let present = Present { position_seq: account.position_seq, generation: self.signer_set.generation, now_ts };
        let spared_atoms = 10u64.saturating_pow(account.quote_decimals.into()).saturating_mul(SPARED_UNITS);
        let verdict =
            account.threshold.challenge(&required, &self.signer_set.strikes, &present, thresholds, spared_atoms);
        let signed_atoms = account.threshold.maintenance_margin_atoms;
        let is_void = match verdict.map_err(VaultError::from)? {
            Verdict::Upheld => false,
            Verdict::Void { threshold, strikes } => {
                account.threshold = threshold;
                self.signer_set.strikes = strikes;
                true
            }
        };
        ensure(account.threshold.invariant(), VaultError::BrokenInvariant)?;
        Ok(ThresholdChallenged {
            margin_account,
            signed_atoms,
            chain_atoms: required.maintenance_atoms,
            is_void,
            strikes: self.signer_set.strikes.count(self.signer_set.generation),
        })
    }
}

pub(crate) fn handler(ctx: Context<ChallengeThreshold>) -> Result<()> {
    let event = ctx.accounts.apply(ctx.remaining_accounts, now_ts()?)?;
    record(&event, &ctx.accounts.event_authority)
}
