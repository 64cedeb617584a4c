//! The small syntaxes of extensions in configurations: lists, numbers, yes
//! and no. See: x509v3_config(5).

use super::context::{Pair, error};
use crate::abi::layout::asn1::{ASN1_STRING, NEGATIVE};
use crate::crypto::bn::Bn;
use crate::err::{Result, x509v3};
use crate::obj::asn1::primitive::v;
use crate::obj::hex;
use std::ffi::CStr;

/// The pairs of `name:value, name, …`.
///
/// Nothing ends a name or value behind the first line's end.
pub fn list(text: &[u8]) -> Result<Vec<Pair>> {
    let end = text.iter().position(|c| matches!(c, b'\r' | b'\n')).unwrap_or(text.len());
    let (line, more) = text.split_at(end);
    let mut pairs = Vec::new();
    let mut elements = line.split(|c| *c == b',').peekable();
    while let Some(element) = elements.next() {
        let whole;
        let element = if elements.peek().is_none() && !more.is_empty() {
            whole = [element, more].concat();
            whole.as_slice()
        } else {
            element
        };
        let (name, value) = match element.iter().take(end).position(|c| *c == b':') {
            Some(at) => (element.get(..at).unwrap_or_default(), element.get(at + 1..)),
            None => (element, None),
        };
        let name = trimmed(name).ok_or_else(|| error(x509v3::R_INVALID_EMPTY_NAME))?;
        let value = match value {
            Some(value) => Some(trimmed(value).ok_or_else(|| error(x509v3::R_INVALID_NULL_VALUE))?),
            None => None,
        };
        pairs.push(Pair::new(Some(name), value));
    }
    Ok(pairs)
}

/// Without white space around; `None` if nothing is left. What follows a
/// single character stays, as OpenSSL has it.
fn trimmed(text: &[u8]) -> Option<&[u8]> {
    // As C's `isspace` has it, vertical tabs too.
    let space = |c: &u8| c.is_ascii_whitespace() || *c == 0x0b;
    let start = text.iter().position(|c| !space(c))?;
    let end = text.iter().rposition(|c| !space(c))?;
    if start == end {
        return text.get(start..);
    }
    text.get(start..=end)
}

/// Whether `text` says yes or no; `None` if neither.
pub fn boolean(text: &CStr) -> Option<bool> {
    match text.to_bytes() {
        b"TRUE" | b"true" | b"Y" | b"y" | b"YES" | b"yes" => Some(true),
        b"FALSE" | b"false" | b"N" | b"n" | b"NO" | b"no" => Some(false),
        _ => None,
    }
}

/// What the value of a pair says, yes or no.
pub fn pair_boolean(pair: &Pair) -> Result<bool> {
    pair.value
        .as_deref()
        .and_then(boolean)
        .ok_or_else(|| error(x509v3::R_INVALID_BOOLEAN_STRING).with(pair.named()))
}

/// The number that `text` writes: decimal, or hexadecimal behind `0x`.
pub fn integer(text: &[u8]) -> Result<Box<ASN1_STRING>> {
    let (minus, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    let (base, digits) = match digits {
        [b'0', b'x' | b'X', rest @ ..] => (16, rest),
        _ => (10, digits),
    };
    let wrong = || error(x509v3::R_BN_DEC2BN_ERROR);
    let (number, used) = Bn::parse(digits, base)?.ok_or_else(wrong)?;
    if used != digits.len() || used == 0 {
        return Err(wrong());
    }
    let negative = (minus || number.is_negative()) && !number.is_zero();
    let mut bytes = number.to_be();
    if bytes.is_empty() {
        bytes.push(0);
    }
    ASN1_STRING::with(if negative { v::INTEGER | NEGATIVE } else { v::INTEGER }, &bytes)
}

/// The number that the value of a pair writes.
pub fn pair_integer(pair: &Pair) -> Result<Box<ASN1_STRING>> {
    let value = pair.value.as_deref();
    let value = value.ok_or_else(|| error(x509v3::R_INVALID_NULL_VALUE).with(pair.named()))?;
    integer(value.to_bytes()).map_err(|e| e.with(pair.named()))
}

/// The bytes that `text` writes in hexadecimal, `:` allowed between them.
pub fn hex(text: &CStr) -> Result<Vec<u8>> {
    hex::read_with_colons(text.to_bytes())
}

/// The number at the start, as C's `strtol` reads it, and what follows.
pub fn leading_number(text: &[u8]) -> (i64, &[u8]) {
    let start = text.trim_ascii_start();
    let (minus, digits) = match start {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, start),
    };
    let len = digits.iter().take_while(|c| c.is_ascii_digit()).count();
    let (digits, rest) = digits.split_at(len);
    if digits.is_empty() {
        return (0, text);
    }
    let number =
        digits.iter().fold(0i64, |n, d| n.saturating_mul(10).saturating_add(i64::from(d - b'0')));
    (if minus { -number } else { number }, rest)
}

/// Takes `critical,` from the start of an extension's value.
pub fn critical(value: &CStr) -> (bool, &CStr) {
    match value.to_bytes_with_nul().strip_prefix(b"critical,") {
        Some(rest) => (true, after_spaces(rest)),
        None => (false, value),
    }
}

/// A value that is not made by its extension's own syntax.
pub enum Generic<'a> {
    /// The bytes in hexadecimal.
    Der(&'a CStr),
    /// See `ASN1_generate_nconf`(3).
    Asn1(&'a CStr),
}

/// Whether the value is a generic one, `DER:…` or `ASN1:…`.
pub fn generic(value: &CStr) -> Option<Generic<'_>> {
    let bytes = value.to_bytes_with_nul();
    if let Some(rest) = bytes.strip_prefix(b"DER:") {
        return Some(Generic::Der(after_spaces(rest)));
    }
    bytes.strip_prefix(b"ASN1:").map(|rest| Generic::Asn1(after_spaces(rest)))
}

fn after_spaces(text: &[u8]) -> &CStr {
    let text = text.trim_ascii_start();
    CStr::from_bytes_with_nul(text).unwrap_or_default()
}
