//! A reader of DER values, borrowing from its input.

use crate::err::{self, Error, Lib, Result, asn1};

/// INTEGER.
pub const INTEGER: u8 = 0x02;
/// BIT STRING.
pub const BIT_STRING: u8 = 0x03;
/// OCTET STRING.
pub const OCTET_STRING: u8 = 0x04;
/// NULL.
pub const NULL: u8 = 0x05;
/// OBJECT IDENTIFIER.
pub const OID: u8 = 0x06;
/// SEQUENCE.
pub const SEQUENCE: u8 = 0x30;
/// SET.
pub const SET: u8 = 0x31;

/// The constructed context tag `[n]`.
pub const fn context(n: u8) -> u8 {
    0xa0 | n
}

/// What is left to read.
///
/// Lengths must be definite; a length in more bytes than it needs is read, as
/// OpenSSL reads it.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Reads from `input`.
    pub const fn new(input: &'a [u8]) -> Self {
        Reader(input)
    }

    /// The bytes that are left.
    pub const fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// Whether nothing is left.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The tag of the next value.
    pub fn peek(&self) -> Option<u8> {
        self.0.first().copied()
    }

    /// The next value of any tag: its tag, content, and whole encoding.
    #[track_caller]
    pub fn any(&mut self) -> Result<(u8, &'a [u8], &'a [u8])> {
        let bad = || Error::new(Lib::Asn1, asn1::R_HEADER_TOO_LONG);
        let (&tag, &first) = (self.0.first().ok_or_else(bad)?, self.0.get(1).ok_or_else(bad)?);
        if tag & 0x1f == 0x1f {
            return Err(bad());
        }
        let (start, len) = if first < 0x80 {
            (2, usize::from(first))
        } else {
            let count = usize::from(first & 0x7f);
            let octets = self.0.get(2..2 + count).ok_or_else(bad)?;
            let octets = &octets[octets.iter().take_while(|&&b| b == 0).count()..];
            if count == 0 || octets.len() > 4 {
                return Err(bad());
            }
            (2 + count, octets.iter().fold(0, |n, &b| n << 8 | usize::from(b)))
        };
        let end = start.checked_add(len).ok_or_else(bad)?;
        let whole = self.0.get(..end).ok_or_else(|| Error::new(Lib::Asn1, asn1::R_TOO_LONG))?;
        self.0 = &self.0[end..];
        Ok((tag, &whole[start..], whole))
    }

    /// The content of the next value, which has `tag`.
    #[track_caller]
    pub fn read(&mut self, tag: u8) -> Result<&'a [u8]> {
        if self.peek() != Some(tag) {
            return Err(Error::new(Lib::Asn1, asn1::R_WRONG_TAG));
        }
        self.any().map(|(_, content, _)| content)
    }

    /// The content of the next value if it has `tag`.
    #[track_caller]
    pub fn optional(&mut self, tag: u8) -> Result<Option<&'a [u8]>> {
        if self.peek() == Some(tag) { self.read(tag).map(Some) } else { Ok(None) }
    }

    /// A reader of the SEQUENCE that is next.
    #[track_caller]
    pub fn sequence(&mut self) -> Result<Reader<'a>> {
        self.read(SEQUENCE).map(Reader)
    }

    /// The next value, an INTEGER that is not negative, without leading zeros
    /// (zero is empty).
    #[track_caller]
    pub fn unsigned(&mut self) -> Result<&'a [u8]> {
        let bytes = self.signed()?;
        match bytes {
            [0, rest @ ..] => Ok(rest),
            [b, ..] if *b >= 0x80 => Err(Error::new(Lib::Asn1, asn1::R_ILLEGAL_NEGATIVE_VALUE)),
            _ => Ok(bytes),
        }
    }

    /// The size of the next value, an INTEGER whose sign and form OpenSSL
    /// does not look at, without leading zeros.
    #[track_caller]
    pub fn magnitude(&mut self) -> Result<&'a [u8]> {
        let bytes = self.read(INTEGER)?;
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        Ok(bytes.get(zeros..).unwrap_or(&[]))
    }

    /// The content of the next value, an INTEGER in its shortest form.
    #[track_caller]
    pub fn signed(&mut self) -> Result<&'a [u8]> {
        let bytes = self.read(INTEGER)?;
        match bytes {
            [] => Err(Error::new(Lib::Asn1, asn1::R_ILLEGAL_ZERO_CONTENT)),
            [0, b, ..] if *b < 0x80 => Err(Error::new(Lib::Asn1, asn1::R_ILLEGAL_PADDING)),
            [0xff, b, ..] if *b >= 0x80 => Err(Error::new(Lib::Asn1, asn1::R_ILLEGAL_PADDING)),
            _ => Ok(bytes),
        }
    }

    /// The next value, a small INTEGER that is not negative.
    #[track_caller]
    pub fn small(&mut self) -> Result<u64> {
        let bytes = self.unsigned()?;
        if bytes.len() > 8 {
            return Err(Error::new(Lib::Asn1, asn1::R_TOO_LARGE));
        }
        Ok(bytes.iter().fold(0, |n, &b| n << 8 | u64::from(b)))
    }

    /// The bytes of the next value, a BIT STRING of whole bytes.
    #[track_caller]
    pub fn bits(&mut self) -> Result<&'a [u8]> {
        match self.read(BIT_STRING)? {
            [0, bytes @ ..] => Ok(bytes),
            _ => Err(Error::new(Lib::Asn1, asn1::R_INVALID_BIT_STRING_BITS_LEFT)),
        }
    }

    /// An AlgorithmIdentifier: its OID's content and the whole encoding of
    /// its parameters.
    #[track_caller]
    pub fn algorithm(&mut self) -> Result<Algorithm<'a>> {
        let mut inner = self.sequence()?;
        let oid = inner.read(OID)?;
        let params = if inner.is_empty() { None } else { Some(inner.any()?.2) };
        inner.end()?;
        // Of any type, but well-formed, as OpenSSL demands.
        if let Some(params) = params {
            super::reader::Reader::new(params).any()?.check_form()?;
        }
        Ok(Algorithm { oid, params })
    }

    /// Succeeds when nothing is left.
    #[track_caller]
    pub fn end(self) -> Result<()> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Error::new(Lib::Asn1, asn1::R_SEQUENCE_LENGTH_MISMATCH))
        }
    }
}

/// An AlgorithmIdentifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Algorithm<'a> {
    /// The content of its OID.
    pub oid: &'a [u8],
    /// The encoding of its parameters.
    pub params: Option<&'a [u8]>,
}

impl<'a> Algorithm<'a> {
    /// Reads `der`, which holds nothing else.
    #[track_caller]
    pub fn parse(der: &'a [u8]) -> Result<Self> {
        let mut reader = Reader::new(der);
        let algorithm = reader.algorithm()?;
        reader.end()?;
        Ok(algorithm)
    }

    /// The parameters, which must be there.
    #[track_caller]
    pub fn params(&self) -> Result<Reader<'a>> {
        self.params.map(Reader::new).ok_or_else(|| Error::new(Lib::Asn1, err::R_NESTED_ASN1_ERROR))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths() {
        assert_eq!(Reader::new(b"\x04\x81\x01x").read(OCTET_STRING).unwrap(), b"x");
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
