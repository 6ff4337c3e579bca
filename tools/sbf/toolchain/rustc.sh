#!/bin/sh
# Debian's rustc with the libraries that were unpacked beside it.
#
# For on-chain code it also adds what differs from one machine or checkout to the next. As RUSTFLAGS cargo would make these
# part of each crate's identity: nothing could be shared between checkouts, and the programs would differ.
toolchain=${0%/libexec/rustc}
for libraries in "$toolchain"/root/usr/lib/*-linux-gnu; do :; done
export LD_LIBRARY_PATH="$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export RUSTC_BOOTSTRAP=1
rustc="$toolchain/root/usr/bin/rustc"
case "$*" in
  *--target*sbpf-solana-solana*)
    exec "$rustc" --sysroot "$toolchain/root/usr" \
      -C linker="$SBF_LINKER" \
      --remap-path-prefix "${SBF_WORKSPACE:-/nowhere}=/program" \
      --remap-path-prefix "${SBF_TARGET_DIRECTORY:-/nowhere}=/target" \
      --remap-path-prefix "${CARGO_HOME:-$HOME/.cargo}=/cargo" \
      --remap-path-prefix "$toolchain/root/usr/lib/rustlib/src/rust=/rust" \
      "$@" ;;
  *) exec "$rustc" --sysroot "$toolchain/root/usr" "$@" ;;
esac
