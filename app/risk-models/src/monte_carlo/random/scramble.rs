//! Random scrambling of Sobol's points.

/// A coordinate (times 2^32) scrambled: each bit is flipped or not, as a hash of the bits above it and the seed decides. What is even before is even
/// after, but every point is uniform by itself: means over the points have no bias, and scramblings with other seeds tell how far off they are.
///
/// Source: A. Owen, "Randomly permuted (t, m, s)-nets and (t, s)-sequences" (1995); by a hash in place of stored permutations: S. Laine and T. Karras,
/// "Stratified sampling for stochastic transparency" (2011), B. Burley, "Practical hash-based Owen scrambling" (2020); the constants are
/// those of N. Vegdahl, "Building a better LK hash" (2021).
pub fn scramble(coordinate: u32, seed: u32) -> u32 {
    // Bits only depend on lower ones in every step below; reversed, on higher ones.
    let mut bits = coordinate.reverse_bits();
    bits ^= bits.wrapping_mul(0x3d20_adea);
    bits = bits.wrapping_add(seed);
    bits = bits.wrapping_mul((seed >> 16) | 1);
    bits ^= bits.wrapping_mul(0x0552_6c56);
    bits ^= bits.wrapping_mul(0x53a2_2864);
    bits.reverse_bits()
}
