//! A connection to whoever answers at a url: encrypted if the url says so, and then only to a host with a certificate that this machine trusts.

use super::{Endpoint, Trouble};
use std::{
    io,
    sync::{Arc, OnceLock},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{
    rustls::{
        crypto::ring,
        pki_types::{CertificateDer, ServerName},
        ClientConfig, RootCertStore,
    },
    TlsConnector,
};

/// Bytes both ways.
pub trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Duplex for T {}

/// Connects, and is done with that within so long.
///
/// Certificates are held against those of the machine: where Debian's package `ca-certificates` has them, or in the file that `SSL_CERT_FILE` names.
pub async fn connect(to: &Endpoint, within: Duration) -> Result<Box<dyn Duplex>, Trouble> {
    timeout(within, open(to)).await.map_err(|_| Trouble::NoConnectionInTime)?
}

async fn open(to: &Endpoint) -> Result<Box<dyn Duplex>, Trouble> {
    let no_connection = |error: io::Error| Trouble::NoConnection(error.to_string());
    let stream = TcpStream::connect((to.host(), to.port())).await.map_err(no_connection)?;
    if !to.has_tls() {
        return Ok(Box::new(stream));
    }
    let name = ServerName::try_from(to.host().to_owned()).map_err(|error| Trouble::Request(error.to_string()))?;
    let connector = TlsConnector::from(settings()?);
    let encrypted = connector.connect(name, stream).await.map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData => Trouble::NoTls(error.to_string()),
        _ => no_connection(error),
    })?;
    Ok(Box::new(encrypted))
}

/// Read from the machine once.
fn settings() -> Result<Arc<ClientConfig>, Trouble> {
    static SETTINGS: OnceLock<Result<Arc<ClientConfig>, Trouble>> = OnceLock::new();
    SETTINGS.get_or_init(|| trusting(rustls_native_certs::load_native_certs().certs)).clone()
}

fn trusting(certificates: Vec<CertificateDer<'_>>) -> Result<Arc<ClientConfig>, Trouble> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(certificates);
    if roots.is_empty() {
        return Err(Trouble::NoRoots);
    }
    let builder =
        ClientConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| Trouble::NoTls(error.to_string()))?;
    Ok(Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_certificates_the_user_is_told_where_they_come_from() {
        let trouble = trusting(vec![]).map(|_| ()).unwrap_err();
        assert!(trouble == Trouble::NoRoots && trouble.to_string().contains("SSL_CERT_FILE"), "{trouble}");
    }
}
