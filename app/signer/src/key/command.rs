//! A key behind a command: the message on its standard input, 64 bytes of signature on its standard output, within a bounded time.

use super::{Key, KeyError};
use crate::journal::Signature;
use std::io::{self, Read as _, Write as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// How often it is looked whether the command has ended.
const LOOK_EVERY: Duration = Duration::from_millis(2);
/// More than a signature has: enough to see that there is too much.
const MOST_OUTPUT: u64 = 65;

/// A program that signs with one key.
pub struct CommandKey {
    command: String,
    public_key: [u8; 32],
    limit: Duration,
}

impl CommandKey {
    /// `command` is a program and its arguments, separated by spaces; no shell reads it.
    pub fn new(command: &str, public_key: [u8; 32], limit: Duration) -> Self {
        Self { command: command.to_owned(), public_key, limit }
    }

    fn start(&self) -> Result<Child, KeyError> {
        let mut words = self.command.split_whitespace();
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped());
        command.spawn().map_err(|source| KeyError::Run { command: self.command.clone(), source })
    }
}

impl Key for CommandKey {
    fn public_key(&self) -> [u8; 32] {
        self.public_key
    }

    /// A command that takes longer than its time is killed. It may have signed all the same: the promise came first, so nothing else can
    /// be signed with that sequence.
    fn sign(&self, message: &[u8]) -> Result<Signature, KeyError> {
        let deadline = Instant::now() + self.limit;
        let mut running = Running(self.start()?);
        let output = exchange(&mut running.0, message);
        let status = running.wait(deadline, Child::try_wait);
        // If it still runs, it is killed here.
        drop(running);
        let status = status.map_err(|source| KeyError::Run { command: self.command.clone(), source })?;
        let slow = KeyError::Slow { limit: self.limit };
        let Some(status) = status else { return Err(slow) };
        if !status.success() {
            return Err(KeyError::Failed { status: status.to_string() });
        }
        // A process that the command has left behind may hold the output open.
        let left = deadline.saturating_duration_since(Instant::now());
        let Ok(output) = output.recv_timeout(left.max(LOOK_EVERY)) else { return Err(slow) };
        output.as_slice().try_into().map_err(|_| KeyError::Output { found: count(output.len()) })
    }
}

fn count(bytes: usize) -> String {
    if bytes as u64 >= MOST_OUTPUT {
        "more".to_owned()
    } else {
        bytes.to_string()
    }
}

/// Gives the message and takes the output beside the caller, who keeps the time. A command that reads nothing is no error: its signature counts.
fn exchange(child: &mut Child, message: &[u8]) -> Receiver<Vec<u8>> {
    let (message, (sender, receiver)) = (message.to_vec(), mpsc::channel());
    if let Some(mut input) = child.stdin.take() {
        thread::spawn(move || input.write_all(&message));
    }
    if let Some(output) = child.stdout.take() {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            if output.take(MOST_OUTPUT).read_to_end(&mut bytes).is_ok() {
                sender.send(bytes).ok();
            }
        });
    }
    receiver
}

/// A command that runs. However this ends, nothing of it is left behind: neither a process that may still use the key, nor a dead one that nobody has
/// asked about.
pub(super) struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Of one that has ended both do nothing.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

impl Running {
    /// The status of a command that ends in time. It is looked at by [`Child::try_wait`].
    pub fn wait(
        &mut self,
        deadline: Instant,
        mut look: impl FnMut(&mut Child) -> io::Result<Option<ExitStatus>>,
    ) -> io::Result<Option<ExitStatus>> {
        loop {
            let status = look(&mut self.0)?;
            if status.is_some() || Instant::now() >= deadline {
                return Ok(status);
            }
            thread::sleep(LOOK_EVERY);
        }
    }
}
