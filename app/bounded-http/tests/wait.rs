//! How long to wait after failures in a row.

use bounded_http::Wait;
use std::time::Duration;

#[test]
fn waits_double_up_to_a_bound() {
    let secs = Duration::from_secs;
    let mut wait = Wait::new(secs(1), secs(5));
    assert_eq!([(); 5].map(|()| wait.failed()), [1, 2, 4, 5, 5].map(secs));
    wait.succeeded();
    assert_eq!([(); 2].map(|()| wait.failed()), [1, 2].map(secs));
}
