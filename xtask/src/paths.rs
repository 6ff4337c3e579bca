//! Where things are: the checkout, and the cache that all checkouts share.

use anyhow::{Context as _, Result};
use std::env;
use std::path::{Path, PathBuf};

/// The root of this checkout.
pub fn checkout() -> Result<PathBuf> {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").context("run this as `cargo xtask`")?;
    let root = Path::new(&manifest).parent().context("xtask is not inside a checkout")?;
    Ok(root.to_path_buf())
}

/// The folder that keeps what takes long to make: `$OPTIONS_VAULT_CACHE`, or `options-vault` in the user's cache folder.
pub fn cache() -> Result<PathBuf> {
    if let Some(folder) = env::var_os("OPTIONS_VAULT_CACHE") {
        return Ok(folder.into());
    }
    let user_cache = env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache")))
        .context("neither HOME nor OPTIONS_VAULT_CACHE is set: set one to say where compiled files may go")?;
    Ok(user_cache.join("options-vault"))
}

/// The target folder of every cargo that xtask starts: the user's choice, or one in the cache.
pub fn cargo_target() -> Result<PathBuf> {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => Ok(checkout()?.join(folder)),
        None => Ok(cache()?.join("target")),
    }
}
