//! Links the tool against the LLVM 22 library that `cargo xtask setup` unpacked.

use std::env;

/// Where the tool finds LLVM once it is installed as `<toolchain>/bin/sbf`.
const INSTALLED_LIBRARIES: &str = "$ORIGIN/../root/usr/lib";

fn main() {
    println!("cargo:rerun-if-env-changed=SBF_LLVM_LIB_DIR");
    println!("cargo:rerun-if-changed=build.rs");
    let Ok(directory) = env::var("SBF_LLVM_LIB_DIR") else {
        println!("cargo:warning=SBF_LLVM_LIB_DIR is not set: build the tool through `cargo xtask setup`");
        return;
    };
    let triple = directory.rsplit('/').next().unwrap_or_default();
    println!("cargo:rustc-link-search=native={directory}");
    println!("cargo:rustc-link-lib=dylib=LLVM-22");
    // RPATH rather than RUNPATH: it also serves the libraries that LLVM itself needs.
    println!("cargo:rustc-link-arg=-Wl,--disable-new-dtags");
    println!("cargo:rustc-link-arg=-Wl,-rpath,{INSTALLED_LIBRARIES}/{triple}");
    println!("cargo:rustc-link-arg=-Wl,-rpath-link,{directory}");
}
