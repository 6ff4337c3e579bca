//! What the chain says beside what the formulas say.

use super::{super::step::PEOPLE, driver::AtRisk, step::RiskStep};
use options_vault::errors::VaultError;
use simulator::Refusal;
use solana_signer::Signer;
use vault_client::{Pubkey, PROGRAM_ID, TOKEN_PROGRAM};
use vault_types::{margin::MarginMode, state::MarginAccount};

/// Every account of the program and of the token program, and what people have in lamports.
pub type Everything = (Vec<(Pubkey, Vec<u8>)>, [u64; PEOPLE]);

pub fn name_of(mode: MarginMode) -> &'static str {
    match mode {
        MarginMode::MAX_LOSS => "MAX_LOSS",
        MarginMode::STANDARD => "STANDARD",
        MarginMode::SCENARIO => "SCENARIO",
        _ => "PORTFOLIO",
    }
}

impl AtRisk {
    /// The chain says what the formulas say, leaves the account as they do, and after a refusal everything as it was.
    #[expect(clippy::too_many_arguments)]
    pub fn compare(
        &mut self,
        step: RiskStep,
        name: &str,
        who: usize,
        chain: Result<u64, Refusal>,
        expected: Result<(), VaultError>,
        after: &MarginAccount,
        before: &Everything,
    ) -> bool {
        self.same(step, name, &chain, expected, before);
        if chain.is_err() {
            return false;
        }
        let account = self.account(who).unwrap();
        assert_eq!(account.options, after.options, "{step:?}");
        assert_eq!(account.collaterals, after.collaterals, "{step:?}");
        assert_eq!(account.position_seq, after.position_seq, "{step:?}");
        let judged = MarginAccount { mode: after.mode, ..account };
        assert!(judged.mode == MarginMode::MAX_LOSS || self.judge().has_enough(&judged), "{step:?}");
        if account.is_covered_in_kind() != Ok(true) {
            self.note(format!("{name} uncovered"));
        }
        true
    }

    pub fn same(
        &mut self,
        step: RiskStep,
        name: &str,
        chain: &Result<u64, Refusal>,
        expected: Result<(), VaultError>,
        before: &Everything,
    ) {
        match (chain, expected) {
            (Ok(_), Ok(())) => self.note(name.into()),
            (Err(refusal), Err(reason)) if refusal.is(reason) => {
                assert_eq!(*before, self.everything(), "{step:?} was refused");
                self.note(format!("{name}: {reason:?}"));
            }
            (Ok(_), Err(reason)) => panic!("{step:?} went through, but {reason:?} must refuse it"),
            (Err(refusal), expected) => panic!("{step:?} should end with {expected:?}: {refusal}"),
        }
    }

    /// All that a refused step must leave as it is.
    pub fn everything(&self) -> Everything {
        let svm = &self.history.scene.world.svm;
        let programs = [PROGRAM_ID, TOKEN_PROGRAM];
        let accounts = programs.iter().flat_map(|program| svm.get_program_accounts(program));
        let mut bytes: Vec<_> = accounts.map(|(address, account)| (address, account.data)).collect();
        bytes.sort();
        (bytes, self.history.people.each_ref().map(|person| svm.get_balance(&person.pubkey()).unwrap()))
    }

    pub fn note(&mut self, outcome: String) {
        *self.outcomes.entry(outcome).or_default() += 1;
    }
}
