//! Every operation of the fixture gives the same results in the SVM as natively.

use crate::common::{Svm, fixture};
use crate::operations::{self, OPERATIONS};

/// How many pairs of numbers each operation is tried on, in calls of `BATCH` (the heap of a call is never freed).
const RUNS: u64 = 2_000;
const BATCH: u64 = 10;

fn compare(program: usize) {
    let Some(programs) = fixture() else { return };
    let mut svm = Svm::with_program(&programs[program]);
    let failures: Vec<_> = (0..OPERATIONS.len()).filter_map(|index| find_difference(&mut svm, index)).collect();
    assert!(failures.is_empty(), "differences from native results:\n{}", failures.join("\n"));
}

/// The first seed for which operation `index` differs, told for the user.
fn find_difference(svm: &mut Svm, index: usize) -> Option<String> {
    let name = OPERATIONS[index].0;
    (0..RUNS / BATCH).map(|batch| 0x9e37_79b9_7f4a_7c15 ^ (batch << 8 | index as u64)).find_map(|seed| {
        let native = operations::run(index, seed, BATCH)?;
        match svm.run([index as u64, seed, BATCH]) {
            Ok(digest) if digest == native => None,
            Ok(_) => {
                Some(format!("{name}: another result, seed {seed:#x}, within {} runs", first_run(svm, index, seed)))
            }
            Err(log) => Some(format!("{name}: failed, seed {seed:#x}\n{log}")),
        }
    })
}

/// The smallest number of runs that shows a difference.
fn first_run(svm: &mut Svm, index: usize, seed: u64) -> u64 {
    let differs = |runs: &u64| svm.run([index as u64, seed, *runs]).ok() != operations::run(index, seed, *runs);
    (1..=BATCH).find(differs).unwrap_or(BATCH)
}

#[test]
fn v0_agrees_with_native_results() {
    compare(0);
}

#[test]
fn v3_agrees_with_native_results() {
    compare(1);
}

#[test]
fn digests_tell_operations_and_seeds_apart() {
    let digests: std::collections::HashSet<_> =
        (0..OPERATIONS.len()).flat_map(|index| (1..4).map(move |seed| operations::run(index, seed, 200))).collect();
    assert_eq!(digests.len(), OPERATIONS.len() * 3);
}
