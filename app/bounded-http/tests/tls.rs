//! Questions under TLS to servers on this machine: the one that has a certificate which the machine trusts, and others.

use bounded_http::{post, run_to_end, Bytes, Endpoint, Limits, Scheme, StatusCode, Trouble};
use rcgen::{generate_simple_self_signed, CertifiedKey, KeyPair};
use std::{env, fs, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};
use tokio_rustls::{
    rustls::{crypto::ring, ServerConfig},
    TlsAcceptor,
};

const LIMITS: Limits = Limits { connect: Duration::from_secs(10), answer_len: 1_000 };

fn identity() -> CertifiedKey<KeyPair> {
    generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap()
}

fn acceptor(identity: &CertifiedKey<KeyPair>) -> TlsAcceptor {
    let key = identity.signing_key.serialize_der().try_into().unwrap();
    let settings = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![identity.cert.der().clone()], key);
    TlsAcceptor::from(Arc::new(settings.unwrap()))
}

/// What comes back from a server under this name, with this certificate or without TLS.
async fn asked(host: &str, identity: Option<&CertifiedKey<KeyPair>>) -> Result<(StatusCode, Bytes), Trouble> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{host}:{}/", listener.local_addr().unwrap().port());
    let acceptor = identity.map(acceptor);
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let Some(acceptor) = acceptor else { return stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap() };
        let Ok(mut stream) = acceptor.accept(stream).await else { return };
        let mut heard = vec![];
        while !heard.ends_with(b"question") {
            assert!(stream.read_buf(&mut heard).await.unwrap() > 0);
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nanswer").await.unwrap();
        stream.shutdown().await.ok();
    });
    let to = Endpoint::parse(&url, Scheme::Http).unwrap();
    let answer = post(&to, "text/plain", Bytes::from_static(b"question"), &LIMITS).await;
    server.await.unwrap();
    answer
}

/// One test, since a process reads its certificates once.
#[test]
fn only_a_host_with_a_certificate_that_the_machine_trusts_is_asked() {
    let (trusted, other) = (identity(), identity());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("trusted.pem");
    fs::write(&file, trusted.cert.pem()).unwrap();
    env::set_var("SSL_CERT_FILE", &file);
    run_to_end(async {
        assert_eq!(asked("localhost", Some(&trusted)).await, Ok((StatusCode::OK, Bytes::from_static(b"answer"))));
        for (host, identity, text) in [
            ("localhost", Some(&other), "invalid peer certificate"),
            ("127.0.0.1", Some(&trusted), "invalid peer certificate"),
            ("localhost", None, ""),
        ] {
            let trouble = asked(host, identity).await.unwrap_err();
            assert!(matches!(trouble, Trouble::NoTls(_)) && !trouble.is_passing(), "{trouble}");
            assert!(trouble.to_string().contains(text), "{trouble}");
        }
    })
    .unwrap();
}
