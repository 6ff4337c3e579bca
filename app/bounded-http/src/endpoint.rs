//! Where a node or a signer answers.

use hyper::Uri;
use std::fmt;
use thiserror::Error;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Http,
    Websocket,
}

impl Scheme {
    /// Without and with TLS.
    const fn names(self) -> [&'static str; 2] {
        match self {
            Self::Http => ["http", "https"],
            Self::Websocket => ["ws", "wss"],
        }
    }
}

/// Shown without path and query, which may hold somebody's key.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    scheme: Scheme,
    has_tls: bool,
    /// Without the brackets of an address of version 6.
    host: String,
    port: u16,
    /// Host and port as they were written.
    authority: String,
    /// Path and query.
    path: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the url must be {plain}://HOST:PORT/PATH, or {tls}://HOST:PORT/PATH under TLS", plain = .0.names()[0], tls = .0.names()[1])]
pub struct EndpointError(Scheme);

impl Endpoint {
    pub fn parse(text: &str, scheme: Scheme) -> Result<Self, EndpointError> {
        Self::read(text, scheme).ok_or(EndpointError(scheme))
    }

    fn read(text: &str, scheme: Scheme) -> Option<Self> {
        let uri: Uri = text.parse().ok()?;
        let (authority, host) = (uri.authority()?, uri.host()?);
        let [plain, under_tls] = scheme.names();
        let name = uri.scheme_str().filter(|_| !authority.as_str().contains('@'))?;
        let has_tls = name == under_tls;
        let port = match authority.as_str().strip_prefix(host)? {
            "" if has_tls => 443,
            "" => 80,
            port => port.strip_prefix(':')?.parse().ok()?,
        };
        let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let is_known = has_tls || name == plain;
        let authority = authority.to_string();
        (is_known && !host.is_empty()).then_some(Self { scheme, has_tls, host, port, authority, path })
    }

    /// Is the connection encrypted, and the host's certificate asked for?
    pub fn has_tls(&self) -> bool {
        self.has_tls
    }

    pub fn host(&self) -> &str {
        &self.host
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Host and port as they were written.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Path and query.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The same with this below its path; `None` if it has a query.
    pub fn below(&self, path: &str) -> Option<Self> {
        let path = format!("{}{path}", self.path.trim_end_matches('/'));
        (!self.path.contains('?')).then(|| Self { path, ..self.clone() })
    }

    /// All of it.
    pub fn url(&self) -> String {
        format!("{self}{}", self.path)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme.names()[usize::from(self.has_tls)], self.authority)
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
