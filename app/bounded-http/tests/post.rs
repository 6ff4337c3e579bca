//! Questions to a server on this machine that answers well, too much, too late, or not in HTTP; and urls.

use bounded_http::{post, run_to_end, shown, Bytes, Endpoint, Limits, Scheme, StatusCode, Trouble};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

const LIMITS: Limits = Limits { connect: Duration::from_secs(10), answer_len: 1_000 };

/// What comes back of one question to a server that says this, and what the server has heard.
async fn said(answer: String) -> (Result<(StatusCode, Bytes), Trouble>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let to = Endpoint::parse(&format!("http://{}/a?b=c", listener.local_addr().unwrap()), Scheme::Http).unwrap();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut heard = vec![];
        while !heard.ends_with(b"question") {
            let mut part = [0; 1_024];
            let length = stream.read(&mut part).await.unwrap();
            heard.extend_from_slice(&part[..length]);
        }
        stream.write_all(answer.as_bytes()).await.ok();
        stream.shutdown().await.ok();
        String::from_utf8(heard).unwrap()
    });
    let answer = post(&to, "text/plain", Bytes::from_static(b"question"), &LIMITS).await;
    (answer, server.await.unwrap())
}

fn with_body(length: usize, announced: usize) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {announced}\r\n\r\n{}", "x".repeat(length))
}

#[tokio::test]
async fn a_question_and_its_answer_arrive_whole() {
    let (answer, heard) = said("HTTP/1.1 429 Wait\r\nContent-Length: 5\r\n\r\nlater".to_owned()).await;
    assert_eq!(answer, Ok((StatusCode::TOO_MANY_REQUESTS, Bytes::from_static(b"later"))));
    assert!(heard.starts_with("POST /a?b=c HTTP/1.1\r\n"), "{heard}");
    assert!(heard.contains("content-type: text/plain\r\n") && heard.contains("host: 127.0.0.1:"), "{heard}");
}

#[tokio::test]
async fn an_answer_ends_at_its_limit() {
    assert_eq!(said(with_body(1_000, 1_000)).await.0.unwrap().1.len(), 1_000);
    let endless = format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(1_001));
    for long in [with_body(1_001, 1_001), with_body(0, 999_999_999), endless] {
        let trouble = said(long).await.0.unwrap_err();
        assert!(trouble == Trouble::TooLong { most: 1_000 } && !trouble.is_passing(), "{trouble}");
    }
}

#[tokio::test]
async fn each_failure_has_its_name() {
    let headers = format!("HTTP/1.1 200 OK\r\n{}\r\n", "X-More: x\r\n".repeat(40));
    let cases: [(String, &str, bool); 4] = [
        (with_body(10, 11), "the answer broke off", true),
        (String::new(), "the connection broke", true),
        (headers, "it does not answer in HTTP", false),
        ("no HTTP\r\n\r\n".to_owned(), "it does not answer in HTTP", false),
    ];
    for (answer, text, is_passing) in cases {
        let trouble = said(answer).await.0.unwrap_err();
        assert!(trouble.to_string().starts_with(text) && trouble.is_passing() == is_passing, "{trouble}");
    }
    let nobody = Endpoint::parse("http://127.0.0.1:1", Scheme::Http).unwrap();
    let trouble = post(&nobody, "text/plain", Bytes::new(), &LIMITS).await.unwrap_err();
    assert!(matches!(trouble, Trouble::NoConnection(_)) && trouble.is_passing(), "{trouble}");
}

#[test]
fn a_path_is_added_below_that_of_the_url() {
    let below = |url: &str| {
        let endpoint = Endpoint::parse(url, Scheme::Http).unwrap().below("/v1/sign");
        endpoint.map(|endpoint| endpoint.path().to_owned())
    };
    for url in ["http://node", "http://node/", "http://node:80"] {
        assert_eq!(below(url).as_deref(), Some("/v1/sign"), "{url}");
    }
    assert_eq!(below("http://[::1]:80/proxy/").as_deref(), Some("/proxy/v1/sign"));
    assert_eq!(below("http://node/?key=1"), None);
}

/// Somebody who never ends is left behind; were it waited for, this test would not end.
#[test]
fn nobody_waits_for_what_was_left_behind() {
    let (sender, receiver) = std::sync::mpsc::channel::<()>();
    let left_behind = async { drop(tokio::task::spawn_blocking(move || receiver.recv())) };
    run_to_end(left_behind).unwrap();
    drop(sender);
}

#[test]
fn foreign_texts_stay_on_their_line() {
    assert_eq!(shown("a\nb\u{1b}[1mé and more", 10), "a?b?[1m? a");
}
