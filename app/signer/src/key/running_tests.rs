use super::running::{has_ended, reap, Running};
use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);

/// A process that sleeps, and where the system lists it.
fn sleeping() -> (Running, PathBuf) {
    let mut running = Running::start(Command::new("sleep").arg("600")).unwrap();
    let listed = PathBuf::from(format!("/proc/{}", running.child().id()));
    (running, listed)
}

/// Should the system not tell whether a command has ended, it may not go on with the key in its hands; nor is it left as a dead one.
#[test]
fn a_command_that_cannot_be_looked_at_is_killed_and_reaped() {
    let (mut running, listed) = sleeping();
    assert!(listed.exists());
    let looked = running.wait(Instant::now() + PATIENCE, |_| Err(io::Error::other("no such look")));
    assert_eq!(looked.unwrap_err().to_string(), "no such look");
    drop(running);
    assert!(!listed.exists());
}

#[test]
fn a_command_whose_time_is_over_is_killed_and_reaped() {
    let (mut running, listed) = sleeping();
    assert!(!running.wait(Instant::now(), has_ended).unwrap());
    assert!(!running.end().unwrap().success());
    assert!(!listed.exists());
}

/// The status is that of the end, however often somebody has looked before.
#[test]
fn a_command_that_ends_by_itself_has_its_own_status() {
    let mut running = Running::start(Command::new("sh").args(["-c", "exit 3"])).unwrap();
    assert!(running.wait(Instant::now() + PATIENCE, has_ended).unwrap());
    assert!(has_ended(running.child()).unwrap());
    assert_eq!(running.end().unwrap().code(), Some(3));
}

/// Whether the command waits for the process that it has started, or leaves it behind.
#[test]
fn what_a_command_has_started_is_killed_with_it() {
    let folder = tempfile::tempdir().unwrap();
    for then in ["wait", "exit 0"] {
        let file = folder.path().join("number");
        let script = format!("sleep 600 & echo $! > {0}.new; mv {0}.new {0}; {then}", file.display());
        let running = Running::start(Command::new("sh").args(["-c", &script])).unwrap();
        let (end, mut number) = (Instant::now() + PATIENCE, Err(io::Error::other("not looked yet")));
        while number.is_err() {
            assert!(Instant::now() < end, "{number:?}");
            number = fs::read_to_string(&file);
        }
        fs::remove_file(&file).unwrap();
        let number = number.unwrap().trim().to_owned();
        assert!(runs(&number), "{then}");
        drop(running);
        while runs(&number) {
            assert!(Instant::now() < end, "it runs on after `{then}`");
            sleep(Duration::from_millis(2));
        }
    }
}

/// A dead one runs no more, whether its new parent has asked about it or not.
fn runs(number: &str) -> bool {
    let stat = fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X']))
}

/// A process that a device holds is not gone for long after it was killed: here one that nothing is ever heard of.
#[test]
fn nobody_waits_for_ever_for_a_process_that_does_not_go() {
    let child = Command::new("sleep").arg("1").spawn().unwrap();
    let listed = PathBuf::from(format!("/proc/{}", child.id()));
    let (start, mut looks) = (Instant::now(), 0);
    let silent = |_: &mut Child| {
        looks += 1;
        Ok(None)
    };
    assert!(reap(child, Duration::from_millis(50), silent).is_none());
    assert!(looks > 0 && start.elapsed() < PATIENCE);
    while listed.exists() {
        assert!(start.elapsed() < PATIENCE, "the thread has not asked about it");
        sleep(Duration::from_millis(2));
    }
}
