//! SHA-256, by the chain's system call where there is one.

/// The hash of the parts one after the other.
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    solana_sha256_hasher::hashv(parts).to_bytes()
}
