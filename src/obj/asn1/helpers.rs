//! Single characters of UTF-8, lists of string types, and bytes and numbers
//! as the printers write them.

use super::generate::type_named;
use super::primitive::mask_of;
use crate::abi::layout::Field;
use crate::crypto::bn::Bn;
use crate::obj::x509::key_print;
use crate::obj::x509::v3::print::Text;
use std::ffi::{c_int, c_ulong};

/// Why a character of UTF-8 cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed {
    /// The bytes end inside the character.
    Short,
    /// No character begins with this byte, or it is half of a pair.
    Illegal,
    /// A byte inside the character is not of its kind.
    Continuation,
    /// It is longer than needed, or beyond the last character.
    Range,
}

impl Malformed {
    /// What `UTF8_getc` returns for it.
    pub const fn code(self) -> c_int {
        match self {
            Malformed::Short => -1,
            Malformed::Illegal => -2,
            Malformed::Continuation => -3,
            Malformed::Range => -4,
        }
    }
}

/// The first character of `bytes` and how many bytes it takes.
pub fn utf8_first(bytes: &[u8]) -> Result<(u32, usize), Malformed> {
    let first = *bytes.first().ok_or(Malformed::Short)?;
    let (len, start, least) = match first {
        0..=0x7f => return Ok((first.into(), 1)),
        0xc0..=0xdf => (2, first & 0x1f, 0x80),
        0xe0..=0xef => (3, first & 0x0f, 0x800),
        0xf0..=0xf7 => (4, first & 0x07, 0x1_0000),
        _ => return Err(Malformed::Illegal),
    };
    let more = bytes.get(1..len).ok_or(Malformed::Short)?;
    if more.iter().any(|byte| byte & 0xc0 != 0x80) {
        return Err(Malformed::Continuation);
    }
    let value = more.iter().fold(u32::from(start), |n, byte| n << 6 | u32::from(byte & 0x3f));
    match value {
        0xd800..=0xdfff => Err(Malformed::Illegal),
        0x11_0000.. => Err(Malformed::Range),
        value if value < least => Err(Malformed::Range),
        value => Ok((value, len)),
    }
}

/// The types that `text` lists, `|` between them, as `B_ASN1_…` bits.
///
/// What stands before a name that is none is in the mask all the same; the
/// second part tells whether every name was one.
pub fn mask(text: &[u8]) -> (c_ulong, bool) {
    let mut all: c_ulong = 0;
    for name in text.split(|c| *c == b'|') {
        let name = name.trim_ascii();
        let types = match name {
            // Not `DIRECTORY`: UniversalString belongs to it here.
            b"DIR" => 0x2906,
            name => type_named(&name.to_ascii_uppercase()).map_or(0, mask_of).into(),
        };
        if types == 0 {
            return (all, false);
        }
        all |= types;
    }
    (all, true)
}

/// The most that a printed line is indented.
const WIDEST: usize = 128;

fn indent(by: c_int) -> usize {
    usize::try_from(by).unwrap_or(0).min(WIDEST)
}

/// Bytes in hexadecimal, 15 a line.
pub fn octets(bytes: &[u8], by: c_int) -> Vec<u8> {
    let mut out = Text::default();
    key_print::bytes(&mut out, bytes, indent(by));
    out.0
}

/// A labelled number: on the line if it has at most 64 bits.
pub fn number(label: &[u8], value: &Bn, by: c_int) -> Vec<u8> {
    let mut out = Text::default();
    out.indent(indent(by)).put(label);
    let minus = value.is_negative();
    let mut digits = value.to_be();
    if value.is_zero() {
        out.put(" 0\n");
    } else if digits.len() <= 8 {
        let n = digits.iter().fold(0u64, |n, byte| n << 8 | u64::from(*byte));
        let sign = if minus { "-" } else { "" };
        out.put(format!(" {sign}{n} ({sign}0x{n:x})\n"));
    } else {
        out.put(if minus { " (Negative)\n" } else { "\n" });
        if digits.first().is_some_and(|byte| byte & 0x80 != 0) {
            digits.insert(0, 0);
        }
        key_print::bytes(&mut out, &digits, indent(by.saturating_add(4)));
    }
    out.0
}

/// How ASN.1 is printed: flags for each kind of text.
#[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "OpenSSL's typedef name")]
#[derive(Default)]
pub struct ASN1_PCTX {
    /// `ASN1_PCTX_FLAGS_…`.
    pub flags: Field<c_ulong>,
    /// `XN_FLAG_…`, for names.
    pub nm_flags: Field<c_ulong>,
    /// For certificates.
    pub cert_flags: Field<c_ulong>,
    /// For objects.
    pub oid_flags: Field<c_ulong>,
    /// `ASN1_STRFLGS_…`, for strings.
    pub str_flags: Field<c_ulong>,
}
