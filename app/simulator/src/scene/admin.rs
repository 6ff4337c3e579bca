//! What the house's admin and guardian do.

use super::Scene;
use crate::Refusal;
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, TargetRef},
};
use vault_types::{
    change::Change,
    state::{Config, Proposal},
};

impl Scene {
    pub fn config(&self) -> Config {
        self.world.read(&self.config).expect("the scene's house")
    }

    /// A proposal of the scene's house.
    pub fn proposal(&self, number: u64) -> Option<Proposal> {
        self.world.read(&address::proposal(&self.config, number))
    }

    /// The scene's vault, market or house: whatever the change is for.
    pub fn target(&self, change: &Change) -> TargetRef {
        match change {
            Change::VaultParams { .. } | Change::VaultHalts { .. } => {
                TargetRef { address: self.vault, market: Some(self.market) }
            }
            Change::MarketHalts { .. } => TargetRef { address: self.market, market: None },
            Change::Signers { .. } => TargetRef { address: address::signer_set(&self.config), market: None },
            Change::MarketRisk { .. } => {
                TargetRef { address: address::market_risk(&self.market), market: Some(self.market) }
            }
            Change::Collateral { .. } => {
                TargetRef { address: address::bank(&self.config, &self.underlying_mint), market: None }
            }
            _ => TargetRef { address: self.config, market: None },
        }
    }

    /// The hash of the settings that the change would replace, as they are now.
    pub fn settings_hash(&self, change: &Change) -> [u8; 32] {
        let config = self.config();
        match change {
            Change::VaultParams { .. } | Change::VaultHalts { .. } => self.vault().settings_hash(&config),
            Change::MarketHalts { .. } => self.market().settings_hash(&config),
            Change::Signers { .. } => self.signer_set().settings_hash(&config),
            Change::MarketRisk { .. } => self.market_risk().settings_hash(&config),
            Change::Collateral { .. } => self.bank(&self.underlying_mint).settings_hash(&config),
            _ => config.settings_hash(),
        }
    }

    /// The admin proposes a change of what it is for now. Returns the proposal's number.
    pub fn propose(&mut self, change: &Change) -> Result<u64, Refusal> {
        let number = self.config().proposals;
        let (target, hash) = (self.target(change), self.settings_hash(change));
        let propose = instruction::propose_change(self.house(), number, target, change.clone(), hash);
        self.world.send("propose_change", propose, &[&self.authority])?;
        Ok(number)
    }

    /// Somebody executes a proposal.
    pub fn execute(&mut self, executor: &Keypair, number: u64) -> Result<u64, Refusal> {
        let proposal = self.proposal(number).expect("a proposal");
        let market = self.target(&proposal.decode().expect("a change")).market;
        let execute = instruction::execute_change(executor.pubkey(), &proposal, market);
        self.world.send("execute_change", execute, &[executor])
    }

    /// Somebody cancels a proposal.
    pub fn cancel_change(&mut self, canceller: &Keypair, number: u64) -> Result<u64, Refusal> {
        let proposal = self.proposal(number).expect("a proposal");
        let cancel = instruction::cancel_change(canceller.pubkey(), &proposal);
        self.world.send("cancel_change", cancel, &[canceller])
    }

    /// Somebody makes a change at once.
    pub fn tighten(&mut self, who: &Keypair, change: &Change) -> Result<u64, Refusal> {
        let tighten = instruction::tighten(who.pubkey(), self.config, self.target(change), change.clone());
        self.world.send("tighten", tighten, &[who])
    }

    /// Proposes a change, waits out the timelock and executes it.
    pub fn change(&mut self, change: &Change) -> Result<(), Refusal> {
        let number = self.propose(change)?;
        let ready_ts = self.proposal(number).expect("just made").ready_ts;
        self.world.set_time(ready_ts);
        let admin = self.authority.insecure_clone();
        self.execute(&admin, number).map(drop)
    }
}
