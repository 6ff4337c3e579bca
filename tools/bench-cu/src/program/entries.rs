//! The tables of instructions and sizes.

use super::memory::{HEAP, Usage};
use super::names::Instruction;
use super::table::{Column, Row, Table};
use anyhow::{Context as _, Result, ensure};
use litesvm::LiteSVM;
use simulator::{ComputeLog, ProgramVersion, program_file};
use std::collections::BTreeMap;
use std::fs;

/// The most compute units that an instruction may use with its calls of other programs.
const LIMITS: [(&str, u64); 12] = [
    ("apply_leaf", 12_000),
    ("apply_threshold", 15_000),
    ("bid", 60_000),
    ("bid_on_account", 250_000),
    ("cancel_deposit", 25_000),
    ("cancel_withdrawal", 25_000),
    ("claim_shares", 30_000),
    ("claim_withdrawal", 30_000),
    ("deposit", 30_000),
    ("roll", 90_000),
    ("roll_on_margin", 90_000),
    ("settle", 40_000),
];
/// The same for the largest margin account: 24 positions, eight kinds of collateral, three of five signers.
const LIMITS_OF_THE_LARGEST: [(&str, Option<u64>); 7] = [
    ("apply_leaf", Some(12_000)),
    ("apply_threshold", Some(15_000)),
    ("bid_on_account", Some(TRANSACTION_UNITS)),
    ("challenge_threshold", Some(150_000)),
    ("judge_account", Some(TRANSACTION_UNITS)),
    ("withdraw_collateral", Some(200_000)),
    ("write_options", None),
];
/// What the chain gives a transaction at most.
const TRANSACTION_UNITS: u64 = 1_400_000;
/// No instruction uses more than half of the heap.
const HEAP_LIMIT_BYTES: u64 = (HEAP.end - HEAP.start) / 2;
/// What the loader stores before a program's bytes.
const PROGRAM_DATA_HEADER_BYTES: usize = 45;

/// Fails if the script has left an instruction out, or called one by a name that the program does not know.
pub fn instructions(names: &[Instruction], calls: &ComputeLog, seen: &BTreeMap<[u8; 8], Usage>) -> Result<Table> {
    for called in calls.keys() {
        ensure!(names.iter().any(|instruction| instruction.name == *called), "the program has no instruction {called}");
    }
    let row = |instruction: &Instruction| {
        let name = instruction.name.as_str();
        let missing = || format!("{name} is never called: add it to tools/bench-cu/src/program/life.rs");
        let units = calls.get(name).filter(|units| !units.is_empty()).with_context(missing)?;
        let usage = seen.get(&instruction.discriminator).with_context(missing)?;
        ensure!(usage.heap_bytes > 0 && usage.stack_frames > 0, "no trace of {name}");
        let average = units.iter().sum::<u64>() / units.len() as u64;
        let limit = LIMITS.iter().find(|(limited, _)| *limited == name).map(|(_, limit)| *limit);
        let most = units.iter().max().copied();
        let figures =
            vec![Some(average), most, limit, Some(usage.heap_bytes), Some(HEAP_LIMIT_BYTES), Some(usage.stack_frames)];
        Ok(Row { name: name.into(), figures })
    };
    Ok(Table {
        title: "instruction",
        columns: vec![
            Column::measured("compute units, average"),
            Column::measured("most"),
            Column::limit(),
            Column::measured("heap bytes"),
            Column::limit(),
            Column::measured("stack frames"),
        ],
        rows: names.iter().map(row).collect::<Result<_>>()?,
    })
}

/// What depends on the account's size.
pub fn largest_account(calls: &ComputeLog) -> Result<Table> {
    let row = |(name, limit): (&str, Option<u64>)| {
        let most =
            calls.get(name).and_then(|units| units.iter().max()).with_context(|| format!("{name} is never called"))?;
        Ok(Row { name: name.into(), figures: vec![Some(*most), limit] })
    };
    Ok(Table {
        title: "the largest margin account",
        columns: vec![Column::measured("compute units"), Column::limit()],
        rows: LIMITS_OF_THE_LARGEST.into_iter().map(row).collect::<Result<_>>()?,
    })
}

/// Of the two files that the build writes.
pub fn sizes() -> Result<Table> {
    let svm = LiteSVM::new();
    let row = |(name, version): (&str, ProgramVersion)| {
        let file = program_file(version);
        let bytes = fs::metadata(&file).with_context(|| format!("cannot read {}", file.display()))?.len();
        let stored_bytes = usize::try_from(bytes)? + PROGRAM_DATA_HEADER_BYTES;
        let rent_lamports = svm.minimum_balance_for_rent_exemption(stored_bytes);
        Ok(Row { name: name.into(), figures: vec![Some(bytes), Some(rent_lamports)] })
    };
    let versions = [("sBPF v0, what mainnet runs", ProgramVersion::V0), ("sBPF v3", ProgramVersion::V3)];
    Ok(Table {
        title: "program",
        columns: vec![Column::measured("bytes"), Column::measured("rent, lamports")],
        rows: versions.into_iter().map(row).collect::<Result<_>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bid() -> Instruction {
        Instruction { name: "bid".into(), discriminator: [1; 8] }
    }

    fn seen(usage: Usage) -> BTreeMap<[u8; 8], Usage> {
        BTreeMap::from([([1; 8], usage)])
    }

    const USAGE: Usage = Usage { heap_bytes: 5_000, stack_frames: 9 };

    #[test]
    fn averages_and_the_most_of_all_calls() {
        let table = instructions(&[bid()], &ComputeLog::from([("bid", vec![10, 21])]), &seen(USAGE)).unwrap();
        let expected = [Some(15), Some(21), Some(60_000), Some(5_000), Some(16_384), Some(9)];
        assert_eq!(table.rows[0].figures, expected);
    }

    #[test]
    fn an_instruction_that_is_never_called_is_an_error() {
        let error = instructions(&[bid()], &ComputeLog::new(), &seen(USAGE)).unwrap_err();
        assert!(error.to_string().starts_with("bid is never called"), "{error}");
    }

    #[test]
    fn a_name_that_the_program_does_not_know_is_an_error() {
        let calls = ComputeLog::from([("bid", vec![1]), ("beg", vec![1])]);
        let error = instructions(&[bid()], &calls, &seen(USAGE)).unwrap_err();
        assert_eq!(error.to_string(), "the program has no instruction beg");
    }

    #[test]
    fn a_call_without_trace_is_an_error() {
        let calls = ComputeLog::from([("bid", vec![1])]);
        let error = instructions(&[bid()], &calls, &seen(Usage::default())).unwrap_err();
        assert_eq!(error.to_string(), "no trace of bid");
    }
}
