//! One scenario of a signed threshold, opened: what the options gain or lose in it, and the siblings that lead to the root that was signed.

use super::{Snapshot, SnapshotError};
use serde::{Deserialize, Serialize};
use vault_types::{
    margin::grid::SCENARIOS,
    threshold::{
        scenario,
        tree::{self, Node},
        Form, ThresholdError,
    },
    Pubkey,
};

/// How deep the tree over the scenarios is. A proof of another length is refused: nothing above or below the leaves passes for one.
const DEPTH: u64 = SCENARIOS.ilog2() as u64;
const _: () = assert!(SCENARIOS.is_power_of_two());

/// A file in JSON. The root is not in it: that comes from what was signed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioProof {
    /// From 0, in the order of the chain's scenarios.
    pub scenario: u32,
    /// Atoms of the quote, rounded down, a loss below zero.
    pub profit_atoms: i64,
    /// From the leaf up, in hex.
    pub siblings: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    #[error("there is no scenario {scenario}: give one from 0 to {}", SCENARIOS - 1)]
    Scenario { scenario: u32 },
    #[error("siblings[{index}] is not a node: give 64 digits of hex")]
    Sibling { index: usize },
    #[error("{0}")]
    Wrong(ThresholdError),
    #[error("{0}")]
    Snapshot(#[from] SnapshotError),
}

impl ScenarioProof {
    /// Computes the account's scenarios and opens one.
    pub fn open(snapshot: &Snapshot, form: Form, account: &Pubkey, scenario: u32) -> Result<Self, ProofError> {
        let (profits_atoms, tree) = snapshot.scenarios(form, account)?;
        let opened = profits_atoms.get(scenario as usize).copied().zip(tree.proof(scenario));
        let (profit_atoms, siblings) = opened.ok_or(ProofError::Scenario { scenario })?;
        Ok(Self { scenario, profit_atoms, siblings: siblings.iter().map(hex::encode).collect() })
    }

    /// Is this what the root says of the scenario? Errors: [`ProofError::Wrong`] for a proof that does not lead there, and bad input.
    pub fn check(&self, root: &Node) -> Result<(), ProofError> {
        if self.scenario as usize >= SCENARIOS {
            return Err(ProofError::Scenario { scenario: self.scenario });
        }
        let leaf = scenario::leaf(self.scenario, self.profit_atoms);
        tree::verify(root, DEPTH, self.scenario, &leaf, &self.nodes()?).map_err(ProofError::Wrong)
    }

    fn nodes(&self) -> Result<Vec<Node>, ProofError> {
        let node = |(index, text): (usize, &String)| {
            let mut node = Node::default();
            hex::decode_to_slice(text, &mut node).map_err(|_| ProofError::Sibling { index })?;
            Ok(node)
        };
        self.siblings.iter().enumerate().map(node).collect()
    }
}
