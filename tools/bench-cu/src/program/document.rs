//! The part of the document that is written by this tool.

use anyhow::{Context as _, Result};
use std::fs;
use std::path::Path;

const BEGIN: &str = "<!-- begin: written by cargo xtask bench-cu -->\n";
const END: &str = "<!-- end: written by cargo xtask bench-cu -->\n";

/// What stands between the markers.
pub fn read(document: &Path) -> Result<String> {
    let text = load(document)?;
    Ok(split(&text).with_context(|| lost(document))?[1].to_string())
}

/// Puts `tables` between the markers.
pub fn replace(document: &Path, tables: &str) -> Result<()> {
    let text = load(document)?;
    let [before, _, after] = split(&text).with_context(|| lost(document))?;
    let replaced = format!("{before}{BEGIN}\n{tables}\n{END}{after}");
    fs::write(document, replaced).with_context(|| format!("cannot write {}", document.display()))
}

fn load(document: &Path) -> Result<String> {
    fs::read_to_string(document).with_context(|| format!("cannot read {}", document.display()))
}

fn lost(document: &Path) -> String {
    format!("{} has lost its markers: it needs the lines `{}` and `{}`", document.display(), BEGIN.trim(), END.trim())
}

fn split(text: &str) -> Option<[&str; 3]> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (between, after) = rest.split_once(END)?;
    Some([before, between, after])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_markers_changes() {
        let file = std::env::temp_dir().join(format!("bench-cu-document-{}.md", std::process::id()));
        fs::write(&file, format!("# Title\n{BEGIN}old\n{END}The rest\n")).unwrap();
        replace(&file, "| new |\n").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), format!("# Title\n{BEGIN}\n| new |\n\n{END}The rest\n"));
        assert_eq!(read(&file).unwrap(), "\n| new |\n\n");
        fs::write(&file, "# Title\n").unwrap();
        assert!(read(&file).unwrap_err().to_string().contains("has lost its markers"));
        fs::remove_file(&file).unwrap();
    }
}
