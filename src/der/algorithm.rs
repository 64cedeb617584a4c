//! AlgorithmIdentifier (RFC 5280, section 4.1.1.2).

use super::reader::{Reader, tag};
use crate::err::{self, Error, Lib, Result};

/// An AlgorithmIdentifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Algorithm<'a> {
    /// The content of its OID.
    pub oid: &'a [u8],
    /// The encoding of its parameters.
    pub params: Option<&'a [u8]>,
}

impl<'a> Algorithm<'a> {
    /// Reads the one that is next.
    #[track_caller]
    pub fn read(from: &mut Reader<'a>) -> Result<Self> {
        let mut inner = from.sequence()?;
        let oid = inner.read(tag::OID)?;
        let params = if inner.is_empty() { None } else { Some(inner.any()?) };
        inner.finish()?;
        // Of any type, but well-formed, as OpenSSL demands.
        if let Some(params) = params {
            params.check_form()?;
        }
        Ok(Algorithm { oid, params: params.map(|params| params.raw) })
    }

    /// Reads `der`, which holds nothing else.
    #[track_caller]
    pub fn parse(der: &'a [u8]) -> Result<Self> {
        let mut reader = Reader::new(der);
        let algorithm = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(algorithm)
    }

    /// The parameters, which must be there.
    #[track_caller]
    pub fn params(&self) -> Result<Reader<'a>> {
        self.params.map(Reader::new).ok_or_else(|| Error::new(Lib::Asn1, err::R_NESTED_ASN1_ERROR))
    }
}
