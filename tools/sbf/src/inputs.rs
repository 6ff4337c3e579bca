//! What rustc would link: collected while cargo runs, compiled afterwards.
//!
//! Compiling later rather than in rustc's linker step keeps errors readable (rustc would wrap them), lets a changed tool take
//! effect without cargo noticing, and costs nothing for dependencies that happen to declare a shared library of their own.

use anyhow::{Context as _, Result, bail, ensure};
use std::fs;
use std::path::{Path, PathBuf};

/// The first line of a file of inputs.
const MAGIC: &str = "sbf link inputs 1";
/// How LLVM bitcode begins.
const BITCODE_MAGIC: &[u8] = b"BC\xC0\xDE";
/// Linker options that are followed by a value.
const OPTIONS_WITH_VALUE: [&str; 4] = ["-o", "-L", "--cpu", "--export-symbols"];

/// A piece of LLVM bitcode and where it came from.
pub struct Bitcode {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Plays the linker: writes down what would be linked. rustc's own object files are temporary, so they are copied.
pub fn collect(arguments: &[String]) -> Result<()> {
    let command = LinkerCommand::parse(&expand_response_files(arguments)?)?;
    let mut file = format!("{MAGIC}\n").into_bytes();
    for input in &command.inputs {
        if input.extension().is_some_and(|extension| extension == "rlib") {
            file.extend(format!("archive {}\n", input.display()).into_bytes());
            continue;
        }
        let bytes = fs::read(input).with_context(|| format!("cannot read {}", input.display()))?;
        if bytes.starts_with(BITCODE_MAGIC) {
            let name = input.file_name().unwrap_or_default().display();
            file.extend(format!("bitcode {} {name}\n", bytes.len()).into_bytes());
            file.extend(bytes);
        }
    }
    fs::write(&command.output, file).with_context(|| format!("cannot write {}", command.output.display()))
}

/// Reads the bitcode that a file of inputs stands for.
pub fn read(path: &Path) -> Result<Vec<Bitcode>> {
    let file = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let (magic, mut rest) = take_line(&file);
    ensure!(magic == MAGIC, "{} was not built by this tool: delete it and build again", path.display());
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (line, after) = take_line(rest);
        rest = after;
        match line.split_once(' ') {
            Some(("archive", archive)) => found.extend(read_archive(Path::new(archive))?),
            Some(("bitcode", description)) => {
                let (length, name) = description.split_once(' ').unwrap_or((description, "object"));
                let (bytes, after) =
                    rest.split_at_checked(length.parse()?).context("the file of inputs is cut short")?;
                found.push(Bitcode { name: name.into(), bytes: bytes.to_vec() });
                rest = after;
            }
            _ => bail!("{} is damaged: delete it and build again", path.display()),
        }
    }
    Ok(found)
}

/// Reads the bitcode members of an rlib.
pub fn read_archive(path: &Path) -> Result<Vec<Bitcode>> {
    let file = fs::File::open(path).with_context(|| format!("cannot read {}: build again", path.display()))?;
    let mut archive = ar::Archive::new(std::io::BufReader::new(file));
    let mut found = Vec::new();
    while let Some(member) = archive.next_entry() {
        let mut member = member.with_context(|| format!("{} is damaged", path.display()))?;
        let name = String::from_utf8_lossy(member.header().identifier()).into_owned();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut member, &mut bytes)?;
        if bytes.starts_with(BITCODE_MAGIC) {
            found.push(Bitcode { name, bytes });
        }
    }
    Ok(found)
}

fn take_line(bytes: &[u8]) -> (&str, &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let line = std::str::from_utf8(&bytes[..end]).unwrap_or_default();
    (line, bytes.get(end + 1..).unwrap_or_default())
}

/// The parts of the linker's command line that matter.
#[derive(Debug, PartialEq)]
struct LinkerCommand {
    inputs: Vec<PathBuf>,
    output: PathBuf,
}

impl LinkerCommand {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut inputs = Vec::new();
        let mut output = None;
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            if OPTIONS_WITH_VALUE.contains(&argument.as_str()) {
                let value = arguments.next();
                if argument == "-o" {
                    output = value;
                }
            } else if !argument.starts_with('-') {
                inputs.push(PathBuf::from(argument));
            }
        }
        Ok(Self { inputs, output: output.context("rustc named no output file for the linker")?.into() })
    }
}

/// Replaces `@file` by the arguments in the file, one a line, which rustc uses for command lines that are too long.
fn expand_response_files(arguments: &[String]) -> Result<Vec<String>> {
    let mut expanded = Vec::new();
    for argument in arguments {
        let Some(path) = argument.strip_prefix('@') else {
            expanded.push(argument.clone());
            continue;
        };
        let text = fs::read_to_string(path).with_context(|| format!("cannot read the linker arguments in {path}"))?;
        expanded.extend(text.lines().map(unescape));
    }
    Ok(expanded)
}

/// Undoes the backslashes that rustc puts before spaces and backslashes.
fn unescape(line: &str) -> String {
    let mut characters = line.chars();
    let mut plain = String::new();
    while let Some(character) = characters.next() {
        plain.push(if character == '\\' { characters.next().unwrap_or('\\') } else { character });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(arguments: &[&str]) -> Vec<String> {
        arguments.iter().map(|argument| argument.to_string()).collect()
    }

    #[test]
    fn linker_options_are_not_inputs() {
        let arguments = strings(&["--cpu", "v2", "a.o", "-L", "somewhere", "b.rlib", "-O3", "-o", "out.so"]);
        let expected = LinkerCommand { inputs: vec!["a.o".into(), "b.rlib".into()], output: "out.so".into() };
        assert_eq!(LinkerCommand::parse(&arguments).unwrap(), expected);
    }

    #[test]
    fn an_output_is_required() {
        assert!(LinkerCommand::parse(&strings(&["a.o"])).is_err());
    }

    #[test]
    fn response_files_are_unescaped() {
        assert_eq!(unescape(r"a\ b\\c"), r"a b\c");
    }
}
