//! Has the chain compute the scenario margin of an account for which signers have signed one. A maintenance margin below it by more than the
//! tolerance is void at once: the chain's own takes its place, and the signers get a strike. Anyone may ask, at a price since the signature.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, ThresholdChallenged},
    instructions::margin::{
        books::check_version,
        named::{Model, Named},
    },
};
use anchor_lang::prelude::*;
use vault_types::{
    margin::MarginMode,
    state::{Config, MarginAccount, SignerSet},
    threshold::{spared_atoms, Present, Verdict},
};

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
        let mut named = Named::for_comparison(named, account.threshold.issued_ts, now_ts);
        let chain = named.chain_margin(account, Model::Comparison)?;
        let required = chain.requirement;
        let present = Present { position_seq: account.position_seq, generation: self.signer_set.generation, now_ts };
        let spared_atoms = spared_atoms(chain.owed_atoms, account.quote_decimals);
        let verdict =
            account.threshold.challenge(&required, &self.signer_set.strikes, &present, thresholds, spared_atoms);
        let signed_atoms = account.threshold.maintenance_margin_atoms;
        let is_void = match verdict.map_err(VaultError::from)? {
            Verdict::Upheld => false,
            Verdict::Void { threshold, strikes } => {
                account.threshold = threshold;
                // In another mode it bound nobody, so it was no lie that helped anybody.
                if account.mode == MarginMode::PORTFOLIO {
                    self.signer_set.strikes = strikes;
                }
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
