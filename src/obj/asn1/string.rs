//! Character strings: comparison, conversion between encodings, and text.

use super::primitive::v;
use super::reader::bad;
use crate::abi::layout::asn1::{ASN1_STRING, BITS_LEFT, NEGATIVE};
use crate::err::{Result, asn1};
use std::ffi::{c_int, c_long, c_ulong};
use std::sync::atomic::{AtomicU64, Ordering};

/// Input of `ASN1_mbstring_copy`: UTF-8.
pub const MB_UTF8: c_int = 0x1000;
/// One byte a character.
pub const MB_ASCII: c_int = 0x1001;
/// Two bytes a character.
pub const MB_BMP: c_int = 0x1002;
/// Four bytes a character.
pub const MB_UNIVERSAL: c_int = 0x1004;

/// Three-way comparison: length, bytes, type.
pub fn compare(a: &ASN1_STRING, b: &ASN1_STRING) -> c_int {
    let length = a.length.get() - b.length.get();
    if length != 0 {
        return length;
    }
    let differs = a.bytes().iter().zip(b.bytes()).find(|(x, y)| x != y);
    match differs {
        Some((x, y)) => c_int::from(*x) - c_int::from(*y),
        None => a.kind.get() - b.kind.get(),
    }
}

/// Bytes a character of each string type; 0 is UTF-8, -1 no characters.
pub fn width(kind: c_int) -> c_int {
    match kind {
        v::UTF8STRING => 0,
        v::NUMERICSTRING
        | v::PRINTABLESTRING
        | v::T61STRING
        | v::IA5STRING
        | v::UTCTIME
        | v::GENERALIZEDTIME
        | v::VISIBLESTRING => 1,
        v::UNIVERSALSTRING => 4,
        v::BMPSTRING => 2,
        _ => -1,
    }
}

/// The name of a universal type.
pub fn type_name(kind: c_int) -> &'static std::ffi::CStr {
    let kind = super::integer::base_kind(kind);
    match kind {
        0 => c"EOC",
        1 => c"BOOLEAN",
        2 => c"INTEGER",
        3 => c"BIT STRING",
        4 => c"OCTET STRING",
        5 => c"NULL",
        6 => c"OBJECT",
        7 => c"OBJECT DESCRIPTOR",
        8 => c"EXTERNAL",
        9 => c"REAL",
        10 => c"ENUMERATED",
        11 => c"<ASN1 11>",
        12 => c"UTF8STRING",
        13 => c"<ASN1 13>",
        14 => c"<ASN1 14>",
        15 => c"<ASN1 15>",
        16 => c"SEQUENCE",
        17 => c"SET",
        18 => c"NUMERICSTRING",
        19 => c"PRINTABLESTRING",
        20 => c"T61STRING",
        21 => c"VIDEOTEXSTRING",
        22 => c"IA5STRING",
        23 => c"UTCTIME",
        24 => c"GENERALIZEDTIME",
        25 => c"GRAPHICSTRING",
        26 => c"VISIBLESTRING",
        27 => c"GENERALSTRING",
        28 => c"UNIVERSALSTRING",
        29 => c"<ASN1 29>",
        30 => c"BMPSTRING",
        _ => c"(unknown)",
    }
}

/// Whether a character may stand in a PrintableString.
pub const fn is_printable(c: u32) -> bool {
    matches!(c, 0x30..=0x39 | 0x41..=0x5a | 0x61..=0x7a | 0x20 | 0x27..=0x29 | 0x2b..=0x2f | 0x3a | 0x3d | 0x3f)
}

/// The characters of a string of `width` bytes each (0: UTF-8).
pub fn characters(bytes: &[u8], width: c_int) -> Result<Vec<u32>> {
    let units = |size: usize, reason| {
        if !bytes.len().is_multiple_of(size) {
            return Err(bad(reason));
        }
        Ok(bytes.chunks(size).map(|u| u.iter().fold(0, |n, b| n << 8 | u32::from(*b))).collect())
    };
    match width {
        1 => units(1, 0),
        2 => units(2, asn1::R_INVALID_BMPSTRING_LENGTH),
        4 => units(4, asn1::R_INVALID_UNIVERSALSTRING_LENGTH),
        0 => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.chars().map(u32::from).collect()),
            Err(_) => Err(bad(asn1::R_INVALID_UTF8STRING)),
        },
        _ => Err(bad(asn1::R_UNKNOWN_FORMAT)),
    }
}

/// Appends a character in UTF-8; false if it is none of Unicode's.
fn put_utf8(out: &mut Vec<u8>, c: u32) -> bool {
    match char::from_u32(c) {
        Some(c) => {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            true
        }
        None => false,
    }
}

/// The smallest string type of `mask` that can hold `input`, and its bytes.
pub fn convert(
    input: &[u8],
    form: c_int,
    mask: c_ulong,
    smallest: c_long,
    largest: c_long,
) -> Result<(c_int, Vec<u8>)> {
    let mut mask = if mask == 0 { DIRECTORY } else { mask };
    if !matches!(form, MB_UTF8 | MB_ASCII | MB_BMP | MB_UNIVERSAL) {
        return Err(bad(asn1::R_UNKNOWN_FORMAT));
    }
    let text = characters(input, form & 7)?;
    let count = c_long::try_from(text.len()).unwrap_or(c_long::MAX);
    if smallest > 0 && count < smallest {
        return Err(bad(asn1::R_STRING_TOO_SHORT).with(format!("minsize={smallest}")));
    }
    if largest > 0 && count > largest {
        return Err(bad(asn1::R_STRING_TOO_LONG).with(format!("maxsize={largest}")));
    }
    for c in &text {
        let fits = [
            (0x0001, *c == 0x20 || (0x30..=0x39).contains(c)),
            (0x0002, is_printable(*c)),
            (0x0010, *c < 0x80),
            (0x0004, *c <= 0xff),
            (0x0800, *c <= 0xffff),
            (0x2000, char::from_u32(*c).is_some()),
        ];
        for (bit, fits) in fits {
            if !fits {
                mask &= !bit;
            }
        }
        if mask == 0 {
            return Err(bad(asn1::R_ILLEGAL_CHARACTERS));
        }
    }
    let (kind, out_form) = match mask {
        m if m & 0x0001 != 0 => (v::NUMERICSTRING, MB_ASCII),
        m if m & 0x0002 != 0 => (v::PRINTABLESTRING, MB_ASCII),
        m if m & 0x0010 != 0 => (v::IA5STRING, MB_ASCII),
        m if m & 0x0004 != 0 => (v::T61STRING, MB_ASCII),
        m if m & 0x0800 != 0 => (v::BMPSTRING, MB_BMP),
        m if m & 0x0100 != 0 => (v::UNIVERSALSTRING, MB_UNIVERSAL),
        _ => (v::UTF8STRING, MB_UTF8),
    };
    if form == out_form {
        return Ok((kind, input.to_vec()));
    }
    let mut out = Vec::with_capacity(input.len());
    for c in text {
        match out_form {
            MB_ASCII => out.push(c as u8),
            MB_BMP => out.extend_from_slice(&(c as u16).to_be_bytes()),
            MB_UNIVERSAL => out.extend_from_slice(&c.to_be_bytes()),
            _ => {
                if !put_utf8(&mut out, c) {
                    return Err(bad(asn1::R_ILLEGAL_CHARACTERS));
                }
            }
        }
    }
    Ok((kind, out))
}

/// The UTF-8 of a string of any character type.
pub fn to_utf8(string: &ASN1_STRING) -> Result<Vec<u8>> {
    let width = width(string.kind.get());
    if width < 0 {
        return Err(crate::err::Error::quiet());
    }
    convert(string.bytes(), 0x1000 | width, 0x2000, 0, 0).map(|(_, utf8)| utf8)
}

/// `DIRSTRING_TYPE`: the types of a name's attributes.
pub const DIRECTORY: c_ulong = 0x0002 | 0x0004 | 0x0800 | 0x2000;

/// `B_ASN1_…` bits of the types that new strings may have.
static DEFAULT_MASK: AtomicU64 = AtomicU64::new(0x2000);

/// The types that new strings may have.
pub fn default_mask() -> c_ulong {
    DEFAULT_MASK.load(Ordering::Relaxed)
}

/// Replaces them.
pub fn set_default_mask(mask: c_ulong) {
    DEFAULT_MASK.store(mask, Ordering::Relaxed);
}

/// Converts `input` to the type that attribute `nid` wants.
pub fn convert_for(nid: c_int, input: &[u8], form: c_int) -> Result<(c_int, Vec<u8>)> {
    match TABLE.iter().find(|row| row.0 == nid) {
        Some((_, smallest, largest, mask, fixed)) => {
            let mask = if *fixed & 2 != 0 { *mask } else { mask & default_mask() };
            convert(input, form, mask, *smallest, *largest)
        }
        None => convert(input, form, DIRECTORY & default_mask(), 0, 0),
    }
}

/// Attributes with limits: NID, least and most characters, types, and
/// whether the default mask is ignored (2).
static TABLE: &[(c_int, c_long, c_long, c_ulong, c_ulong)] = &[
    (13, 1, 64, 0x2806, 0),
    (14, 2, 2, 0x2, 2),
    (15, 1, 128, 0x2806, 0),
    (16, 1, 128, 0x2806, 0),
    (17, 1, 64, 0x2806, 0),
    (18, 1, 64, 0x2806, 0),
    (48, 1, 128, 0x10, 2),
    (49, 1, -1, 0x2816, 0),
    (54, 1, -1, 0x2816, 0),
    (55, 1, -1, 0x2806, 0),
    (99, 1, 32768, 0x2806, 0),
    (100, 1, 32768, 0x2806, 0),
    (101, 1, 32768, 0x2806, 0),
    (105, 1, 64, 0x2, 2),
    (156, -1, -1, 0x800, 2),
    (173, 1, 32768, 0x2806, 0),
    (174, -1, -1, 0x2, 2),
    (391, 1, -1, 0x10, 2),
    (417, -1, -1, 0x800, 2),
    (460, 1, 256, 0x10, 2),
    (957, 2, 2, 0x2, 2),
    (1004, 1, 12, 0x1, 2),
    (1005, 1, 13, 0x1, 2),
    (1006, 1, 11, 0x1, 2),
    (1090, 3, 3, 0x2, 2),
    (1091, 3, 3, 0x1, 2),
    (1092, 0, -1, 0x2000, 2),
    (1208, 1, 128, 0x2000, 2),
];

/// Escapes and display of `ASN1_STRING_print_ex`.
pub mod flags {
    #![allow(missing_docs, reason = "OpenSSL's names")]
    use std::ffi::c_ulong;
    pub const ESC_2253: c_ulong = 1;
    pub const ESC_CTRL: c_ulong = 2;
    pub const ESC_MSB: c_ulong = 4;
    pub const ESC_QUOTE: c_ulong = 8;
    pub const UTF8_CONVERT: c_ulong = 0x10;
    pub const IGNORE_TYPE: c_ulong = 0x20;
    pub const SHOW_TYPE: c_ulong = 0x40;
    pub const DUMP_ALL: c_ulong = 0x80;
    pub const DUMP_UNKNOWN: c_ulong = 0x100;
    pub const DUMP_DER: c_ulong = 0x200;
    pub const ESC_2254: c_ulong = 0x400;
}

const FIRST_2253: c_ulong = 0x20;
const LAST_2253: c_ulong = 0x40;
const BACKSLASH: c_ulong = flags::ESC_2253 | FIRST_2253 | LAST_2253;
const ESCAPES: c_ulong =
    flags::ESC_2253 | flags::ESC_2254 | flags::ESC_QUOTE | flags::ESC_CTRL | flags::ESC_MSB;

/// Which escapes concern an ASCII character.
const fn class(c: u8) -> c_ulong {
    match c {
        0 => flags::ESC_CTRL | flags::ESC_2254,
        1..=31 | 127 => flags::ESC_CTRL,
        b' ' => flags::ESC_QUOTE | FIRST_2253 | LAST_2253,
        b'"' => flags::ESC_2253,
        b'#' => flags::ESC_QUOTE | FIRST_2253,
        b'(' | b')' | b'*' => flags::ESC_2254,
        b'+' | b',' | b';' | b'<' | b'>' => flags::ESC_2253 | flags::ESC_QUOTE,
        b'\\' => flags::ESC_2253 | flags::ESC_2254,
        _ => 0,
    }
}

fn put_escaped(out: &mut Vec<u8>, c: u32, wanted: c_ulong, quotes: &mut bool) {
    let Ok(byte) = u8::try_from(c) else {
        let text = if c > 0xffff { format!("\\W{c:08X}") } else { format!("\\U{c:04X}") };
        out.extend_from_slice(text.as_bytes());
        return;
    };
    let hit = if byte > 0x7f { wanted & flags::ESC_MSB } else { class(byte) & wanted };
    if hit & BACKSLASH != 0 {
        if hit & flags::ESC_QUOTE != 0 {
            *quotes = true;
        } else {
            out.push(b'\\');
        }
        out.push(byte);
    } else if hit & (flags::ESC_CTRL | flags::ESC_MSB | flags::ESC_2254) != 0 {
        out.extend_from_slice(format!("\\{byte:02X}").as_bytes());
    } else if byte == b'\\' && wanted & ESCAPES != 0 {
        out.extend_from_slice(b"\\\\");
    } else {
        out.push(byte);
    }
}

/// The text that `ASN1_STRING_print_ex` writes.
pub fn to_text(string: &ASN1_STRING, how: c_ulong) -> Result<Vec<u8>> {
    let kind = string.kind.get();
    let mut out = Vec::new();
    if how & flags::SHOW_TYPE != 0 {
        out.extend_from_slice(type_name(kind).to_bytes());
        out.push(b':');
    }
    let mut size = match how {
        h if h & flags::DUMP_ALL != 0 => -1,
        h if h & flags::IGNORE_TYPE != 0 => 1,
        h => match width(kind) {
            -1 if h & flags::DUMP_UNKNOWN == 0 => 1,
            size => size,
        },
    };
    if size == -1 {
        out.push(b'#');
        let bytes = if how & flags::DUMP_DER != 0 {
            let mut der = Vec::new();
            super::primitive::write_string(string, super::integer::base_kind(kind), None, &mut der);
            der
        } else {
            string.bytes().to_vec()
        };
        for byte in bytes {
            out.extend_from_slice(format!("{byte:02X}").as_bytes());
        }
        return Ok(out);
    }
    let mut to_utf8 = false;
    if how & flags::UTF8_CONVERT != 0 {
        // A UTF-8 string goes through byte by byte.
        if size == 0 {
            size = 1;
        } else {
            to_utf8 = true;
        }
    }
    let escapes = how & ESCAPES;
    let text = characters(string.bytes(), size).map_err(|e| {
        // Broken UTF-8 fails without an entry in the queue.
        if e.reason == asn1::R_INVALID_UTF8STRING { crate::err::Error::quiet() } else { e }
    })?;
    let last = text.len().wrapping_sub(1);
    let mut body = Vec::with_capacity(text.len());
    let mut quotes = false;
    for (at, c) in text.into_iter().enumerate() {
        let mut wanted = escapes;
        if escapes & flags::ESC_2253 != 0 {
            if at == last {
                wanted |= LAST_2253;
            } else if at == 0 {
                wanted |= FIRST_2253;
            }
        }
        if to_utf8 {
            let mut encoded = Vec::new();
            if !put_utf8(&mut encoded, c) {
                return Err(crate::err::Error::quiet());
            }
            for byte in encoded {
                put_escaped(&mut body, u32::from(byte), wanted, &mut quotes);
            }
        } else {
            put_escaped(&mut body, c, wanted, &mut quotes);
        }
    }
    if quotes {
        out.push(b'"');
    }
    out.extend_from_slice(&body);
    if quotes {
        out.push(b'"');
    }
    Ok(out)
}

/// The text of `ASN1_STRING_print`: bytes, with dots for what is not printable.
pub fn to_plain(string: &ASN1_STRING) -> Vec<u8> {
    let shown = |b: &u8| match b {
        b' '..=b'~' | b'\n' | b'\r' => *b,
        _ => b'.',
    };
    string.bytes().iter().map(shown).collect()
}

/// The smallest of PrintableString, IA5String and T61String that holds `text`.
pub fn printable_type(text: &[u8]) -> c_int {
    if !text.is_ascii() {
        v::T61STRING
    } else if text.iter().all(|b| is_printable(u32::from(*b))) {
        v::PRINTABLESTRING
    } else {
        v::IA5STRING
    }
}

/// Turns a UniversalString of one-byte characters into a plain one.
pub fn narrow(string: &ASN1_STRING) -> Result<bool> {
    let bytes = string.bytes();
    let narrow = bytes.chunks(4).all(|u| matches!(u, [0, 0, 0, _]));
    if string.kind.get() != v::UNIVERSALSTRING || !narrow {
        return Ok(false);
    }
    let plain: Vec<u8> = bytes.chunks(4).filter_map(|u| u.last().copied()).collect();
    string.store(&plain)?;
    string.kind.set(printable_type(&plain));
    Ok(true)
}

/// Sets or clears bit `n` of a bit string.
pub fn set_bit(bits: &ASN1_STRING, n: usize, on: bool) -> Result<()> {
    let (at, mask) = (n / 8, 0x80u8 >> (n % 8));
    bits.flags.set(bits.flags.get() & !(BITS_LEFT | 7));
    let mut bytes = bits.bytes().to_vec();
    if bytes.len() <= at {
        if !on {
            return Ok(());
        }
        bytes.resize(at + 1, 0);
    }
    if let Some(byte) = bytes.get_mut(at) {
        *byte = if on { *byte | mask } else { *byte & !mask };
    }
    while bytes.last() == Some(&0) {
        bytes.pop();
    }
    bits.store(&bytes)
}

/// Whether bit `n` is set.
pub fn bit(bits: &ASN1_STRING, n: usize) -> bool {
    bits.bytes().get(n / 8).is_some_and(|b| b & (0x80 >> (n % 8)) != 0)
}

/// The sign mark that a type carries, for copies between types.
pub const fn sign(kind: c_int) -> c_int {
    kind & NEGATIVE
}
