//! Signers that are none: they answer with whatever the test wants, on a thread that ends with the test.

use super::service::PATIENCE;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

/// Longer than anybody who asks here may wait.
const LONG: Duration = Duration::from_secs(400);

/// Starts one, and returns its url. `answer` gets each connection, after the request, with its number.
pub fn fake(answer: impl Fn(usize, &mut TcpStream) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate().take(200) {
            let mut stream = stream.unwrap();
            stream.set_read_timeout(Some(PATIENCE)).unwrap();
            stream.set_write_timeout(Some(PATIENCE)).unwrap();
            if stream.read(&mut [0; 4_096]).is_ok() {
                answer(number, &mut stream);
                // Closed with something unread, a connection takes its last bytes with it.
                stream.shutdown(Shutdown::Write).ok();
                while stream.read(&mut [0; 4_096]).is_ok_and(|len| len > 0) {}
            }
        }
    });
    url
}

/// Always with these bytes.
pub fn saying(answer: impl Into<Vec<u8>>) -> String {
    let answer = answer.into();
    fake(move |_, stream| drop(stream.write_all(&answer)))
}

/// Begins with this, and goes on with that until nobody listens any more.
pub fn endless(first: &'static str, then: &'static str) -> String {
    fake(move |_, stream| {
        let start = Instant::now();
        stream.write_all(first.as_bytes()).ok();
        while start.elapsed() < LONG && stream.write_all(then.repeat(100).as_bytes()).is_ok() {}
    })
}

/// Says this much and then nothing, but keeps the connection.
pub fn stuck(first: &'static str) -> String {
    fake(move |_, stream| {
        stream.write_all(first.as_bytes()).ok();
        // Until the other side has gone.
        stream.set_read_timeout(Some(LONG)).unwrap();
        while stream.read(&mut [0; 64]).is_ok_and(|len| len > 0) {}
    })
}

/// An address where nobody listens.
pub fn dead() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

pub fn ok(body: &str) -> String {
    with_status("200 OK", body)
}

pub fn with_status(status: &str, body: &str) -> String {
    with_length(status, body.len(), body)
}

/// With the length that is said, whatever the body has.
pub fn with_length(status: &str, len: usize, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Length: {len}\r\n\r\n{body}")
}
