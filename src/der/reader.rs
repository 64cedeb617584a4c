//! A small reader of DER, over borrowed bytes.
//!
//! It yields one value after another and copies nothing. Lengths must be
//! definite; like OpenSSL's decoder it does not insist that they are minimal.

use crate::err::{Error, Lib, Result, asn1};
use std::ops::Range;

/// Identifier octets of the types that certificates use.
pub mod tag {
    #![allow(missing_docs, reason = "the names are ASN.1's own")]
    pub const BOOLEAN: u8 = 0x01;
    pub const INTEGER: u8 = 0x02;
    pub const BIT_STRING: u8 = 0x03;
    pub const OCTET_STRING: u8 = 0x04;
    pub const NULL: u8 = 0x05;
    pub const OID: u8 = 0x06;
    pub const ENUMERATED: u8 = 0x0a;
    pub const UTF8_STRING: u8 = 0x0c;
    pub const NUMERIC_STRING: u8 = 0x12;
    pub const PRINTABLE_STRING: u8 = 0x13;
    pub const T61_STRING: u8 = 0x14;
    pub const IA5_STRING: u8 = 0x16;
    pub const UTC_TIME: u8 = 0x17;
    pub const GENERALIZED_TIME: u8 = 0x18;
    pub const VISIBLE_STRING: u8 = 0x1a;
    pub const UNIVERSAL_STRING: u8 = 0x1c;
    pub const BMP_STRING: u8 = 0x1e;
    pub const SEQUENCE: u8 = 0x30;
    pub const SET: u8 = 0x31;

    /// `[n]` around a primitive or implicitly tagged primitive value.
    pub const fn context(n: u8) -> u8 {
        0x80 | n
    }

    /// `[n]` around constructed content.
    pub const fn constructed(n: u8) -> u8 {
        0xa0 | n
    }
}

/// One encoded value: its first identifier octet, its content, and all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tlv<'a> {
    /// The first identifier octet (low five bits all set: a longer tag follows).
    pub tag: u8,
    /// The content octets.
    pub value: &'a [u8],
    /// Identifier, length and content.
    pub raw: &'a [u8],
}

impl<'a> Tlv<'a> {
    /// A reader over the content.
    pub fn reader(&self) -> Reader<'a> {
        Reader::new(self.value)
    }

    /// Checks the content of a value of any type as far as OpenSSL's decoder
    /// does.
    #[track_caller]
    pub fn check_form(&self) -> Result<()> {
        const CONSTRUCTED: u8 = 0x20;
        const CLASS: u8 = 0xc0;
        let must_be = matches!(self.tag | CONSTRUCTED, tag::SEQUENCE | tag::SET);
        if self.tag & CLASS == 0 && (self.tag & CONSTRUCTED != 0) != must_be {
            let reason =
                if must_be { asn1::R_TYPE_NOT_CONSTRUCTED } else { asn1::R_TYPE_NOT_PRIMITIVE };
            return Err(bad(reason));
        }
        match self.tag {
            0 => Err(bad(asn1::R_UNEXPECTED_EOC)),
            tag::OID => check_oid(self.value),
            tag::INTEGER | tag::ENUMERATED => check_integer(self.value),
            tag::BIT_STRING => BitString::parse(self.value).map(|_| ()),
            tag::NULL if !self.value.is_empty() => Err(bad(asn1::R_NULL_IS_WRONG_LENGTH)),
            tag::BOOLEAN if self.value.len() != 1 => Err(bad(asn1::R_BOOLEAN_IS_WRONG_LENGTH)),
            tag::BMP_STRING if !self.value.len().is_multiple_of(2) => {
                Err(bad(asn1::R_BMPSTRING_IS_WRONG_LENGTH))
            }
            tag::UNIVERSAL_STRING if !self.value.len().is_multiple_of(4) => {
                Err(bad(asn1::R_UNIVERSALSTRING_IS_WRONG_LENGTH))
            }
            _ => Ok(()),
        }
    }
}

/// Reads the values in a slice one after another.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// A reader at the start of `bytes`.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Reader { rest: bytes }
    }

    /// Whether everything was read.
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// What was not read yet.
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The identifier octet of the next value; `None` at the end.
    pub fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next value of any type.
    #[track_caller]
    pub fn any(&mut self) -> Result<Tlv<'a>> {
        #[cfg(test)]
        tests::READ.with(|read| read.set(read.get() + 1));
        let (tag, head, len) = header(self.rest)?;
        let end = head.checked_add(len).ok_or_else(|| bad(asn1::R_TOO_LONG))?;
        let (Some(raw), Some(value), Some(rest)) =
            (self.rest.get(..end), self.rest.get(head..end), self.rest.get(end..))
        else {
            return Err(bad(asn1::R_TOO_LONG));
        };
        self.rest = rest;
        Ok(Tlv { tag, value, raw })
    }

    /// The next value, which must have the identifier `tag`.
    #[track_caller]
    pub fn expect(&mut self, tag: u8) -> Result<Tlv<'a>> {
        match self.peek() {
            Some(found) if found == tag => self.any(),
            Some(_) => Err(bad(asn1::R_WRONG_TAG)),
            None => Err(bad(asn1::R_FIELD_MISSING)),
        }
    }

    /// The next value if it has the identifier `tag`.
    #[track_caller]
    pub fn optional(&mut self, tag: u8) -> Result<Option<Tlv<'a>>> {
        if self.peek() == Some(tag) { self.any().map(Some) } else { Ok(None) }
    }

    /// The content of the next value, which must have the identifier `tag`.
    #[track_caller]
    pub fn read(&mut self, tag: u8) -> Result<&'a [u8]> {
        self.expect(tag).map(|tlv| tlv.value)
    }

    /// The content of the next value if it has the identifier `tag`.
    #[track_caller]
    pub fn read_optional(&mut self, tag: u8) -> Result<Option<&'a [u8]>> {
        Ok(self.optional(tag)?.map(|tlv| tlv.value))
    }

    /// A reader over the next value, a SEQUENCE.
    #[track_caller]
    pub fn sequence(&mut self) -> Result<Reader<'a>> {
        Ok(self.expect(tag::SEQUENCE)?.reader())
    }

    /// The content of the next value, a well-formed OBJECT IDENTIFIER.
    #[track_caller]
    pub fn oid(&mut self) -> Result<&'a [u8]> {
        let value = self.expect(tag::OID)?.value;
        check_oid(value)?;
        Ok(value)
    }

    /// The content of the next value, a well-formed INTEGER.
    #[track_caller]
    pub fn integer(&mut self) -> Result<&'a [u8]> {
        let value = self.expect(tag::INTEGER)?.value;
        check_integer(value)?;
        Ok(value)
    }

    /// The content of the next value, an INTEGER that is not negative,
    /// without leading zeros (zero is empty).
    #[track_caller]
    pub fn unsigned(&mut self) -> Result<&'a [u8]> {
        match self.integer()? {
            [0, rest @ ..] => Ok(rest),
            [b, ..] if *b >= 0x80 => Err(bad(asn1::R_ILLEGAL_NEGATIVE_VALUE)),
            bytes => Ok(bytes),
        }
    }

    /// The size of the next value, an INTEGER whose sign and form OpenSSL
    /// does not look at, without leading zeros.
    #[track_caller]
    pub fn magnitude(&mut self) -> Result<&'a [u8]> {
        let bytes = self.read(tag::INTEGER)?;
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        Ok(bytes.get(zeros..).unwrap_or(&[]))
    }

    /// The next value, a small INTEGER that is not negative.
    #[track_caller]
    pub fn small(&mut self) -> Result<u64> {
        let bytes = self.unsigned()?;
        if bytes.len() > 8 {
            return Err(bad(asn1::R_TOO_LARGE));
        }
        Ok(bytes.iter().fold(0, |n, &b| n << 8 | u64::from(b)))
    }

    /// The bytes of the next value, a BIT STRING of whole bytes.
    #[track_caller]
    pub fn bits(&mut self) -> Result<&'a [u8]> {
        match self.read(tag::BIT_STRING)? {
            [0, bytes @ ..] => Ok(bytes),
            _ => Err(bad(asn1::R_INVALID_BIT_STRING_BITS_LEFT)),
        }
    }

    /// The next value, a BIT STRING.
    #[track_caller]
    pub fn bit_string(&mut self) -> Result<BitString<'a>> {
        BitString::parse(self.expect(tag::BIT_STRING)?.value)
    }

    /// Fails unless everything was read.
    #[track_caller]
    pub fn finish(&self) -> Result<()> {
        if self.is_empty() { Ok(()) } else { Err(bad(asn1::R_SEQUENCE_LENGTH_MISMATCH)) }
    }
}

/// A BIT STRING: the number of unused bits at its end, and its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BitString<'a> {
    /// Unused low bits of the last byte, 0 to 7.
    pub unused: u8,
    /// The bytes.
    pub bytes: &'a [u8],
}

impl<'a> BitString<'a> {
    /// From the content octets.
    #[track_caller]
    pub fn parse(value: &'a [u8]) -> Result<BitString<'a>> {
        match value.split_first() {
            None => Err(bad(asn1::R_STRING_TOO_SHORT)),
            Some((&unused, _)) if unused > 7 => Err(bad(asn1::R_INVALID_BIT_STRING_BITS_LEFT)),
            Some((&unused, bytes)) => Ok(BitString { unused, bytes }),
        }
    }

    /// The byte at `index` with its unused bits cleared; 0 beyond the end.
    pub fn byte(&self, index: usize) -> u8 {
        let byte = self.bytes.get(index).copied().unwrap_or(0);
        if index + 1 == self.bytes.len() { byte & (0xff << self.unused) } else { byte }
    }
}

/// Identifier octet, header length and content length of the value at the
/// start of `bytes`.
#[track_caller]
fn header(bytes: &[u8]) -> Result<(u8, usize, usize)> {
    let mut octets = bytes.iter().copied();
    let mut head = 0;
    let mut next = || {
        head += 1;
        octets.next().ok_or_else(|| bad(asn1::R_HEADER_TOO_LONG))
    };
    let tag = next()?;
    if tag & 0x1f == 0x1f {
        let mut number = 0u32;
        loop {
            let octet = next()?;
            number = number
                .checked_mul(128)
                .filter(|n| n >> 31 == 0)
                .ok_or_else(|| bad(asn1::R_HEADER_TOO_LONG))?
                | u32::from(octet & 0x7f);
            if octet & 0x80 == 0 {
                break;
            }
        }
    }
    let first = next()?;
    let len = if first < 0x80 {
        usize::from(first)
    } else {
        if first == 0x80 {
            // Indefinite length is not DER.
            return Err(bad(asn1::R_ILLEGAL_FORMAT));
        }
        let mut len = 0usize;
        for _ in 0..first & 0x7f {
            len = len
                .checked_mul(256)
                .filter(|&l| l <= 0x7fff_ff00)
                .ok_or_else(|| bad(asn1::R_HEADER_TOO_LONG))?
                | usize::from(next()?);
        }
        len
    };
    Ok((tag, head, len))
}

/// Checks the content of an OBJECT IDENTIFIER as OpenSSL's decoder does.
#[track_caller]
pub fn check_oid(value: &[u8]) -> Result<()> {
    let mut start = true;
    for &octet in value {
        if start && octet == 0x80 {
            return Err(bad(asn1::R_INVALID_OBJECT_ENCODING));
        }
        start = octet & 0x80 == 0;
    }
    if value.is_empty() || !start {
        return Err(bad(asn1::R_INVALID_OBJECT_ENCODING));
    }
    Ok(())
}

/// Checks that the content of an INTEGER is there and minimal.
#[track_caller]
pub fn check_integer(value: &[u8]) -> Result<()> {
    match value {
        [] => Err(bad(asn1::R_ILLEGAL_ZERO_CONTENT)),
        [0, second, ..] if second & 0x80 == 0 => Err(bad(asn1::R_ILLEGAL_PADDING)),
        [0xff, second, ..] if second & 0x80 != 0 => Err(bad(asn1::R_ILLEGAL_PADDING)),
        _ => Ok(()),
    }
}

/// The INTEGER with this content as a number; `None` if it does not fit.
pub fn integer_value(value: &[u8]) -> Option<i64> {
    if value.len() > 8 {
        return None;
    }
    let mut number = if value.first().is_some_and(|b| b & 0x80 != 0) { -1i64 } else { 0 };
    for &octet in value {
        number = (number << 8) | i64::from(octet);
    }
    Some(number)
}

/// Where `part`, a piece of `whole`, lies in it.
///
/// Both are slices of one buffer, so that parsed pieces can be kept as offsets.
pub fn range_in(whole: &[u8], part: &[u8]) -> Range<usize> {
    let start = (part.as_ptr().addr()).saturating_sub(whole.as_ptr().addr()).min(whole.len());
    start..(start + part.len()).min(whole.len())
}

#[track_caller]
const fn bad(reason: std::ffi::c_int) -> Error {
    Error::new(Lib::Asn1, reason)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    thread_local! {
        pub(super) static READ: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
    }

    /// How many values this thread has read.
    pub(crate) fn values_read() -> usize {
        READ.with(std::cell::Cell::get)
    }

    #[test]
    fn reads_values_and_stops_at_the_end() {
        let mut r = Reader::new(&[0x02, 0x01, 0x05, 0x30, 0x81, 0x02, 0x05, 0x00]);
        assert_eq!(integer_value(r.integer().unwrap()), Some(5));
        let mut inner = r.sequence().unwrap();
        assert_eq!(inner.expect(tag::NULL).unwrap().value, b"");
        assert!(inner.finish().is_ok() && r.finish().is_ok());
        assert!(r.any().is_err());
    }

    #[test]
    fn refuses_what_is_not_there() {
        assert!(Reader::new(&[0x30, 0x05, 0x00]).any().is_err());
        assert!(Reader::new(&[0x30, 0x80, 0x00, 0x00]).any().is_err());
        assert!(Reader::new(&[0x30, 0x89, 1, 1, 1, 1, 1, 1, 1, 1, 1]).any().is_err());
        assert!(Reader::new(&[0x1f]).any().is_err());
        assert!(check_oid(&[0x2a, 0x80]).is_err());
        assert!(check_oid(&[0x2a, 0x80, 0x01]).is_err());
    }

    #[test]
    fn lengths() {
        assert_eq!(Reader::new(b"\x04\x81\x01x").read(tag::OCTET_STRING).unwrap(), b"x");
        assert!(Reader::new(b"\x04\x80x\0\0").any().is_err());
        assert!(Reader::new(b"\x04\x84\xff\xff\xff\xffx").any().is_err());
        assert!(Reader::new(b"\x04\x02x").any().is_err());
        assert!(Reader::new(b"\x04").any().is_err());
    }

    #[test]
    fn integers() {
        assert_eq!(Reader::new(b"\x02\x01\x00").unsigned().unwrap(), b"");
        assert_eq!(Reader::new(b"\x02\x02\x00\x80").unsigned().unwrap(), b"\x80");
        assert!(Reader::new(b"\x02\x01\x80").unsigned().is_err());
        assert!(Reader::new(b"\x02\x02\x00\x01").unsigned().is_err());
        assert_eq!(Reader::new(b"\x02\x02\x01\x00").small().unwrap(), 256);
    }
}
