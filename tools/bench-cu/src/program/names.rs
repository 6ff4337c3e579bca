//! The program's instructions, as its source lists them.

use anyhow::{Result, ensure};
use sha2::{Digest as _, Sha256};

const SOURCE: &str = include_str!("../../../../programs/options-vault/src/lib.rs");
/// Where the list begins.
const MODULE: &str = "pub mod options_vault {";
const FUNCTION: &str = "    pub fn ";
/// What stands before the function that records events: nobody else can call it.
const OWN_DISCRIMINATOR: &str = "#[instruction(discriminator";

/// An instruction with the bytes that its data begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    pub name: String,
    pub discriminator: [u8; 8],
}

/// Every instruction, by name.
pub fn of_the_program() -> Result<Vec<Instruction>> {
    let mut names = listed(SOURCE);
    ensure!(!names.is_empty(), "no instruction found in the program's lib.rs");
    names.sort();
    Ok(names.into_iter().map(|name| Instruction { discriminator: discriminator(&name), name }).collect())
}

/// The functions of the program's module, but for the one that the program calls itself with.
fn listed(source: &str) -> Vec<String> {
    let (_, module) = source.split_once(MODULE).unwrap_or_default();
    let before = [""].into_iter().chain(module.lines());
    let functions = module.lines().zip(before).filter_map(|(line, before)| {
        let is_own = before.trim_start().starts_with(OWN_DISCRIMINATOR);
        line.strip_prefix(FUNCTION).filter(|_| !is_own)
    });
    functions.map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()).collect()
}

/// As Anchor makes it: the start of the hash of `global:` and the name.
fn discriminator(name: &str) -> [u8; 8] {
    let hash = Sha256::digest(format!("global:{name}"));
    std::array::from_fn(|index| hash[index])
}

#[cfg(test)]
mod tests {
    use super::*;
    use anchor_lang::Discriminator as _;
    use options_vault::instruction;

    #[test]
    fn functions_of_the_module_are_instructions() {
        let source = "pub fn other() {}\npub mod options_vault {\n    #[instruction(discriminator = TAG)]\n    pub fn record_event(\n    ) {\n    }\n    \
                      /// Doc.\n    pub fn bid(ctx: Context<Bid>) -> Result<()> {\n    }\n    \
                      pub fn redeem<'info>(\n        ctx: Context<'info, Redeem<'info>>,\n    ) {\n    }\n}\n";
        assert_eq!(listed(source), ["bid", "redeem"]);
    }

    #[test]
    fn discriminators_are_those_of_the_program() {
        assert_eq!(discriminator("create_series"), instruction::CreateSeries::DISCRIMINATOR);
        assert_eq!(discriminator("bid"), instruction::Bid::DISCRIMINATOR);
    }
}
