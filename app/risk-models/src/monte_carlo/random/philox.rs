//! Philox4x32-10: 128 random bits from a counter and a key.

const ROUNDS: usize = 10;
const MULTIPLIERS: [u32; 2] = [0xd251_1f53, 0xcd9e_8d57];
/// Added to the key after each round: the golden ratio and the root of three, less one, in 32 bits.
const KEY_STEPS: [u32; 2] = [0x9e37_79b9, 0xbb67_ae85];

/// Every counter gives other bits, for every key.
///
/// Source: J. Salmon, M. Moraes, R. Dror and D. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011); the tests have the
/// known answers of their library Random123.
pub fn philox(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let mut block = counter;
    let mut key = key;
    for _ in 0..ROUNDS {
        let (high_0, low_0) = multiplied(MULTIPLIERS[0], block[0]);
        let (high_1, low_1) = multiplied(MULTIPLIERS[1], block[2]);
        block = [high_1 ^ block[1] ^ key[0], low_1, high_0 ^ block[3] ^ key[1], low_0];
        key = [key[0].wrapping_add(KEY_STEPS[0]), key[1].wrapping_add(KEY_STEPS[1])];
    }
    block
}

/// The high and the low half of a product.
fn multiplied(left: u32, right: u32) -> (u32, u32) {
    let product = u64::from(left) * u64::from(right);
    ((product >> 32) as u32, product as u32)
}
