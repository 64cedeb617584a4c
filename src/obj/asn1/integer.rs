//! INTEGER and ENUMERATED: magnitude in the bytes, sign in the type.

use super::primitive::v;
use super::reader::bad;
use crate::abi::layout::asn1::{ASN1_STRING, NEGATIVE};
use crate::err::{Error, Result, asn1};
use std::ffi::c_int;

/// The type without its sign.
pub const fn base_kind(kind: c_int) -> c_int {
    if kind == v::INTEGER | NEGATIVE || kind == v::ENUMERATED | NEGATIVE {
        kind & !NEGATIVE
    } else {
        kind
    }
}

/// The integer with these content octets.
pub fn from_content(kind: c_int, octets: &[u8]) -> Result<Box<ASN1_STRING>> {
    let negative = match octets {
        [] => return Err(bad(asn1::R_ILLEGAL_ZERO_CONTENT)),
        [0, next, ..] if next & 0x80 == 0 => return Err(bad(asn1::R_ILLEGAL_PADDING)),
        [0xff, next, ..] if next & 0x80 != 0 => return Err(bad(asn1::R_ILLEGAL_PADDING)),
        [first, ..] => first & 0x80 != 0,
    };
    let mut magnitude = octets.to_vec();
    if negative {
        negate(&mut magnitude);
    }
    let skip = usize::from(magnitude.len() > 1 && magnitude.first() == Some(&0));
    let kind = if negative { kind | NEGATIVE } else { kind };
    ASN1_STRING::with(kind, magnitude.get(skip..).unwrap_or(&[]))
}

/// Two's complement in place.
fn negate(bytes: &mut [u8]) {
    let mut carry = true;
    for byte in bytes.iter_mut().rev() {
        let (sum, over) = (!*byte).overflowing_add(u8::from(carry));
        *byte = sum;
        carry = over;
    }
}

/// The content octets of an integer's encoding.
pub fn content(value: &ASN1_STRING) -> Vec<u8> {
    let bytes = value.bytes();
    if bytes.is_empty() {
        return vec![0];
    }
    let mut out = Vec::with_capacity(bytes.len() + 1);
    out.push(0);
    out.extend_from_slice(bytes);
    if is_negative(value) {
        negate(&mut out);
    }
    // The first octet is pure sign: drop it when the next says the same.
    let sign = out.first().copied().unwrap_or(0);
    if out.get(1).is_some_and(|next| (next & 0x80 != 0) == (sign != 0)) {
        out.remove(0);
    }
    out
}

/// Whether it is below zero.
pub fn is_negative(value: &ASN1_STRING) -> bool {
    value.kind.get() & NEGATIVE != 0
}

/// Stores a number under `kind`.
pub fn set(to: &ASN1_STRING, kind: c_int, negative: bool, magnitude: u64) -> Result<()> {
    let octets = magnitude.to_be_bytes();
    let skip = (magnitude.leading_zeros() as usize / 8).min(7);
    to.store(octets.get(skip..).unwrap_or(&[]))?;
    to.kind.set(if negative { kind | NEGATIVE } else { kind });
    Ok(())
}

/// The magnitude, if it has no more than 64 bits.
pub fn magnitude(value: &ASN1_STRING) -> Result<u64> {
    if value.bytes().len() > 8 {
        return Err(bad(asn1::R_TOO_LARGE));
    }
    if value.data_ptr().is_null() {
        return Err(Error::quiet());
    }
    Ok(value.bytes().iter().fold(0, |n, b| n << 8 | u64::from(*b)))
}

/// The number, as `ASN1_INTEGER_get_int64` reads it.
pub fn to_i64(value: &ASN1_STRING, kind: c_int) -> Result<i64> {
    if base_kind(value.kind.get()) != kind {
        return Err(bad(asn1::R_WRONG_INTEGER_TYPE));
    }
    let size = magnitude(value)?;
    if is_negative(value) {
        match size {
            0..=0x7fff_ffff_ffff_ffff => Ok(-(size as i64)),
            0x8000_0000_0000_0000 => Ok(i64::MIN),
            _ => Err(bad(asn1::R_TOO_SMALL)),
        }
    } else {
        i64::try_from(size).map_err(|_| bad(asn1::R_TOO_LARGE))
    }
}

/// The number, as `ASN1_INTEGER_get_uint64` reads it.
pub fn to_u64(value: &ASN1_STRING) -> Result<u64> {
    if base_kind(value.kind.get()) != v::INTEGER {
        return Err(bad(asn1::R_WRONG_INTEGER_TYPE));
    }
    if is_negative(value) {
        return Err(bad(asn1::R_ILLEGAL_NEGATIVE_VALUE));
    }
    magnitude(value)
}

/// Three-way comparison by value.
pub fn compare(a: &ASN1_STRING, b: &ASN1_STRING) -> c_int {
    let (minus_a, minus_b) = (is_negative(a), is_negative(b));
    if minus_a != minus_b {
        return if minus_a { -1 } else { 1 };
    }
    let order = super::string::compare(a, b);
    if minus_a { order.wrapping_neg() } else { order }
}

/// Upper-case hexadecimal digits of the magnitude, two a byte.
pub fn hex(value: &ASN1_STRING) -> String {
    value.bytes().iter().map(|b| format!("{b:02X}")).collect()
}

/// The number as OpenSSL prints it in extensions: decimal up to 128 bits,
/// else `0x…`.
pub fn to_text(value: &ASN1_STRING) -> String {
    let bytes = value.bytes();
    let significant = bytes.iter().position(|b| *b != 0).map_or(&[][..], |at| &bytes[at..]);
    let sign = if is_negative(value) && !significant.is_empty() { "-" } else { "" };
    let bits =
        significant.first().map_or(0, |top| significant.len() * 8 - top.leading_zeros() as usize);
    if bits < 128 {
        let number = significant.iter().fold(0u128, |n, b| n << 8 | u128::from(*b));
        return format!("{sign}{number}");
    }
    let digits: String = significant.iter().map(|b| format!("{b:02X}")).collect();
    format!("{sign}0x{digits}")
}
