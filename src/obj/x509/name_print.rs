//! The texts of a name.

use super::name::X509_NAME;
use crate::err::{Error, Lib, Result, x509};
use crate::obj::asn1::primitive::v;
use crate::obj::asn1::string;
use crate::obj::objects::{self, ASN1_OBJECT};
use std::ffi::{c_int, c_ulong};

/// How attributes are separated, `XN_FLAG_SEP_…`.
const SEPARATOR: c_ulong = 0xf << 16;
const SEP_COMMA_PLUS: c_ulong = 1 << 16;
const SEP_COMMA_SPACE: c_ulong = 2 << 16;
const SEP_SEMICOLON: c_ulong = 3 << 16;
const SEP_MULTILINE: c_ulong = 4 << 16;
const REVERSED: c_ulong = 1 << 20;
const FIELD: c_ulong = 3 << 21;
const FIELD_SHORT: c_ulong = 0;
const FIELD_LONG: c_ulong = 1 << 21;
const FIELD_OID: c_ulong = 2 << 21;
const FIELD_NONE: c_ulong = 3 << 21;
const SPACE_EQUALS: c_ulong = 1 << 23;
const DUMP_UNKNOWN_FIELDS: c_ulong = 1 << 24;
const ALIGN: c_ulong = 1 << 25;
/// `XN_FLAG_RFC2253` without escapes of its own.
pub const RFC2253: c_ulong = 0x0111_0317;
/// `XN_FLAG_ONELINE`.
pub const ONELINE: c_ulong = 0x0082_031f;

fn spaces(out: &mut Vec<u8>, count: usize) {
    out.extend(std::iter::repeat_n(b' ', count));
}

/// The text of `X509_NAME_print_ex` for flags other than 0.
pub fn to_text(name: &X509_NAME, indent: c_int, flags: c_ulong) -> Result<Vec<u8>> {
    let first_indent = usize::try_from(indent).unwrap_or(0);
    let mut out = Vec::new();
    spaces(&mut out, first_indent);
    let (between, within, indent): (&[u8], &[u8], usize) = match flags & SEPARATOR {
        SEP_MULTILINE => (b"\n", b" + ", first_indent),
        SEP_COMMA_PLUS => (b",", b"+", 0),
        SEP_COMMA_SPACE => (b", ", b" + ", 0),
        SEP_SEMICOLON => (b"; ", b" + ", 0),
        _ => return Err(Error::quiet()),
    };
    let equals: &[u8] = if flags & SPACE_EQUALS != 0 { b" = " } else { b"=" };
    let mut entries = name.entries();
    if flags & REVERSED != 0 {
        entries.reverse();
    }
    let mut previous = None;
    for entry in entries {
        let set = entry.set.get();
        match previous {
            Some(before) if before == set => out.extend_from_slice(within),
            Some(_) => {
                out.extend_from_slice(between);
                spaces(&mut out, indent);
            }
            None => {}
        }
        previous = Some(set);
        let Some(object) = entry.object.get() else { continue };
        let nid = object.nid();
        let field = flags & FIELD;
        if field != FIELD_NONE {
            let known = objects::by_nid(nid).filter(|_| nid != 0);
            let (label, width) = match known {
                Some(o) if field == FIELD_SHORT => (o.short(), 10),
                Some(o) if field == FIELD_LONG => (o.long(), 25),
                _ => (None, 0),
            };
            let label = match label {
                Some(label) => label.to_bytes().to_vec(),
                None if field == FIELD_OID || nid == 0 => short_dotted(object),
                None => Vec::new(),
            };
            out.extend_from_slice(&label);
            if flags & ALIGN != 0 {
                spaces(&mut out, width.max(label.len()) - label.len());
            }
            out.extend_from_slice(equals);
        }
        let dump =
            if nid == 0 && flags & DUMP_UNKNOWN_FIELDS != 0 { string::flags::DUMP_ALL } else { 0 };
        if let Some(value) = entry.value.get() {
            out.extend_from_slice(&string::to_text(value, flags | dump)?);
        }
    }
    Ok(out)
}

/// Dotted numbers, cut as OpenSSL's buffer of 80 cuts them.
fn short_dotted(object: &ASN1_OBJECT) -> Vec<u8> {
    let mut text = object.text(true).unwrap_or_default().into_bytes();
    text.truncate(79);
    text
}

/// The attributes of `X509_NAME_oneline`, each `/TYPE=value` or `+TYPE=value`.
pub fn one_line_parts(name: &X509_NAME) -> Result<Vec<Vec<u8>>> {
    let mut parts = Vec::new();
    let mut previous = None;
    let mut total = 0;
    for entry in name.entries() {
        let (Some(object), Some(value)) = (entry.object.get(), entry.value.get()) else {
            continue;
        };
        let set = entry.set.get();
        let mut part = vec![if previous == Some(set) { b'+' } else { b'/' }];
        previous = Some(set);
        match objects::by_nid(object.nid()).filter(|o| o.nid() != 0).and_then(|o| o.short()) {
            Some(short) => part.extend_from_slice(short.to_bytes()),
            None => part.extend_from_slice(&short_dotted(object)),
        }
        part.push(b'=');
        let bytes = value.bytes();
        let wide = value.kind.get() == v::GENERALSTRING
            && bytes.len() % 4 == 0
            && bytes.chunks(4).all(|u| matches!(u, [0, 0, 0, _]));
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                _ if wide && at % 4 != 3 => {}
                b'/' | b'+' => part.extend_from_slice(&[b'\\', *byte]),
                b' '..=b'~' => part.push(*byte),
                _ => part.extend_from_slice(format!("\\x{byte:02X}").as_bytes()),
            }
        }
        total += part.len();
        if total > 1024 * 1024 {
            return Err(Error::new(Lib::X509, x509::R_NAME_TOO_LONG));
        }
        parts.push(part);
    }
    Ok(parts)
}

/// The whole text of `X509_NAME_oneline`.
pub fn one_line(name: &X509_NAME) -> Result<Vec<u8>> {
    Ok(one_line_parts(name)?.concat())
}

/// The text of `X509_NAME_print`: the one line with commas for slashes.
pub fn compatible(name: &X509_NAME) -> Result<Vec<u8>> {
    let line = one_line(name)?;
    let mut out = Vec::with_capacity(line.len());
    let body = line.get(1..).unwrap_or(&[]);
    for (at, byte) in body.iter().enumerate() {
        let upper = |n: usize| body.get(at + n).is_some_and(u8::is_ascii_uppercase);
        let equals = |n: usize| body.get(at + n) == Some(&b'=');
        if *byte == b'/' && upper(1) && (equals(2) || (upper(2) && equals(3))) {
            out.extend_from_slice(b", ");
        } else {
            out.push(*byte);
        }
    }
    Ok(out)
}
