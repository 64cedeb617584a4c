//! Bytes in hexadecimal and as text.

use std::ffi::c_int;

/// How many bytes go into a line at an indent, as wide as OpenSSL prints.
fn width(indent: usize) -> usize {
    16 - (indent.saturating_sub(6)).div_ceil(4).min(15)
}

/// Prints `bytes` in lines of address, hexadecimal and text; the sum of what
/// `out` returned, or its first negative.
pub fn dump(bytes: &[u8], indent: c_int, mut out: impl FnMut(&[u8]) -> c_int) -> c_int {
    let indent = usize::try_from(indent.clamp(0, 64)).unwrap_or(0);
    let width = width(indent);
    let mut total = 0;
    for (row, chunk) in bytes.chunks(width).enumerate() {
        let mut line = " ".repeat(indent);
        line.push_str(&format!("{:04x} - ", row * width));
        for at in 0..width {
            match chunk.get(at) {
                Some(byte) => {
                    line.push_str(&format!("{byte:02x}{}", if at == 7 { '-' } else { ' ' }));
                }
                None => line.push_str("   "),
            }
        }
        line.push_str("  ");
        line.extend(
            chunk.iter().map(|b| if (b' '..=b'~').contains(b) { char::from(*b) } else { '.' }),
        );
        line.push('\n');
        let result = out(line.as_bytes());
        if result < 0 {
            return result;
        }
        total += result;
    }
    total
}
