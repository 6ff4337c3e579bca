//! A command that runs, with all processes that it starts. However it ends, nothing of them is left behind that may still use the key, and nobody waits for
//! longer than a bounded time.

use nix::sys::signal::{killpg, Signal};
use nix::sys::wait::{waitid, Id, WaitPidFlag, WaitStatus};
use nix::unistd::Pid;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

/// How often it is looked whether the command has ended.
pub(super) const LOOK_EVERY: Duration = Duration::from_millis(2);
/// How long a killed process may take to be gone. One that waits for a device that does not answer takes as long as the device.
const REAP_TIME: Duration = Duration::from_secs(1);

/// A process group of its own, until it is ended or dropped. Only what has left the group by itself, as a daemon does, stays.
pub(super) struct Running(Option<Child>);

impl Running {
    pub fn start(command: &mut Command) -> io::Result<Self> {
        // The group's number is that of the first process.
        Ok(Self(Some(command.process_group(0).spawn()?)))
    }

    pub fn child(&mut self) -> &mut Child {
        self.0.as_mut().expect("it is taken by `end` only, which takes all of this")
    }

    /// Has it ended before this time? It is looked at by [`has_ended`], which leaves its number taken, so that its group is still its own.
    pub fn wait(&mut self, deadline: Instant, mut look: impl FnMut(&Child) -> io::Result<bool>) -> io::Result<bool> {
        loop {
            let ended = look(self.child())?;
            if ended || Instant::now() >= deadline {
                return Ok(ended);
            }
            thread::sleep(LOOK_EVERY);
        }
    }

    /// Kills what still runs of the group. The status of the first process, unless that is not gone in time.
    pub fn end(mut self) -> Option<ExitStatus> {
        self.kill()
    }

    fn kill(&mut self) -> Option<ExitStatus> {
        let child = self.0.take()?;
        // Nobody has asked for its status yet, so no other group can have its number. Of a group that is gone this does nothing.
        killpg(pid(&child), Signal::SIGKILL).ok();
        reap(child, REAP_TIME, Child::try_wait)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Asks without taking the status.
pub(super) fn has_ended(child: &Child) -> io::Result<bool> {
    let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
    Ok(waitid(Id::Pid(pid(child)), flags)? != WaitStatus::StillAlive)
}

/// Takes the status of a process that was killed. Should that take longer than it may, a thread goes on waiting, so that it is no dead one that nobody has
/// asked about for ever.
pub(super) fn reap(
    mut child: Child,
    patience: Duration,
    mut look: impl FnMut(&mut Child) -> io::Result<Option<ExitStatus>>,
) -> Option<ExitStatus> {
    let deadline = Instant::now() + patience;
    while Instant::now() < deadline {
        match look(&mut child) {
            Ok(None) => thread::sleep(LOOK_EVERY),
            Ok(status) => return status,
            Err(_) => break,
        }
    }
    // Without a thread it stays until this process ends, and so does nothing else.
    thread::Builder::new().name("reaper".to_owned()).spawn(move || child.wait()).ok();
    None
}

fn pid(child: &Child) -> Pid {
    Pid::from_raw(i32::try_from(child.id()).expect("the system's numbers of processes fit"))
}
