//! The commands of docs/ROUND.md, for the tests of those whose commands they are.

const PAGE: &str = include_str!("../../../../docs/ROUND.md");

/// Each line of a command: its subcommand, and what its help must have for the options that it is given.
pub fn lines_of(command: &str) -> Vec<(&'static str, Vec<&'static str>)> {
    let lines = PAGE.lines().filter_map(|line| line.strip_prefix("    ")?.strip_prefix(command)?.strip_prefix(' '));
    lines.map(|line| (line.split(' ').next().unwrap(), options(line))).collect()
}

fn options(line: &'static str) -> Vec<&'static str> {
    line.split(' ').filter(|word| word.starts_with("--")).collect()
}

/// Does a help have this option, and not only a longer one that begins so?
pub fn has(help: &str, option: &str) -> bool {
    help.split_whitespace().any(|word| word == option)
}
