//! Values read from lines of hexadecimal digits.

use crate::err::{Error, Lib, Result, asn1};
use std::ffi::c_int;

/// What the digits are read for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Digits {
    /// A number: leading zero bytes of the first line do not count, and digits
    /// end where something else begins.
    Number,
    /// Bytes: no text at all is no bytes, and digits end at the last
    /// character that is none.
    Bytes,
}

fn bad(reason: c_int) -> Error {
    Error::new(Lib::Asn1, reason)
}

/// Reads lines, each of which `next` gives with its end, as long as a
/// backslash says that one more follows.
///
/// The backslash counts as a digit that is left out: a line that goes on
/// holds an odd number of digits, of which the last one is lost.
pub fn lines(kind: Digits, mut next: impl FnMut() -> Option<Vec<u8>>) -> Result<Vec<u8>> {
    let mut value = Vec::new();
    let mut first = true;
    loop {
        let short = || bad(asn1::R_SHORT_LINE);
        let Some(line) = next() else {
            return if first && kind == Digits::Bytes { Ok(value) } else { Err(short()) };
        };
        let line = line.strip_suffix(b"\n").unwrap_or(&line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let more = line.last() == Some(&b'\\');
        let end = match kind {
            Digits::Number => line.iter().position(|c| !c.is_ascii_hexdigit()),
            Digits::Bytes => line.iter().rposition(|c| !c.is_ascii_hexdigit()).filter(|at| *at > 0),
        };
        let mut digits = line.get(..end.unwrap_or(line.len())).unwrap_or(&[]);
        if digits.len() < 2 {
            return Err(short());
        }
        if first && kind == Digits::Number {
            digits = digits.strip_prefix(b"00").unwrap_or(digits);
        }
        first = false;
        let odd = || bad(asn1::R_ODD_NUMBER_OF_CHARS);
        if more {
            digits = digits.split_last().ok_or_else(odd)?.1;
        }
        if digits.len() % 2 != 0 {
            return Err(odd());
        }
        for pair in digits.chunks(2) {
            let digit = |c: &u8| char::from(*c).to_digit(16).and_then(|n| u8::try_from(n).ok());
            let byte = pair.iter().try_fold(0u8, |n, c| Some(n << 4 | digit(c)?));
            value.push(byte.ok_or_else(|| bad(asn1::R_NON_HEX_CHARACTERS))?);
        }
        if !more {
            return Ok(value);
        }
    }
}
