//! The little of MIME (RFC 2045, RFC 1847) that S/MIME needs: headers, text
//! lines, and the two parts of a signed message.

use super::bio::command::{C_SET_BUF_MEM_EOF_RETURN, CTRL_FLUSH};
use super::bio::{BIO, buffer_method, mem_method};
use crate::abi::Arg;
use crate::err::{Error, Lib, Result, asn1};
use std::ffi::c_int;
use std::sync::Arc;

/// `SMIME_TEXT`.
const TEXT: c_int = 0x1;
/// `SMIME_BINARY`.
const BINARY: c_int = 0x80;
/// `SMIME_CRLFEOL`.
const CRLFEOL: c_int = 0x800;
/// `SMIME_ASCIICRLF`.
const ASCIICRLF: c_int = 0x8_0000;
/// The longest line that is read at a time, with a terminator.
const LINE: usize = 1024;
/// A message may have this many headers, and parameters to one.
const MOST: usize = 1000;

#[track_caller]
fn error(reason: c_int) -> Error {
    Error::new(Lib::Asn1, reason)
}

/// The next line, or as much of it as fits; `None` at the end.
fn line<'a>(from: &BIO, place: &'a mut [u8; LINE]) -> Option<&'a mut [u8]> {
    let n = usize::try_from(from.gets(place)).ok().filter(|n| *n > 0)?;
    place.get_mut(..n)
}

/// A line without its end, and whether it had one.
fn without_end(line: &[u8], flags: c_int) -> (&[u8], bool) {
    let (mut rest, mut ended) = (line, false);
    while let Some((&last, before)) = rest.split_last() {
        match last {
            b'\n' => ended = true,
            b' ' if ended && flags & ASCIICRLF != 0 => {}
            b'\r' => {}
            _ => break,
        }
        rest = before;
    }
    (rest, ended)
}

/// Copies a content: line by line, each ended by CR and LF, and under a
/// header with `SMIME_TEXT`; as it is with `SMIME_BINARY`. Returns whether
/// the last of it could be written.
pub fn copy_text(from: &Arc<BIO>, to: &Arc<BIO>, flags: c_int) -> bool {
    let Ok(buffer) = BIO::new(buffer_method().clone()) else { return false };
    buffer.push(Some(to));
    let mut place = [0; LINE];
    if flags & BINARY != 0 {
        while let Ok(n @ 1..) = usize::try_from(from.read(&mut place)) {
            buffer.write(place.get(..n).unwrap_or_default());
        }
    } else {
        if flags & TEXT != 0 {
            buffer.write(b"Content-Type: text/plain\r\n\r\n");
        }
        let mut empty = 0;
        while let Some(line) = line(from, &mut place) {
            let (text, ended) = without_end(line, flags);
            if !text.is_empty() {
                // Empty lines at the end are left out of canonical text.
                (0..std::mem::take(&mut empty)).for_each(|_| {
                    buffer.write(b"\r\n");
                });
                buffer.write(text);
                if ended {
                    buffer.write(b"\r\n");
                }
            } else if flags & ASCIICRLF != 0 {
                empty += 1;
            } else if ended {
                buffer.write(b"\r\n");
            }
        }
    }
    let flushed = buffer.ctrl(CTRL_FLUSH, 0, Arg(std::ptr::null_mut())) > 0;
    buffer.pop();
    flushed
}

/// One header, in lower case but for the values of parameters.
pub struct Header {
    name: Vec<u8>,
    /// Its value.
    pub value: Vec<u8>,
    params: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

impl Header {
    /// The value of a parameter.
    pub fn param(&self, name: &[u8]) -> Option<&[u8]> {
        let found = self.params.iter().find(|(known, _)| known == name);
        found.and_then(|(_, value)| value.as_deref())
    }
}

/// A text without spaces and quotation marks around it, as OpenSSL takes them
/// off: `None` if nothing is left, or one character before the closing mark.
fn trimmed(text: &[u8]) -> Option<Vec<u8>> {
    let start = text.iter().position(|c| !c.is_ascii_whitespace())?;
    let text = match text.get(start..)? {
        [b'"'] => return None,
        [b'"', rest @ ..] => rest,
        text => text,
    };
    let text = text.trim_ascii_end();
    match text.split_last() {
        None => None,
        Some((b'"', [_])) => None,
        Some((b'"', rest)) => Some(rest.to_vec()),
        Some(_) => Some(text.to_vec()),
    }
}

/// Where in a header line the reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Start,
    Type,
    Name,
    Value,
    Quote,
    Comment,
}

/// The headers up to an empty line.
pub fn headers(from: &BIO) -> Vec<Header> {
    let mut all: Vec<Header> = Vec::new();
    let mut place = [0; LINE];
    while let Some(line) = line(from, &mut place) {
        let folded = line.first().is_some_and(u8::is_ascii_whitespace) && !all.is_empty();
        let mut at = if folded { At::Name } else { At::Start };
        let (mut before, mut name, mut text) = (at, None, Vec::new());
        let mut read = 0;
        for &c in line.iter().take_while(|c| !matches!(c, b'\r' | b'\n' | 0)) {
            read += 1;
            let taken = match (at, c) {
                (At::Start, b':') => {
                    name = trimmed(&text);
                    Some(At::Type)
                }
                (At::Type, b';') => {
                    add(&mut all, name.take(), trimmed(&text));
                    Some(At::Name)
                }
                (At::Type | At::Value, b'(') => {
                    before = at;
                    at = At::Comment;
                    None
                }
                (At::Comment, b')') => {
                    at = before;
                    None
                }
                (At::Name, b'=') => {
                    name = trimmed(&text);
                    Some(At::Value)
                }
                (At::Value, b';') => {
                    add_param(&mut all, name.take(), trimmed(&text));
                    Some(At::Name)
                }
                (At::Value, b'"') => {
                    at = At::Quote;
                    None
                }
                (At::Quote, b'"') => {
                    at = At::Value;
                    None
                }
                _ => None,
            };
            match taken {
                Some(next) => {
                    at = next;
                    text.clear();
                }
                None => text.push(c),
            }
        }
        match at {
            At::Type => add(&mut all, name, trimmed(&text)),
            At::Value => add_param(&mut all, name, trimmed(&text)),
            _ => {}
        }
        if read == 0 || all.len() > MOST {
            break;
        }
    }
    all
}

fn add(all: &mut Vec<Header>, name: Option<Vec<u8>>, value: Option<Vec<u8>>) {
    let lower = |text: Option<Vec<u8>>| text.unwrap_or_default().to_ascii_lowercase();
    all.push(Header { name: lower(name), value: lower(value), params: Vec::new() });
}

fn add_param(all: &mut [Header], name: Option<Vec<u8>>, value: Option<Vec<u8>>) {
    let Some(header) = all.last_mut().filter(|header| header.params.len() < MOST) else { return };
    let name = name.unwrap_or_default().to_ascii_lowercase();
    header.params.push((name, value));
}

/// The header of a name.
pub fn find<'a>(all: &'a [Header], name: &[u8]) -> Option<&'a Header> {
    all.iter().find(|header| header.name == name)
}

/// Copies what is under a "text/plain" header; nowhere if it is not wanted.
///
/// Errors: `ASN1_R_MIME_NO_CONTENT_TYPE`, `ASN1_R_INVALID_MIME_TYPE`.
pub fn text(from: &BIO, to: Option<&BIO>) -> Result<()> {
    let all = headers(from);
    let kind = find(&all, b"content-type").filter(|header| !header.value.is_empty());
    let kind = kind.ok_or_else(no_type)?;
    if kind.value != b"text/plain" {
        return Err(wrong_type(kind, asn1::R_INVALID_MIME_TYPE));
    }
    let mut place = [0; LINE];
    loop {
        match usize::try_from(from.read(&mut place)) {
            Ok(0) => return Ok(()),
            Ok(n) => {
                to.map(|to| to.write(place.get(..n).unwrap_or_default()));
            }
            Err(_) => return Err(Error::quiet()),
        }
    }
}

/// The error for a content without a type.
pub fn no_type() -> Error {
    error(asn1::R_MIME_NO_CONTENT_TYPE)
}

/// The error for a content of another type.
pub fn wrong_type(kind: &Header, reason: c_int) -> Error {
    error(reason).with(format!("type: {}", String::from_utf8_lossy(&kind.value)))
}

/// What a line is to a message in parts.
#[derive(PartialEq, Eq)]
enum Bound {
    No,
    Next,
    Last,
}

fn bound(line: &[u8], boundary: &[u8]) -> Bound {
    match line.strip_prefix(b"--").and_then(|rest| rest.strip_prefix(boundary)) {
        Some(rest) if rest.starts_with(b"--") => Bound::Last,
        Some(_) => Bound::Next,
        None => Bound::No,
    }
}

/// A BIO in memory, in which nothing left is an end.
pub fn memory() -> Result<Arc<BIO>> {
    let bio = BIO::new(mem_method().clone())?;
    bio.ctrl(C_SET_BUF_MEM_EOF_RETURN, 0, Arg(std::ptr::null_mut()));
    Ok(bio)
}

/// A line of a part without its end, and whether it had one: any for text, for
/// binary contents LF, or CR and LF with `SMIME_CRLFEOL`.
fn part_line(line: &[u8], flags: c_int) -> (&[u8], bool) {
    if flags & BINARY == 0 {
        return without_end(line, 0);
    }
    let end: &[u8] = if flags & CRLFEOL != 0 { b"\r\n" } else { b"\n" };
    line.strip_suffix(end).map_or((line, false), |text| (text, true))
}

/// The parts of a message, each without its last line's end; `None` if the
/// last boundary is missing.
pub fn parts(from: &BIO, boundary: &[u8], flags: c_int) -> Result<Option<Vec<Arc<BIO>>>> {
    let mut done: Vec<Arc<BIO>> = Vec::new();
    let mut current: Option<Arc<BIO>> = None;
    let (mut inside, mut first, mut ended) = (false, false, false);
    let end: &[u8] = if flags & (BINARY | CRLFEOL) == BINARY { b"\n" } else { b"\r\n" };
    let mut place = [0; LINE];
    while let Some(line) = line(from, &mut place) {
        match bound(line, boundary) {
            Bound::Next => {
                first = true;
                inside = true;
            }
            Bound::Last => {
                done.extend(current);
                return Ok(Some(done));
            }
            Bound::No if inside => {
                let (text, ends) = part_line(line, flags);
                if first {
                    first = false;
                    done.extend(current.replace(memory()?));
                    if done.len() > MOST {
                        return Ok(None);
                    }
                } else if ended && let Some(current) = &current {
                    current.write(end);
                }
                ended = ends;
                if !text.is_empty()
                    && let Some(current) = &current
                {
                    current.write(text);
                }
            }
            Bound::No => {}
        }
    }
    Ok(None)
}
