//! One scenario, opened against the root.

use super::*;
use vault_types::threshold::{scenario::scenario_root, ThresholdError};

fn proof(scenario: u32) -> ScenarioProof {
    let snapshot = Snapshot::new(&example()).unwrap();
    ScenarioProof::open(&snapshot, Form::Current, &address(ALICE), scenario).unwrap()
}

fn root() -> [u8; 32] {
    body_of(&example()).scenario_root
}

#[test]
fn every_scenario_is_proven_and_all_of_them_are_the_root() {
    let proofs: Vec<ScenarioProof> = (0..16).map(proof).collect();
    assert!(proofs.iter().all(|proof| proof.check(&root()) == Ok(())));
    let profits: Vec<i64> = proofs.iter().map(|proof| proof.profit_atoms).collect();
    assert_eq!(scenario_root(&profits), Ok(root()));
    let worst = body_of(&example()).worst_scenario as usize;
    assert!(profits.iter().all(|profit| *profit >= profits[worst]) && profits[worst] < 0, "{profits:?}");
}

#[test]
fn a_proof_with_a_changed_bit_proves_nothing() {
    let (good, wrong) = (proof(14), Err(ProofError::Wrong(ThresholdError::NotInTree)));
    for bit in 0..64 {
        let changed = ScenarioProof { profit_atoms: good.profit_atoms ^ 1 << bit, ..good.clone() };
        assert_eq!(changed.check(&root()), wrong, "bit {bit} of the profit");
    }
    for sibling in 0..4 {
        for bit in 0..256 {
            let mut node = hex::decode(&good.siblings[sibling]).unwrap();
            node[bit / 8] ^= 1 << (bit % 8);
            let mut changed = good.clone();
            changed.siblings[sibling] = hex::encode(node);
            assert_eq!(changed.check(&root()), wrong, "bit {bit} of sibling {sibling}");
        }
    }
    for scenario in (0..16).filter(|scenario| *scenario != 14) {
        assert_eq!(ScenarioProof { scenario, ..good.clone() }.check(&root()), wrong, "scenario {scenario}");
    }
    let mut other = root();
    other[31] ^= 1;
    assert_eq!(good.check(&other), wrong);
}

/// Neither a node above the leaves nor one below them passes for a scenario.
#[test]
fn a_proof_has_four_siblings_and_one_of_sixteen_scenarios() {
    let good = proof(3);
    for count in [0, 3, 5] {
        let siblings = good.siblings.iter().cycle().take(count).cloned().collect();
        let refused = ScenarioProof { siblings, ..good.clone() }.check(&root());
        assert_eq!(refused, Err(ProofError::Wrong(ThresholdError::ProofLength)), "{count}");
    }
    let refused = ScenarioProof { scenario: 16, ..good.clone() }.check(&root());
    assert_eq!(refused, Err(ProofError::Scenario { scenario: 16 }));
    let mut short = good.clone();
    short.siblings[2].pop();
    assert_eq!(short.check(&root()), Err(ProofError::Sibling { index: 2 }));
    let snapshot = Snapshot::new(&example()).unwrap();
    let refused = ScenarioProof::open(&snapshot, Form::Current, &address(ALICE), 16);
    assert_eq!(refused, Err(ProofError::Scenario { scenario: 16 }));
}
