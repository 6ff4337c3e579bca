use super::command::Running;
use std::io;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// A process that sleeps, and where the system lists it.
fn sleeping() -> (Running, PathBuf) {
    let child: Child = Command::new("sleep").arg("600").spawn().unwrap();
    let listed = PathBuf::from(format!("/proc/{}", child.id()));
    (Running(child), listed)
}

/// Should the system not tell whether a command has ended, it may not go on with the key in its hands; nor is it left as a dead one.
#[test]
fn a_command_that_cannot_be_looked_at_is_killed_and_reaped() {
    let (mut running, listed) = sleeping();
    assert!(listed.exists());
    let looked = running.wait(Instant::now() + Duration::from_secs(60), |_| Err(io::Error::other("no such look")));
    assert_eq!(looked.unwrap_err().to_string(), "no such look");
    drop(running);
    assert!(!listed.exists());
}

#[test]
fn a_command_whose_time_is_over_is_killed_and_reaped() {
    let (mut running, listed) = sleeping();
    assert!(matches!(running.wait(Instant::now(), Child::try_wait), Ok(None)));
    drop(running);
    assert!(!listed.exists());
}
