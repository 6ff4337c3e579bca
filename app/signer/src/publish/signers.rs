//! The file with the signers: who they are on chain, and where they answer.

use bounded_http::{Endpoint, EndpointError, Scheme};
use bytemuck::Zeroable as _;
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
    /// `http://HOST:PORT` or `https://HOST:PORT`, with a path if a proxy in between asks for one.
    pub url: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SignersError {
    #[error("address of signer {row} must be 32 bytes in base 58, as Solana prints them")]
    Address { row: usize },
    #[error("url of signer {row}: {error}")]
    Url { row: usize, error: EndpointError },
    #[error("url of signer {row} has a query: leave it out, signers are asked below the path")]
    Query { row: usize },
    #[error("quorum and signers must be those of the chain: one to eight different addresses in its order, and a quorum of one to all")]
    Set,
}

/// Members of the set, each with its place in the network.
#[derive(Clone, Debug)]
pub struct Signers {
    set: SignerSet,
    urls: Vec<Endpoint>,
}

impl Signers {
    /// Rows are counted from 1.
    pub fn new(input: &SignersInput) -> Result<Self, SignersError> {
        let rows = || (1..).zip(&input.signers);
        let address =
            |(row, signer): (usize, &SignerInput)| signer.address.parse().map_err(|_| SignersError::Address { row });
        let url = |(row, signer): (usize, &SignerInput)| endpoint(row, &signer.url);
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

    pub fn iter(&self) -> impl Iterator<Item = (&Pubkey, &Endpoint)> {
        self.set.members().iter().zip(&self.urls)
    }
}

/// Where a signer is asked for a signature: below the path of its url.
fn endpoint(row: usize, url: &str) -> Result<Endpoint, SignersError> {
    let base = Endpoint::parse(url, Scheme::Http).map_err(|error| SignersError::Url { row, error })?;
    base.below("/v1/sign").ok_or(SignersError::Query { row })
}
