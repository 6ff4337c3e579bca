//! What the chain says beside what the model says.

use super::{
    driver::History,
    step::{Act, Step},
};
use crate::history::step::PEOPLE;
use simulator::{Refusal, Scene};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{address, Pubkey, PROGRAM_ID, TOKEN_PROGRAM};

/// Every account of the program and of the token program.
type Everything = Vec<(Pubkey, Vec<u8>)>;

/// The error number of a refusal.
pub fn reason_of(chain: &Result<u64, Refusal>) -> Option<u32> {
    chain.as_ref().err().and_then(Refusal::code)
}

/// As the program calls it, or its number.
fn name_of(refusal: &Refusal) -> String {
    let named = refusal.logs.iter().find_map(|line| line.split("Error Code: ").nth(1)?.split('.').next());
    named.map_or_else(|| format!("{:?}", refusal.code()), String::from)
}

/// `Own(0, Deposit(5))` is called `Deposit`.
fn name(act: Act) -> String {
    let words = match act {
        Act::Own(_, own) => format!("{own:?}"),
        Act::Crank(crank) => format!("{crank:?}"),
        Act::Trade(trade) => format!("Trader{trade:?}"),
        _ => format!("{act:?}"),
    };
    words.split([' ', '(', '{']).next().unwrap().to_string()
}

impl History {
    /// Does it on the chain and notes how it ends. A refusal changes nothing.
    pub fn tried(
        &mut self,
        step: Step,
        act: impl FnOnce(&mut Scene, &[Keypair; PEOPLE]) -> Result<u64, Refusal>,
    ) -> Result<u64, Refusal> {
        let before = self.everything();
        let chain = act(&mut self.scene, &self.people);
        match &chain {
            Ok(_) => self.note(&name(step.act)),
            Err(refusal) => {
                assert!(before == self.everything(), "{step:?} was refused and has changed something");
                self.note(&format!("{}: {}", name(step.act), name_of(refusal)));
            }
        }
        chain
    }

    /// Chain and model must agree about whether it goes through.
    pub fn agree(step: Step, chain: Result<u64, Refusal>, model: Option<()>) -> bool {
        match (&chain, model) {
            (Ok(_), None) => panic!("{step:?} went through, the model refuses it"),
            (Err(refusal), Some(())) => panic!("{step:?}: the model accepts it, but {refusal}"),
            _ => chain.is_ok(),
        }
    }

    fn everything(&self) -> Everything {
        let svm = &self.scene.world.svm;
        let accounts = [PROGRAM_ID, TOKEN_PROGRAM].into_iter().flat_map(|program| svm.get_program_accounts(&program));
        let mut bytes: Vec<_> = accounts.map(|(address, account)| (address, account.data)).collect();
        bytes.sort_unstable();
        bytes
    }

    /// What no ruin of a vault may touch: the trader's collateral, the accounts of other vaults, deposits that wait, finished withdrawals, and the
    /// tokens of all of these.
    pub fn belongs_to_others(&self, number: usize) -> Vec<u64> {
        let (mint, world) = (self.scene.asset_mint(), &self.scene.world);
        let trader = self.scene.margin_account(&self.trader.pubkey()).unwrap().amount_of(&mint);
        let in_vaults = self.vaults.iter().enumerate().flat_map(|(other, key)| {
            let vault: vault_types::state::Vault = world.read(key).unwrap();
            let account = address::vault_margin_account(&self.scene.config, key);
            let account: vault_types::state::MarginAccount = world.read(&account).unwrap();
            let held = if other == number { 0 } else { account.amount_of(&mint) };
            let ledger = vault.ledger;
            [held, ledger.pending_deposit_atoms, ledger.withdrawal_payable_atoms, world.balance(&vault.custody)]
        });
        [trader, self.scene.bank(&mint).deposited_atoms].into_iter().chain(in_vaults).collect()
    }

    pub fn note(&mut self, outcome: &str) {
        *self.outcomes.entry(outcome.into()).or_default() += 1;
    }
}
