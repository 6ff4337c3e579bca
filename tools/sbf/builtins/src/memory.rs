//! The memory functions that compiled code expects to exist, through the SVM's syscalls.

unsafe extern "C" {
    fn sol_memcpy_(target: *mut u8, source: *const u8, length: u64);
    fn sol_memmove_(target: *mut u8, source: *const u8, length: u64);
    fn sol_memset_(target: *mut u8, byte: u8, length: u64);
    fn sol_memcmp_(a: *const u8, b: *const u8, length: u64, result: *mut i32);
}

#[unsafe(no_mangle)]
unsafe extern "C" fn memcpy(target: *mut u8, source: *const u8, length: usize) -> *mut u8 {
    unsafe { sol_memcpy_(target, source, length as u64) };
    target
}

#[unsafe(no_mangle)]
unsafe extern "C" fn memmove(target: *mut u8, source: *const u8, length: usize) -> *mut u8 {
    unsafe { sol_memmove_(target, source, length as u64) };
    target
}

#[unsafe(no_mangle)]
unsafe extern "C" fn memset(target: *mut u8, byte: i32, length: usize) -> *mut u8 {
    unsafe { sol_memset_(target, byte as u8, length as u64) };
    target
}

#[unsafe(no_mangle)]
unsafe extern "C" fn memcmp(a: *const u8, b: *const u8, length: usize) -> i32 {
    let mut result = 0;
    unsafe { sol_memcmp_(a, b, length as u64, &mut result) };
    result
}

#[unsafe(no_mangle)]
unsafe extern "C" fn bcmp(a: *const u8, b: *const u8, length: usize) -> i32 {
    unsafe { memcmp(a, b, length) }
}
