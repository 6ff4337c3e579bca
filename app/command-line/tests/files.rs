//! Files that are whole or not there, and texts that stay on their line.

use command_line::{json, one_line, write_whole, WholeFile};
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_file_is_the_old_one_until_the_new_one_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    write_whole(&path, b"old").unwrap();
    let (mut file, whole) = WholeFile::create(&path).unwrap();
    file.write_all(b"half").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"old");
    drop(whole);
    assert_eq!((fs::read(&path).unwrap(), names(folder.path())), (b"old".to_vec(), vec!["file".to_owned()]));
    let (mut file, whole) = WholeFile::create(&path).unwrap();
    file.write_all(b"new").unwrap();
    whole.put().unwrap();
    assert_eq!((fs::read(&path).unwrap(), names(folder.path())), (b"new".to_vec(), vec!["file".to_owned()]));
}

/// Others may read it, as they may read what a shell writes.
#[test]
fn a_file_has_the_mode_of_any_other() {
    let folder = tempfile::tempdir().unwrap();
    let [whole, other] = ["whole", "other"].map(|name| folder.path().join(name));
    write_whole(&whole, b"").unwrap();
    fs::write(&other, b"").unwrap();
    let [whole, other] = [whole, other].map(|path| fs::metadata(path).unwrap().permissions().mode());
    assert_eq!(whole, other);
}

#[test]
fn what_cannot_be_written_names_its_file_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("folder");
    fs::create_dir(&path).unwrap();
    let error = write_whole(&path, b"text").unwrap_err().to_string();
    assert!(error.starts_with(&format!("{}: cannot be written: ", path.display())), "{error}");
    assert_eq!(names(folder.path()), ["folder"]);
    let nowhere = folder.path().join("nowhere").join("file");
    let error = write_whole(&nowhere, b"text").unwrap_err().to_string();
    assert_eq!(error, format!("{}: cannot be written: No such file or directory (os error 2)", nowhere.display()));
}

#[test]
fn bad_json_names_its_file_and_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file.json");
    let error = |path: &Path| json::<Vec<u8>>(path).unwrap_err().to_string();
    assert!(error(&path).contains("file.json: No such file"));
    fs::write(&path, "[1,\n256]").unwrap();
    assert!(error(&path).contains("file.json: ") && error(&path).contains("line 2"), "{}", error(&path));
    fs::write(&path, "[1, 255]").unwrap();
    assert_eq!(json::<Vec<u8>>(&path).unwrap(), [1, 255]);
}

#[test]
fn foreign_texts_stay_on_their_line() {
    assert_eq!(one_line("a\nb\u{7f}\u{85}c"), "a b  c");
    assert_eq!(one_line("1\u{202e}2\u{2028}3\u{2066}4\u{1b}[1mé"), "1 2 3 4 [1mé");
}
