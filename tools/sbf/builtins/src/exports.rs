//! The arithmetic under the names and the calling convention that the tool's rules expect: results go to memory behind the
//! first argument, wide operands come as a low and a high word.

use crate::divide::{divide_signed, divide_unsigned, join};
use crate::multiply::{multiply_256, multiply_signed, multiply_signed_words, multiply_unsigned};

/// Where a result of up to `N` words goes.
type Output<const N: usize> = *mut [u64; N];

fn words(number: u128) -> [u64; 2] {
    [number as u64, (number >> 64) as u64]
}

/// # Safety
/// `output` is writable memory for the result, aligned to 8 bytes.
unsafe fn write<const N: usize>(output: Output<N>, result: [u64; N]) {
    unsafe { output.write(result) }
}

macro_rules! division {
    ($name:ident, $number:ty, $divide:ident, $part:tt) => {
        #[unsafe(no_mangle)]
        #[inline(never)]
        unsafe extern "C" fn $name(output: Output<2>, a0: u64, a1: u64, b0: u64, b1: u64) {
            let result = $divide(join(a1, a0) as $number, join(b1, b0) as $number).$part;
            unsafe { write(output, words(result as u128)) }
        }
    };
}

division!(__sbf_udiv128, u128, divide_unsigned, 0);
division!(__sbf_urem128, u128, divide_unsigned, 1);
division!(__sbf_sdiv128, i128, divide_signed, 0);
division!(__sbf_srem128, i128, divide_signed, 1);

macro_rules! overflowing_multiplication {
    ($name:ident, $number:ty, $multiply:ident) => {
        #[unsafe(no_mangle)]
        #[inline(never)]
        unsafe extern "C" fn $name(output: Output<3>, a0: u64, a1: u64, b0: u64, b1: u64) {
            let (product, overflow) = $multiply(join(a1, a0) as $number, join(b1, b0) as $number);
            let [low, high] = words(product as u128);
            unsafe { write(output, [low, high, u64::from(overflow)]) }
        }
    };
}

overflowing_multiplication!(__sbf_umulo128, u128, multiply_unsigned);
overflowing_multiplication!(__sbf_smulo128, i128, multiply_signed);

#[unsafe(no_mangle)]
#[inline(never)]
unsafe extern "C" fn __sbf_smulo64(output: Output<2>, a: i64, b: i64) {
    let (product, overflow) = multiply_signed_words(a, b);
    unsafe { write(output, [product as u64, u64::from(overflow)]) }
}

#[unsafe(no_mangle)]
#[inline(never)]
unsafe extern "C" fn __sbf_mul256(output: Output<4>, a: *const [u64; 4], b: *const [u64; 4]) {
    unsafe { write(output, multiply_256(a.read(), b.read())) }
}
