//! The processes of a fleet.

use super::*;

/// A process that ends with the test.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(folder: &Path, arguments: &[&str]) -> Running {
    let mut command = Command::new(env!("CARGO_BIN_EXE_risk-engine"));
    // What it keeps goes away with the folder, also when it is killed.
    command.current_dir(folder).env("TMPDIR", folder).args(arguments);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    Running(command.spawn().unwrap())
}

/// A port of the scheduler on this machine; the system chooses it.
pub fn scheduler(folder: &Path) -> (Running, u16) {
    let mut running = start(folder, &["batch-scheduler", "--listen", "127.0.0.1:0"]);
    let mut line = String::new();
    BufReader::new(running.0.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let port = line.trim().strip_prefix("http://127.0.0.1:").unwrap().parse().unwrap();
    (running, port)
}

/// Ports that nobody listened on a moment ago.
pub fn ports<const N: usize>() -> [u16; N] {
    let listeners = [(); N].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().port())
}

/// One that takes a task at a time, with a folder of its own, and where it is given them. It listens when the scheduler knows it.
pub fn executor(folder: &Path, scheduler: u16) -> (Running, u16) {
    fs::create_dir_all(folder).unwrap();
    for _ in 0..5 {
        let [listen, grpc_port] = ports();
        let numbers = [scheduler, grpc_port].map(|port| port.to_string());
        let address = SocketAddr::from(([127, 0, 0, 1], listen));
        let options = ["--scheduler-port", &numbers[0], "--listen", &address.to_string(), "--grpc-port", &numbers[1]];
        let mut running = start(folder, &[&["batch-executor", "--tasks", "1"][..], &options].concat());
        let end = Instant::now() + PATIENCE;
        // Where somebody else was quicker to take a port, it ends.
        while running.0.try_wait().unwrap().is_none() {
            if TcpStream::connect(address).is_ok() {
                return (running, grpc_port);
            }
            assert!(Instant::now() < end, "nobody listens on {address}");
            sleep(Duration::from_millis(20));
        }
    }
    panic!("no executor could be started");
}

pub fn signal(running: &Running, name: &str) {
    assert!(Command::new("kill").args([name, &running.0.id().to_string()]).status().unwrap().success());
}

/// The batch by the scheduler at this port, in so many parts.
pub fn start_there(folder: &Path, scheduler: u16, parts: &str) -> Running {
    let url = format!("http://127.0.0.1:{scheduler}");
    start(folder, &[&BATCH[..6], &["there.parquet", "--ballista", &url, "--parts", parts]].concat())
}

/// Looks again and again until it is so.
#[track_caller]
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < end, "not yet: {what}");
        sleep(Duration::from_millis(20));
    }
}

impl Running {
    pub fn has_ended(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }

    /// What it has said, once it has ended.
    #[track_caller]
    pub fn output(mut self) -> Output {
        wait_until("the end", || self.has_ended());
        let (mut stdout, mut stderr) = (vec![], vec![]);
        self.0.stdout.as_mut().unwrap().read_to_end(&mut stdout).unwrap();
        self.0.stderr.as_mut().unwrap().read_to_end(&mut stderr).unwrap();
        Output { status: self.0.wait().unwrap(), stdout, stderr }
    }
}

/// What it has written.
#[track_caller]
pub fn finish_there(folder: &Path, batch: Running) -> Vec<u8> {
    let output = batch.output();
    assert!(output.status.success(), "{}", error(&output));
    let written = fs::read(folder.join("there.parquet")).unwrap();
    fs::remove_file(folder.join("there.parquet")).unwrap();
    written
}

/// Files below a folder with what an executor has computed for others.
pub fn results(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { results(&path) } else { 1 }).sum()
}

/// How much a process that listens at this port has been sent and has not read, as Linux counts it.
pub fn unread_bytes(port: u16) -> u64 {
    let connections = fs::read_to_string("/proc/net/tcp").unwrap();
    let of_line = |line: &str| {
        let fields: Vec<_> = line.split_whitespace().collect();
        let [_, local, _, "01", queues, ..] = fields[..] else { return None };
        let is_here = u16::from_str_radix(local.split_once(':')?.1, 16) == Ok(port);
        is_here.then(|| u64::from_str_radix(queues.split_once(':')?.1, 16).ok())?
    };
    connections.lines().skip(1).filter_map(of_line).sum()
}

/// Passes on what it is sent to another port, and counts it.
pub struct Passage {
    pub port: u16,
    bytes: Arc<AtomicUsize>,
}

impl Passage {
    pub fn to(port: u16) -> Self {
        let (listener, bytes) = (TcpListener::bind("127.0.0.1:0").unwrap(), Arc::new(AtomicUsize::new(0)));
        let passage = Self { port: listener.local_addr().unwrap().port(), bytes: bytes.clone() };
        thread::spawn(move || {
            for here in listener.incoming().map(Result::unwrap) {
                let there = TcpStream::connect(("127.0.0.1", port)).unwrap();
                let (back, answers) = (here.try_clone().unwrap(), there.try_clone().unwrap());
                let sent = bytes.clone();
                thread::spawn(move || pass_on(here, there, &sent));
                thread::spawn(move || pass_on(answers, back, &AtomicUsize::new(0)));
            }
        });
        passage
    }

    /// A plan with the snapshot has come through.
    pub fn wait_for_plan(&self) {
        let snapshot = Snapshot::new(&snapshot()).unwrap().without_accounts().encode();
        wait_until("the plan", || self.bytes.load(Ordering::Relaxed) > snapshot.len());
    }
}

/// Until one of them ends it; then both are over.
fn pass_on(mut from: TcpStream, mut to: TcpStream, count: &AtomicUsize) {
    let mut bytes = [0; 4_096];
    while let Ok(length @ 1..) = from.read(&mut bytes) {
        if to.write_all(&bytes[..length]).is_err() {
            break;
        }
        count.fetch_add(length, Ordering::Relaxed);
    }
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}
