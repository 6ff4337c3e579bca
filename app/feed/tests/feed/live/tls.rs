//! A node behind a proxy that encrypts.

use super::{
    command::{folder, node, RECORD},
    node::Mood,
    *,
};
use rcgen::{generate_simple_self_signed, CertifiedKey, KeyPair};
use std::{fs, process::Command, thread};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    runtime,
    time::timeout,
};
use tokio_rustls::{
    rustls::{crypto::ring, ServerConfig},
    TlsAcceptor,
};

/// Behind a proxy with TLS the same node is recorded by those who trust its certificate, and by nobody else.
#[test]
fn a_node_is_recorded_under_tls() {
    let (folder, (rpc, websocket, update)) = (folder(), node(Mood::Good));
    let identity = generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    fs::write(folder.path().join("trusted.pem"), identity.cert.pem()).unwrap();
    let port = tls_proxy(&identity, Endpoint::parse(&rpc, Scheme::Http).unwrap().port());
    let [rpc, websocket] = [rpc, websocket].map(|url| {
        let (scheme, rest) = url.split_once("://").unwrap();
        format!("{scheme}s://localhost:{port}{}", &rest[rest.find('/').unwrap()..])
    });
    let asked = [&RECORD[..], &["--rpc", &rpc, "--websocket", &websocket]].concat();
    let run = |trusted: &str| {
        let command = Command::new(env!("CARGO_BIN_EXE_feed"))
            .current_dir(&folder)
            .args(&asked)
            .env("SSL_CERT_FILE", trusted)
            .output();
        command.unwrap()
    };
    let recorded = run("trusted.pem");
    assert_eq!(recorded.status.code(), Some(0), "{recorded:?}");
    let entries = Reader::open(&folder.path().join("ticks.jsonl")).unwrap().collect::<Result<Vec<_>, _>>().unwrap();
    assert_eq!(entries.iter().filter_map(|entry| entry.update.as_ref()).collect::<Vec<_>>(), [&update]);

    fs::remove_file(folder.path().join("ticks.jsonl")).unwrap();
    let other = generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    fs::write(folder.path().join("other.pem"), other.cert.pem()).unwrap();
    let refused = run("other.pem");
    assert!(String::from_utf8_lossy(&refused.stderr).contains("invalid peer certificate"), "{refused:?}");
    assert!(refused.status.code() == Some(4) && !folder.path().join("ticks.jsonl").exists());
}

/// Decrypts for the port behind it, on a thread of its own, which ends with the test; returns its own port.
fn tls_proxy(identity: &CertifiedKey<KeyPair>, behind: u16) -> u16 {
    let key = identity.signing_key.serialize_der().try_into().unwrap();
    let settings = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![identity.cert.der().clone()], key);
    let acceptor = TlsAcceptor::from(Arc::new(settings.unwrap()));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener).unwrap();
            timeout(PATIENCE, decrypt(&listener, &acceptor, behind)).await.ok();
        });
    });
    port
}

async fn decrypt(listener: &TcpListener, acceptor: &TlsAcceptor, behind: u16) {
    loop {
        let (stream, acceptor) = (listener.accept().await.unwrap().0, acceptor.clone());
        tokio::spawn(async move {
            let mut outside = acceptor.accept(stream).await.ok()?;
            let mut inside = TcpStream::connect(("127.0.0.1", behind)).await.ok()?;
            copy_bidirectional(&mut outside, &mut inside).await.ok()
        });
    }
}
