//! A key behind a command: the message on its standard input, 64 bytes of signature on its standard output, within a bounded time.

use super::running::{has_ended, Running, LOOK_EVERY};
use super::{Key, KeyError};
use crate::journal::Signature;
use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

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

    fn start(&self) -> Result<Running, KeyError> {
        let mut words = self.command.split_whitespace();
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped());
        Running::start(&mut command).map_err(|source| self.not_run(source))
    }

    fn not_run(&self, source: std::io::Error) -> KeyError {
        KeyError::Run { command: self.command.clone(), source }
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
        let mut running = self.start()?;
        let output = exchange(running.child(), message);
        let slow = KeyError::Slow { limit: self.limit };
        if !running.wait(deadline, has_ended).map_err(|source| self.not_run(source))? {
            return Err(slow);
        }
        // A process that the command has left behind may hold the output open.
        let left = deadline.saturating_duration_since(Instant::now());
        let output = output.recv_timeout(left.max(LOOK_EVERY));
        let Some(status) = running.end() else { return Err(slow) };
        if !status.success() {
            return Err(KeyError::Failed { status: status.to_string() });
        }
        let Ok(output) = output else { return Err(slow) };
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
