//! By a scheduler and executors, each a process of its own.

use super::processes::*;
use super::*;

/// What an executor is given of a batch is longer than whatever else it is asked.
const A_PART: u64 = 1_000;

#[test]
fn a_fleet_writes_the_same_bytes() {
    let folder = folder();
    run(folder.path(), &BATCH);
    let here = fs::read(folder.path().join("thresholds.parquet")).unwrap();
    let (_scheduler, port) = scheduler(folder.path());
    let [first_folder, second_folder] = ["first", "second"].map(|name| folder.path().join(name));
    let [(first, _), _second] = [&first_folder, &second_folder].map(|folder| executor(folder, port));
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

/// One of two has been given a part, does not answer, and then has this done to it.
fn finishes_without_one(then: fn(Running) -> Option<Running>) {
    let folder = folder();
    run(folder.path(), &BATCH);
    let here = fs::read(folder.path().join("thresholds.parquet")).unwrap();
    let (_scheduler, port) = scheduler(folder.path());
    let [(first, grpc_port), _second] = ["first", "second"].map(|name| executor(&folder.path().join(name), port));
    signal(&first, "-STOP");
    let mut batch = start_there(folder.path(), port, "16");
    wait_until("a part for it", || unread_bytes(grpc_port) > A_PART);
    assert!(!batch.has_ended(), "it waits for the one that has stopped");
    let _first = then(first);
    assert!(finish_there(folder.path(), batch) == here);
}

#[test]
fn another_executor_does_the_part_of_one_that_is_killed() {
    finishes_without_one(|first| {
        drop(first);
        None
    });
}

#[test]
fn another_executor_does_the_part_of_one_that_hangs() {
    finishes_without_one(Some);
}

#[test]
fn without_an_executor_a_batch_waits_for_the_first() {
    let folder = folder();
    run(folder.path(), &BATCH);
    let here = fs::read(folder.path().join("thresholds.parquet")).unwrap();
    let (_scheduler, port) = scheduler(folder.path());
    let passage = Passage::to(port);
    let mut batch = start_there(folder.path(), passage.port, "16");
    passage.wait_for_plan();
    // Longer than it would wait for another after the last.
    sleep(Duration::from_secs(13));
    assert!(!batch.has_ended());
    let _first = executor(&folder.path().join("first"), port);
    assert!(finish_there(folder.path(), batch) == here);
}

#[test]
fn a_batch_whose_last_executor_is_gone_ends_with_one_line() {
    let folder = folder();
    let (_scheduler, port) = scheduler(folder.path());
    let (first, grpc_port) = executor(&folder.path().join("first"), port);
    signal(&first, "-STOP");
    let batch = start_there(folder.path(), port, "16");
    wait_until("a part for it", || unread_bytes(grpc_port) > A_PART);
    drop(first);
    let said = format!("error: the fleet at http://127.0.0.1:{port} has not finished (");
    assert_of_a_machine(&batch.output(), &said);
    assert!(!folder.path().join("there.parquet").exists());
}

#[test]
fn a_batch_whose_scheduler_is_gone_ends_with_one_line() {
    let folder = folder();
    let (scheduler, port) = scheduler(folder.path());
    let passage = Passage::to(port);
    let mut batch = start_there(folder.path(), passage.port, "16");
    passage.wait_for_plan();
    assert!(!batch.has_ended(), "it waits for an executor");
    drop(scheduler);
    let said = format!("error: the fleet at http://127.0.0.1:{} has not finished (", passage.port);
    assert_of_a_machine(&batch.output(), &said);
    assert!(!folder.path().join("there.parquet").exists());
}

#[test]
fn what_is_wrong_with_a_fleet_is_said_in_one_line() {
    let folder = folder();
    let folder = folder.path();
    let [port] = ports();
    let nobody = format!("http://127.0.0.1:{port}");
    let output = run(folder, &[&BATCH[..], &["--ballista", &nobody]].concat());
    assert_of_a_machine(&output, &format!("error: the scheduler at {nobody} cannot be used ("));
    let output = run(folder, &[&BATCH[..], &["--ballista", "nowhere"]].concat());
    assert_of_a_machine(&output, "error: the scheduler at nowhere cannot be used (");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = run(folder, &["batch-scheduler", "--listen", &address]);
    assert_of_a_machine(&output, &format!("error: nothing can be served at {address} (Address already in use"));
    let [free, other] = ports();
    let alone = format!("127.0.0.1:{free}");
    let executor_at = |listen: &str, grpc_port: u16| {
        let (scheduler, grpc_port) = (port.to_string(), grpc_port.to_string());
        let options = ["--scheduler-port", &scheduler, "--listen", listen, "--grpc-port", &grpc_port];
        run(folder, &[&["batch-executor"][..], &options].concat())
    };
    let said = format!("error: nothing can be served at {address} (Address already in use");
    assert_of_a_machine(&executor_at(&address, other), &said);
    assert_of_a_machine(&executor_at(&alone, taken.local_addr().unwrap().port()), &said);
    let said = format!("error: nothing can be served at {alone} (");
    assert_of_a_machine(&executor_at(&alone, other), &said);

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
