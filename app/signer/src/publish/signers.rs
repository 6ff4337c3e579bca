//! The file with the signers: who they are on chain, and where they answer.

use bytemuck::Zeroable as _;
use hyper::Uri;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use vault_types::{state::SignerSet, Pubkey};

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SignersInput {
    /// How many signatures the chain asks for.
    pub quorum: u8,
    /// All members, in the order of the set on chain.
    pub signers: Vec<SignerInput>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SignerInput {
    /// The public key in base 58.
    pub address: String,
    /// `http://HOST:PORT`, with a path if a proxy in between asks for one.
    pub url: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SignersError {
    #[error("address of signer {row} must be 32 bytes in base 58, as Solana prints them")]
    Address { row: usize },
    #[error("url of signer {row} must be http://HOST:PORT: bring TLS as a tunnel or proxy on this machine")]
    Url { row: usize },
    #[error("quorum and signers must be those of the chain: one to eight different addresses in its order, and a quorum of one to all")]
    Set,
}

/// Members of the set, each with its place in the network.
#[derive(Clone, Debug)]
pub struct Signers {
    set: SignerSet,
    urls: Vec<Url>,
}

impl Signers {
    /// Rows are counted from 1.
    pub fn new(input: &SignersInput) -> Result<Self, SignersError> {
        let rows = || (1..).zip(&input.signers);
        let address =
            |(row, signer): (usize, &SignerInput)| signer.address.parse().map_err(|_| SignersError::Address { row });
        let url = |(row, signer): (usize, &SignerInput)| Url::parse(&signer.url).ok_or(SignersError::Url { row });
        let keys = rows().map(address).collect::<Result<Vec<Pubkey>, _>>()?;
        let urls = rows().map(url).collect::<Result<_, _>>()?;
        let mut set = SignerSet::zeroed();
        set.replace(input.quorum, &keys).map_err(|_| SignersError::Set)?;
        Ok(Self { set, urls })
    }

    /// Keys and quorum as on chain. Its generation is not the chain's: that stands in the message.
    pub fn set(&self) -> &SignerSet {
        &self.set
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Pubkey, &Url)> {
        self.set.members().iter().zip(&self.urls)
    }
}

/// Where a signer answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    /// Without the brackets of an address of version 6.
    pub host: String,
    pub port: u16,
    /// Host and port as they were written.
    pub authority: String,
    /// Of the request for a signature.
    pub path: String,
}

impl Url {
    /// `None` for anything but `http://HOST[:PORT][/PATH]`.
    pub fn parse(text: &str) -> Option<Self> {
        let uri: Uri = text.parse().ok()?;
        let (authority, host) = (uri.authority()?, uri.host()?);
        let is_plain = uri.scheme_str() == Some("http") && uri.query().is_none() && !authority.as_str().contains('@');
        let port = match authority.as_str().strip_prefix(host)? {
            "" => 80,
            port => port.strip_prefix(':')?.parse().ok()?,
        };
        let path = format!("{}/v1/sign", uri.path().trim_end_matches('/'));
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        (is_plain && !host.is_empty()).then(|| Self { host, port, authority: authority.to_string(), path })
    }
}
