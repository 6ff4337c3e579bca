//! Teaches a copy of Rust's standard library that Solana exists.
//!
//! The library has a branch for each operating system it knows and fails to compile for others. These edits give Solana the
//! branches of the simplest systems, and its own way to panic.

use crate::fingerprint::Fingerprint;
use anyhow::{bail, Context as _, Result};
use std::fs;
use std::path::Path;

/// One replacement, everywhere it applies in a file of the library.
struct Edit {
    file: &'static str,
    find: &'static str,
    replace: &'static str,
}

const EDITS: [Edit; 10] = [
    // Addresses given out by an allocator are aligned to 16 bytes at least unless asked otherwise, as on other 64-bit systems.
    Edit {
        file: "std/src/sys/alloc/mod.rs",
        find: "    target_arch = \"x86_64\",\n",
        replace: "    target_arch = \"x86_64\",\n    target_arch = \"bpf\",\n",
    },
    // Every Solana program brings its own allocator; the system's one only has to exist.
    Edit {
        file: "std/src/sys/alloc/mod.rs",
        find: "    target_os = \"zkvm\" => {\n        mod zkvm;\n    }\n",
        replace: "    target_os = \"zkvm\" => {
        mod zkvm;
    }
    target_os = \"solana\" => {
        #[stable(feature = \"alloc_system_type\", since = \"1.28.0\")]
        unsafe impl GlobalAlloc for System {
            unsafe fn alloc(&self, _: Layout) -> *mut u8 {
                ptr::null_mut()
            }
            unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
        }
    }
",
    },
    // No randomness, no operating system errors, one thread: what the library does for VEXos.
    Edit { file: "std/src/sys/random/mod.rs", find: VEXOS, replace: VEXOS_OR_SOLANA },
    Edit { file: "std/src/sys/io/error/mod.rs", find: VEXOS, replace: VEXOS_OR_SOLANA },
    Edit { file: "std/src/sys/thread_local/mod.rs", find: VEXOS, replace: VEXOS_OR_SOLANA },
    // A panic goes to the program's `custom_panic`, which logs it, and then aborts: there is nothing to unwind to.
    Edit {
        file: "std/src/panicking.rs",
        find: "/// Entry point of panics from the core crate (`panic_impl` lang item).\n#[cfg(not(any(test, doctest)))]\n",
        replace: "/// Entry point of panics on Solana.
#[cfg(target_os = \"solana\")]
#[panic_handler]
pub fn solana_panic_handler(info: &core::panic::PanicInfo<'_>) -> ! {
    unsafe extern \"C\" {
        fn custom_panic(info: &core::panic::PanicInfo<'_>);
        fn abort() -> !;
    }
    unsafe {
        custom_panic(info);
        abort()
    }
}

/// Entry point of panics from the core crate (`panic_impl` lang item).
#[cfg(not(any(test, doctest, target_os = \"solana\")))]
",
    },
    // A panic with a value, as `panic!(\"text\")` is in the 2018 edition, takes the same way; the library's own counts panics in
    // writable memory.
    Edit {
        file: "std/src/panicking.rs",
        find: "    let loc = Location::caller();\n    crate::sys::backtrace::__rust_end_short_backtrace(move || {\n        panic_with_hook(\n            &mut Payload {",
        replace: "    if cfg!(target_os = \"solana\") {
        core::panicking::panic_display(&payload_as_str(&msg))
    }
    let loc = Location::caller();
    crate::sys::backtrace::__rust_end_short_backtrace(move || {
        panic_with_hook(
            &mut Payload {",
    },
    // So does a failed allocation, without formatting, which would allocate.
    Edit {
        file: "std/src/alloc.rs",
        find: "pub fn rust_oom(layout: Layout) -> ! {\n",
        replace: "pub fn rust_oom(layout: Layout) -> ! {
    #[cfg(target_os = \"solana\")]
    unsafe {
        unsafe extern \"C\" {
            fn sol_log_(text: *const u8, length: u64);
            fn abort() -> !;
        }
        let text = \"Error: memory allocation failed, out of memory\";
        sol_log_(text.as_ptr(), text.len() as u64);
        abort()
    }
    #[cfg(not(target_os = \"solana\"))]
",
    },
    // Stable sorting keeps 4096 bytes of scratch memory on the stack, which is the whole frame of a function here.
    Edit {
        file: "core/src/slice/sort/stable/mod.rs",
        find: "AlignedStorage::<T, 4096>::new()",
        replace: "AlignedStorage::<T, 2048>::new()",
    },
    // Hash maps are seeded with zeros: a program has neither randomness nor writable memory to count in.
    Edit {
        file: "std/src/hash/random.rs",
        find: "    pub fn new() -> RandomState {\n",
        replace: "    pub fn new() -> RandomState {
        if cfg!(target_os = \"solana\") {
            return RandomState { k0: 0, k1: 0 };
        }
",
    },
];

const VEXOS: &str = "target_os = \"vexos\",";
const VEXOS_OR_SOLANA: &str = "target_os = \"vexos\", target_os = \"solana\",";

/// Applies the edits to the library in `library`.
pub fn apply(library: &Path) -> Result<()> {
    for edit in &EDITS {
        let path = library.join(edit.file);
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        if !text.contains(edit.find) {
            bail!("{} is not that of the Rust version this project was made for", path.display());
        }
        fs::write(&path, text.replace(edit.find, edit.replace))?;
    }
    Ok(())
}

/// Makes a toolchain's key depend on the edits.
pub fn add_to(key: &mut Fingerprint) {
    for edit in &EDITS {
        key.add((edit.file, edit.find, edit.replace));
    }
}
