//! By a scheduler and executors, each a process of its own.

use super::*;

/// A process that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(folder: &Path, arguments: &[&str]) -> Running {
    let mut command = Command::new(env!("CARGO_BIN_EXE_risk-engine"));
    // What it keeps goes away with the folder, also when it is killed.
    command.current_dir(folder).env("TMPDIR", folder).args(arguments).stdout(Stdio::piped());
    Running(command.spawn().unwrap())
}

/// A port of the scheduler on this machine; the system chooses it.
fn scheduler(folder: &Path) -> (Running, u16) {
    let mut running = start(folder, &["batch-scheduler", "--listen", "127.0.0.1:0"]);
    let mut line = String::new();
    BufReader::new(running.0.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let port = line.trim().strip_prefix("http://127.0.0.1:").unwrap().parse().unwrap();
    (running, port)
}

/// Ports that nobody listened on a moment ago.
fn ports<const N: usize>() -> [u16; N] {
    let listeners = [(); N].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().port())
}

/// One that takes a task at a time, with a folder of its own. It listens when the scheduler knows it.
fn executor(folder: &Path, scheduler: u16) -> Running {
    fs::create_dir_all(folder).unwrap();
    for _ in 0..5 {
        let [listen, grpc_port] = ports();
        let [scheduler, grpc_port] = [scheduler, grpc_port].map(|port| port.to_string());
        let address = SocketAddr::from(([127, 0, 0, 1], listen));
        let options = ["--scheduler-port", &scheduler, "--listen", &address.to_string(), "--grpc-port", &grpc_port];
        let mut running = start(folder, &[&["batch-executor", "--tasks", "1"][..], &options].concat());
        let end = Instant::now() + PATIENCE;
        // Where somebody else was quicker to take a port, it ends.
        while running.0.try_wait().unwrap().is_none() {
            if TcpStream::connect(address).is_ok() {
                return running;
            }
            assert!(Instant::now() < end, "nobody listens on {address}");
            sleep(Duration::from_millis(20));
        }
    }
    panic!("no executor could be started");
}

fn signal(running: &Running, name: &str) {
    assert!(Command::new("kill").args([name, &running.0.id().to_string()]).status().unwrap().success());
}

/// The batch by the scheduler at this port, in so many parts.
fn start_there(folder: &Path, scheduler: u16, parts: &str) -> Running {
    let url = format!("http://127.0.0.1:{scheduler}");
    start(folder, &[&BATCH[..6], &["there.parquet", "--ballista", &url, "--parts", parts]].concat())
}

/// What it has written.
#[track_caller]
fn finish_there(folder: &Path, mut running: Running) -> Vec<u8> {
    let end = Instant::now() + PATIENCE;
    let status = loop {
        match running.0.try_wait().unwrap() {
            Some(status) => break status,
            None => assert!(Instant::now() < end, "the batch does not end"),
        }
        sleep(Duration::from_millis(20));
    };
    assert!(status.success(), "{status}");
    let written = fs::read(folder.join("there.parquet")).unwrap();
    fs::remove_file(folder.join("there.parquet")).unwrap();
    written
}

/// Files below a folder with what an executor has computed for others.
fn results(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { results(&path) } else { 1 }).sum()
}

#[test]
fn a_fleet_writes_the_same_bytes() {
    let folder = folder();
    run(folder.path(), &BATCH);
    let here = fs::read(folder.path().join("thresholds.parquet")).unwrap();
    let (_scheduler, port) = scheduler(folder.path());
    let [first_folder, second_folder] = ["first", "second"].map(|name| folder.path().join(name));
    let (first, _second) = (executor(&first_folder, port), executor(&second_folder, port));
    let there = |parts| finish_there(folder.path(), start_there(folder.path(), port, parts));
    assert!(there("16") == here);
    for folder in [&first_folder, &second_folder] {
        assert!(results(folder) > 0, "both have done a part");
        let own = fs::read_dir(folder).unwrap().next().unwrap().unwrap().metadata().unwrap();
        assert_eq!(own.permissions().mode() & 0o777, 0o700, "nobody else reads it");
    }
    drop(first);
    assert!(there("3") == here, "with the executor that is left");
}

/// It has been given a part, and never gives it back.
#[test]
fn another_executor_does_the_part_of_one_that_is_killed() {
    let folder = folder();
    run(folder.path(), &BATCH);
    let here = fs::read(folder.path().join("thresholds.parquet")).unwrap();
    let (_scheduler, port) = scheduler(folder.path());
    let [first, _second] = ["first", "second"].map(|name| executor(&folder.path().join(name), port));
    signal(&first, "-STOP");
    let mut batch = start_there(folder.path(), port, "16");
    sleep(Duration::from_secs(2));
    assert_eq!(batch.0.try_wait().unwrap(), None, "it waits for the one that has stopped");
    drop(first);
    assert!(finish_there(folder.path(), batch) == here);
}

#[test]
fn a_batch_whose_scheduler_is_gone_ends_with_one_line() {
    let folder = folder();
    let (scheduler, port) = scheduler(folder.path());
    let first = executor(&folder.path().join("first"), port);
    signal(&first, "-STOP");
    let batch = thread::scope(|scope| {
        let url = format!("http://127.0.0.1:{port}");
        let folder = folder.path();
        let batch = scope.spawn(move || run(folder, &[&BATCH[..], &["--ballista", &url]].concat()));
        sleep(Duration::from_secs(2));
        assert!(!batch.is_finished(), "it waits for the one that has stopped");
        drop(scheduler);
        batch.join().unwrap()
    });
    assert_refused(&batch, &format!("error: the fleet at http://127.0.0.1:{port} has not finished ("));
    assert!(!folder.path().join("thresholds.parquet").exists());
}

#[test]
fn what_is_wrong_with_a_fleet_is_said_in_one_line() {
    let folder = folder();
    let folder = folder.path();
    let [port] = ports();
    let nobody = format!("http://127.0.0.1:{port}");
    let output = run(folder, &[&BATCH[..], &["--ballista", &nobody]].concat());
    assert_refused(&output, &format!("error: the scheduler at {nobody} cannot be used ("));
    let output = run(folder, &[&BATCH[..], &["--ballista", "nowhere"]].concat());
    assert_refused(&output, "error: the scheduler at nowhere cannot be used (");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = run(folder, &["batch-scheduler", "--listen", &address]);
    assert_refused(&output, &format!("error: nothing can be served at {address} (Address already in use"));
    let [free, other] = ports();
    let alone = format!("127.0.0.1:{free}");
    let executor_at = |listen: &str, grpc_port: u16| {
        let (scheduler, grpc_port) = (port.to_string(), grpc_port.to_string());
        let options = ["--scheduler-port", &scheduler, "--listen", listen, "--grpc-port", &grpc_port];
        run(folder, &[&["batch-executor"][..], &options].concat())
    };
    let said = format!("error: nothing can be served at {address} (Address already in use");
    assert_refused(&executor_at(&address, other), &said);
    assert_refused(&executor_at(&alone, taken.local_addr().unwrap().port()), &said);
    let said = format!("error: nothing can be served at {alone} (");
    assert_refused(&executor_at(&alone, other), &said);

    let (_scheduler, port) = scheduler(folder);
    let _executor = executor(&folder.join("first"), port);
    let url = format!("http://127.0.0.1:{port}");
    with_accounts(folder, |accounts| accounts[3].options[0].market = "nowhere".to_owned());
    let output =
        run(folder, &[&BATCH[..4], &["changed.parquet", "--out", "there.parquet", "--ballista", &url]].concat());
    let third = self::address(3);
    assert_refused(&output, &format!("error: changed.parquet: account {third}, options[0].market: give 32 bytes"));
    assert!(!folder.join("there.parquet").exists());
}
