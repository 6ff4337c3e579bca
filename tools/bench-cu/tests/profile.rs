//! The measured program is compiled like the one that goes on chain.

use std::fs;
use std::path::Path;

#[test]
fn the_release_profiles_are_the_same() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let [vault, measured] = ["../../Cargo.toml", "program/Cargo.toml"].map(|path| release_profile(&folder.join(path)));
    assert!(!vault.is_empty());
    assert_eq!(vault, measured);
}

/// The settings for `cargo build --release` and for single packages of it, without comments.
fn release_profile(manifest: &Path) -> Vec<String> {
    let text = fs::read_to_string(manifest).expect("a manifest");
    let mut is_inside = false;
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    let settings = lines.filter(|line| {
        if line.starts_with('[') {
            is_inside = line.starts_with("[profile.release");
        }
        is_inside && !line.is_empty()
    });
    settings.map(String::from).collect()
}
