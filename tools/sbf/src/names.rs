//! Rust names in messages.

use rustc_demangle::demangle;

/// The Rust path of a symbol, without its hash.
pub fn rust_name(symbol: &str) -> String {
    format!("{:#}", demangle(symbol))
}

/// `text` with every mangled symbol in it replaced by its Rust path.
pub fn demangle_all(text: &str) -> String {
    let is_symbol_character = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$');
    let mut result = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let symbol_end = rest.find(|c| !is_symbol_character(c)).unwrap_or(rest.len());
        result.push_str(&rust_name(&rest[..symbol_end]));
        rest = &rest[symbol_end..];
        let gap_end = rest.find(is_symbol_character).unwrap_or(rest.len());
        result.push_str(&rest[..gap_end]);
        rest = &rest[gap_end..];
    }
    result
}
