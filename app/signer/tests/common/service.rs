//! Signers that run, each a process of its own, and HTTP spoken by hand.

use super::command::{with_journal, Round};
use super::*;
use signer::wire::{DenialBody, SignedBody};
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Nothing here takes so long, unless it hangs.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Key and journal of a member of the set, beside those of the others.
pub fn new_member(folder: &Path, member: u8) {
    let key = folder.join(format!("key-{member}.json"));
    fs::write(&key, format!("{:?}", signing_key(member).to_keypair_bytes())).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    Journal::create(&folder.join(format!("journal-{member}")), &signing_key(member).verifying_key().to_bytes())
        .unwrap();
}

/// Where a service finds what it computes from.
pub const SNAPSHOT: [&str; 3] = ["--snapshot", "snapshot.json", "--trust-snapshot"];

/// A folder, a service that runs in it, and what it signs.
pub fn ready_to_serve() -> (tempfile::TempDir, Service, Round) {
    let folder = with_journal();
    let service = Service::with_journal(folder.path(), &SNAPSHOT);
    let round = Round::of(folder.path());
    (folder, service, round)
}

/// A running `signer serve`; killed when it is dropped.
pub struct Service {
    pub child: Child,
    pub address: SocketAddr,
}

impl Service {
    /// Of a member, with its log in a file; what it knows is in files whose names begin so.
    pub fn of_member(folder: &Path, member: u8, prefix: &str) -> Self {
        let (key, journal) = (format!("key-{member}.json"), format!("journal-{member}"));
        let (house, snapshot) = (format!("{prefix}house.json"), format!("{prefix}snapshot.json"));
        let files = ["--key", &key, "--journal", &journal, "--house", &house, "--snapshot", &snapshot];
        Self::start(folder, &[&files[..], &["--trust-snapshot"]].concat())
    }

    /// With the key and the journal of the folder.
    pub fn with_journal(folder: &Path, more: &[&str]) -> Self {
        let files = ["--key", "key.json", "--journal", "journal", "--house", "house.json"];
        Self::start(folder, &[&files, more].concat())
    }

    pub fn start(folder: &Path, arguments: &[&str]) -> Self {
        Self::started(serve_command(folder, arguments)).expect("it does not listen")
    }

    /// `None` if it ends before it listens.
    pub fn started(mut command: Command) -> Option<Self> {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let Some(address) = line.trim_end().strip_prefix("listening on ") else {
            child.wait().unwrap();
            return None;
        };
        let address = address.parse().unwrap();
        Some(Self { child, address })
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn post(&self, body: &[u8]) -> Answer {
        http(self.address, &post(body)).unwrap()
    }

    pub fn get(&self, path: &str) -> Answer {
        http(self.address, format!("GET {path} HTTP/1.1\r\nHost: signer\r\n\r\n").as_bytes()).unwrap()
    }

    pub fn tell_to_stop(&self) {
        let kill = format!("kill -TERM {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }

    pub fn wait(&mut self) -> ExitStatus {
        until("it does not end", || self.child.try_wait().unwrap())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

pub fn serve_command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_signer"));
    let log = File::options().create(true).append(true).open(folder.join("log")).unwrap();
    command.current_dir(folder).args(["serve", "--listen", "127.0.0.1:0"]).args(arguments).stderr(log);
    command
}

/// Looks again and again, for a while.
pub fn until<T>(hangs: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "{hangs}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// What a server says before it closes the connection.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub body: String,
}

impl Answer {
    pub fn signature(&self) -> Vec<u8> {
        assert_eq!(self.status, 200, "{}", self.body);
        let body: SignedBody = serde_json::from_str(&self.body).unwrap();
        hex::decode(&body.signature).unwrap()
    }

    /// Status, reason, text. The document must have a row for the first two.
    pub fn denial(&self) -> (u16, String, String) {
        let body: DenialBody = serde_json::from_str(&self.body).unwrap();
        let row = format!("| {} | `{}` | ", self.status, body.reason);
        assert!(document().contains(&row), "docs/SIGNER_RUNNING.md has no row {row}");
        (self.status, body.reason, body.error)
    }
}

pub fn post(body: &[u8]) -> Vec<u8> {
    let head = format!("POST /v1/sign HTTP/1.1\r\nHost: signer\r\nContent-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

pub fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// Sends these bytes, and reads until the other side closes.
pub fn http(address: SocketAddr, request: &[u8]) -> io::Result<Answer> {
    let mut stream = connect(address)?;
    stream.write_all(request)?;
    answer(&mut stream)
}

pub fn answer(stream: &mut TcpStream) -> io::Result<Answer> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let broken = || io::Error::other("no whole answer");
    let text = String::from_utf8(bytes).map_err(io::Error::other)?;
    let (head, body) = text.split_once("\r\n\r\n").ok_or_else(broken)?;
    let length = head.to_ascii_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let status = head.get(9..12).and_then(|status| status.parse().ok()).ok_or_else(broken)?;
    (length == Some(body.len())).then(|| Answer { status, body: body.to_owned() }).ok_or_else(broken)
}

/// Value of a sample, by its name with labels.
pub fn sample(metrics: &str, name: &str) -> Option<f64> {
    metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok())
}
