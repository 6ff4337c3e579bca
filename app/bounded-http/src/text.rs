//! Foreign texts for a terminal.

/// The beginning of a text that somebody else has written: printable ASCII, and at most so many characters of it.
pub fn shown(text: &str, most: usize) -> String {
    let printable = |sign: char| if sign == ' ' || sign.is_ascii_graphic() { sign } else { '?' };
    text.chars().take(most).map(printable).collect()
}
