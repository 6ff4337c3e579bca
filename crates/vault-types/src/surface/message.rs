//! The message of the signers about a market's surface: a header, then from one to eight slices of 48 bytes.

use crate::signed::{
    message::{Domain, MessageHeader},
    SignedError,
};
use crate::state::VolSurface;
use bytemuck::{Pod, Zeroable};
use options_math::{Fix, SviParameters};

/// Type and version of the message.
pub const DOMAIN: Domain = *b"OPTVAULT SURF v1";

/// One expiry in the message: the parameters as the bits of [`Fix`], little endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct SignedSlice {
    pub expiry_ts: i64,
    pub a: i64,
    pub b: i64,
    pub rho: i64,
    pub m: i64,
    pub sigma: i64,
}

impl SignedSlice {
    const LEN: usize = size_of::<Self>();

    /// The smile's total variance, as it is at the message's `issued_ts`, for an expiry.
    pub fn new(expiry_ts: i64, parameters: &SviParameters) -> Self {
        let SviParameters { a, b, rho, m, sigma } = *parameters;
        let [a, b, rho, m, sigma] = [a, b, rho, m, sigma].map(Fix::to_bits);
        Self { expiry_ts, a, b, rho, m, sigma }
    }

    /// The parameters.
    pub fn parameters(&self) -> SviParameters {
        let [a, b, rho, m, sigma] = [self.a, self.b, self.rho, self.m, self.sigma].map(Fix::from_bits);
        SviParameters { a, b, rho, m, sigma }
    }
}

/// The bytes to sign.
pub fn encode(header: &MessageHeader, slices: &[SignedSlice]) -> Vec<u8> {
    [bytemuck::bytes_of(header), bytemuck::cast_slice(slices)].concat()
}

/// The message in the bytes; its length says how many slices there are.
pub fn decode(message: &[u8]) -> Result<(MessageHeader, Vec<SignedSlice>), SignedError> {
    let (header, body) = MessageHeader::split(message)?;
    let chunks = body.chunks_exact(SignedSlice::LEN);
    let is_whole = chunks.remainder().is_empty() && (1..=VolSurface::MAX_SLICES).contains(&chunks.len());
    if !is_whole {
        return Err(SignedError::Length);
    }
    Ok((header, chunks.map(bytemuck::pod_read_unaligned).collect()))
}
