//! The lines of an answer: its status and its header.

use super::error;
use crate::err::{Error, http};
use std::ffi::c_int;

/// What a status line says.
#[derive(Debug)]
pub struct Status<'a> {
    /// 200 and its like.
    pub code: c_int,
    /// What is said of it to people.
    pub reason: &'a [u8],
    /// Whether connections are kept by default, as from HTTP/1.1 on.
    pub keeps: bool,
}

fn is_space(c: u8) -> bool {
    c == b' ' || (9..=13).contains(&c)
}

fn skip_spaces(text: &[u8]) -> &[u8] {
    let at = text.iter().position(|c| !is_space(*c)).unwrap_or(text.len());
    text.get(at..).unwrap_or_default()
}

/// A line that is no status line, shown.
fn malformed(line: &[u8]) -> Error {
    let shown = |c: &u8| if (0x20..0x7f).contains(c) { char::from(*c) } else { ' ' };
    let shown: String = line.iter().map(shown).collect();
    error(http::R_HEADER_PARSE_ERROR).with(format!("content={shown}"))
}

/// The number that C's `strtoul` reads, if there is nothing behind it.
fn number(text: &[u8]) -> Option<u64> {
    let (negative, digits) = match text.first() {
        Some(b'-') => (true, text.get(1..)?),
        Some(b'+') => (false, text.get(1..)?),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value = digits.iter().try_fold(0_u64, |value, digit| {
        value.checked_mul(10)?.checked_add(u64::from(digit - b'0'))
    });
    Some(match value {
        None => u64::MAX,
        Some(value) if negative => value.wrapping_neg(),
        Some(value) => value,
    })
}

/// Takes a status line apart.
///
/// Errors: `HTTP_R_HEADER_PARSE_ERROR`.
pub fn status(line: &[u8]) -> Result<Status<'_>, Error> {
    let rest = line.strip_prefix(b"HTTP/1.").ok_or_else(|| malformed(line))?;
    let keeps = rest.first().is_some_and(|minor| *minor > b'0');
    let version = rest.iter().position(|c| is_space(*c)).ok_or_else(|| malformed(line))?;
    let rest = skip_spaces(rest.get(version..).unwrap_or_default());
    if rest.is_empty() {
        return Err(malformed(line));
    }
    let end = rest.iter().position(|c| is_space(*c)).unwrap_or(rest.len());
    let (code, rest) = rest.split_at(end);
    let read = number(code).ok_or_else(|| {
        let used = line.len() - rest.len();
        malformed(line.get(..used).unwrap_or_default())
    })?;
    // As C's `int` holds it.
    let code = i64::from_ne_bytes(read.to_ne_bytes());
    let code = c_int::try_from(code).unwrap_or(c_int::MAX);
    Ok(Status { code, reason: skip_spaces(rest).trim_ascii_end(), keeps })
}

/// What the code of an answer that is neither good nor a redirection means.
pub fn refusal(status: &Status<'_>, line: &[u8]) -> Error {
    let reason =
        if status.code < 400 { http::R_STATUS_CODE_UNSUPPORTED } else { http::R_RECEIVED_ERROR };
    let written = line.split(|c| is_space(*c)).filter(|part| !part.is_empty()).nth(1);
    let code = String::from_utf8_lossy(written.unwrap_or_default()).into_owned();
    match String::from_utf8_lossy(status.reason) {
        text if text.is_empty() => error(reason).with(format!("code={code}")),
        text => error(reason).with(format!("code={code}, reason={text}")),
    }
}

/// One line of a header.
#[derive(Debug)]
pub enum Line<'a> {
    /// It ends the header.
    End,
    /// A name with its value; one that is not there is empty.
    Field(&'a [u8], &'a [u8]),
}

/// Takes a line of a header apart.
pub fn field(line: &[u8]) -> Line<'_> {
    let end = line.iter().rposition(|c| !matches!(c, b'\r' | b'\n')).map_or(0, |at| at + 1);
    let text = line.get(..end).unwrap_or_default();
    let colon = text.iter().position(|c| *c == b':');
    let (name, value) = match colon {
        Some(at) => (text.get(..at), text.get(at + 1..)),
        None => (Some(text), None),
    };
    match name.unwrap_or_default() {
        // So does one without a name.
        b"" => Line::End,
        name => Line::Field(name, skip_spaces(value.unwrap_or_default())),
    }
}

/// The number in `Content-Length`.
///
/// Errors: `HTTP_R_ERROR_PARSING_CONTENT_LENGTH`.
pub fn content_length(value: &[u8]) -> Result<u64, Error> {
    number(value).ok_or_else(|| {
        let shown = String::from_utf8_lossy(value).into_owned();
        error(http::R_ERROR_PARSING_CONTENT_LENGTH).with(format!("input={shown}"))
    })
}

/// The length of a SEQUENCE in DER with its header, from its first bytes;
/// `None` if more of them are needed.
///
/// Errors: `HTTP_R_MISSING_ASN1_ENCODING`, `HTTP_R_ERROR_PARSING_ASN1_LENGTH`.
pub fn sequence_length(bytes: &[u8]) -> Result<Option<u64>, Error> {
    let [tag, first, rest @ ..] = bytes else { return Ok(None) };
    if *tag != 0x30 {
        return Err(error(http::R_MISSING_ASN1_ENCODING));
    }
    if *first < 0x80 {
        return Ok(Some(u64::from(*first) + 2));
    }
    if rest.len() < 4 {
        return Ok(None);
    }
    let count = usize::from(first & 0x7f);
    if count == 0 || count > 4 {
        return Err(error(http::R_ERROR_PARSING_ASN1_LENGTH));
    }
    let length = rest.iter().take(count).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    Ok(Some(length + 2 + u64::from(first & 0x7f)))
}
