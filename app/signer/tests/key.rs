//! Keys in files and behind commands.

mod common;

use common::*;
use signer::key::{verify, CommandKey, FileKey, Key as _, KeyError};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_secs(20);

#[test]
fn a_key_file_of_its_owner_signs() {
    let folder = tempfile::tempdir().unwrap();
    for mode in [0o600, 0o400] {
        let key = FileKey::read(&key_file(folder.path(), mode)).unwrap();
        assert_eq!(key.public_key(), public_key());
        assert!(verify(&public_key(), b"message", &key.sign(b"message").unwrap()));
        fs::remove_file(folder.path().join("key.json")).unwrap();
    }
}

#[test]
fn a_key_file_that_others_can_read_or_write_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for mode in [0o644, 0o640, 0o660, 0o604, 0o602, 0o620, 0o700, 0o4600] {
        let error = FileKey::read(&key_file(folder.path(), mode)).err().unwrap();
        assert!(matches!(error, KeyError::Mode { mode: found, .. } if found == mode), "{error}");
        assert!(error.to_string().contains("chmod 600"), "{error}");
    }
}

#[test]
fn what_is_no_key_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = key_file(folder.path(), 0o600);
    let mut other_public_key = signing_key(0).to_keypair_bytes();
    other_public_key[32..].copy_from_slice(&signing_key(1).verifying_key().to_bytes());
    for text in ["", "[1,2,3]", "[256]", "{}", &format!("{other_public_key:?}"), &format!("{:?}", [1; 65])] {
        fs::write(&path, text).unwrap();
        assert!(matches!(FileKey::read(&path), Err(KeyError::Format { .. })), "{text}");
    }
    assert!(matches!(FileKey::read(folder.path()), Err(KeyError::Format { .. })));
    assert!(matches!(FileKey::read(Path::new("/nowhere")), Err(KeyError::Unreadable { .. })));
}

/// A script that answers with these lines of a shell.
fn command(folder: &Path, script: &str, limit: Duration) -> CommandKey {
    let path = folder.join("sign.sh");
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
    CommandKey::new(&format!("sh {}", path.display()), public_key(), limit)
}

#[test]
fn a_command_gets_the_message_and_answers_with_its_signature() {
    let folder = tempfile::tempdir().unwrap();
    let (got, answer) = (folder.path().join("got"), folder.path().join("answer"));
    fs::write(&answer, [7; 64]).unwrap();
    let script = format!("cat > {}; cat {}", got.display(), answer.display());
    assert_eq!(command(folder.path(), &script, LIMIT).sign(b"message").unwrap(), [7; 64]);
    assert_eq!(fs::read(got).unwrap(), b"message");
}

#[test]
fn a_command_that_fails_or_answers_otherwise_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let sign = |script: &str| command(folder.path(), script, LIMIT).sign(&[0; 344]).unwrap_err();
    assert!(matches!(sign("exit 3"), KeyError::Failed { .. }));
    for (script, found) in
        [("true", "0"), ("printf %63s x", "63"), ("printf %65s x", "more"), ("printf %9999s x", "more")]
    {
        match sign(script) {
            KeyError::Output { found: was } => assert_eq!(was, found, "{script}"),
            // Cut off while it was still writing.
            KeyError::Failed { .. } if script.contains("9999") => {}
            other => panic!("{script}: {other}"),
        }
    }
    let missing = CommandKey::new("/nowhere/sign", public_key(), LIMIT).sign(b"");
    assert!(matches!(missing, Err(KeyError::Run { .. })));
    assert!(matches!(CommandKey::new(" ", public_key(), LIMIT).sign(b""), Err(KeyError::Run { .. })));
}

#[test]
fn a_command_has_its_time_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let limit = Duration::from_millis(300);
    for script in ["exec sleep 60", "sleep 10 & exit 0"] {
        let start = Instant::now();
        let error = command(folder.path(), script, limit).sign(b"message").unwrap_err();
        assert!(matches!(error, KeyError::Slow { .. }), "{error}");
        assert!(start.elapsed() < Duration::from_secs(8), "{script}");
    }
}

/// A promise stands, but a signature by another key is neither kept nor answered.
#[test]
fn a_signature_that_is_not_the_keys_own_is_never_used() {
    let folder = tempfile::tempdir().unwrap();
    let journal = new_journal(folder.path());
    let wrong = command(folder.path(), "printf %64s x", LIMIT);
    let mut signer = signer::Signer::open(wrong, &journal, Default::default(), unwatched()).unwrap();
    let refused = signer.sign(&about(1, 5, 0), approve);
    assert!(matches!(refused, Err(signer::SignError::Key(KeyError::Wrong))));
    drop(signer);
    let mut signer = open(folder.path(), Default::default());
    assert!(signer.sign(&about(1, 5, 1), approve).is_err(), "the sequence is promised");
    assert!(signer.sign(&about(1, 5, 0), approve).is_ok(), "the message can still be signed");
}
