//! The structures that keys come in: SubjectPublicKeyInfo, PKCS#8, PKCS#1,
//! SEC1. Numbers are big-endian without leading zeros.

use super::algorithm::Algorithm;
use super::reader::{Reader, tag};
use super::{oid, write};
use crate::err::{Error, Lib, Result, asn1};
use zeroize::Zeroizing;

/// A SubjectPublicKeyInfo.
#[derive(Debug, Clone, Copy)]
pub struct Spki<'a> {
    /// The algorithm and its parameters.
    pub algorithm: Algorithm<'a>,
    /// The key inside the BIT STRING.
    pub key: &'a [u8],
    /// The whole encoding.
    pub der: &'a [u8],
}

impl<'a> Spki<'a> {
    /// Reads the one that is next in `reader`.
    #[track_caller]
    pub fn read(reader: &mut Reader<'a>) -> Result<Self> {
        let whole = reader.expect(tag::SEQUENCE)?;
        let mut inner = whole.reader();
        let algorithm = Algorithm::read(&mut inner)?;
        let key = inner.bits()?;
        inner.finish()?;
        Ok(Spki { algorithm, key, der: whole.raw })
    }

    /// Reads `der`, which holds nothing else.
    #[track_caller]
    pub fn parse(der: &'a [u8]) -> Result<Self> {
        let mut reader = Reader::new(der);
        let spki = Spki::read(&mut reader)?;
        reader.finish()?;
        Ok(spki)
    }
}

/// The encoding of a SubjectPublicKeyInfo.
pub fn spki(oid_content: &[u8], params: Option<&[u8]>, key: &[u8]) -> Vec<u8> {
    write::sequence(&[&write::algorithm(oid_content, params), &write::bits(key)])
}

/// A PKCS#8 PrivateKeyInfo (RFC 5208) or OneAsymmetricKey (RFC 5958).
#[derive(Debug, Clone, Copy)]
pub struct Pkcs8<'a> {
    /// The algorithm and its parameters.
    pub algorithm: Algorithm<'a>,
    /// The private key inside the OCTET STRING.
    pub key: &'a [u8],
    /// The content of the attributes, if any.
    pub attributes: Option<&'a [u8]>,
}

impl<'a> Pkcs8<'a> {
    /// Reads the one that is next in `reader`.
    #[track_caller]
    pub fn read(reader: &mut Reader<'a>) -> Result<Self> {
        let mut inner = reader.sequence()?;
        if inner.small()? > 1 {
            return Err(Error::new(Lib::Asn1, asn1::R_INVALID_VALUE));
        }
        let algorithm = Algorithm::read(&mut inner)?;
        let key = inner.read(tag::OCTET_STRING)?;
        let attributes = inner.read_optional(tag::constructed(0))?;
        // The public key of version 2; ours is computed from the private key.
        inner.read_optional(0x81)?;
        inner.finish()?;
        Ok(Pkcs8 { algorithm, key, attributes })
    }

    /// Reads `der`, which holds nothing else.
    #[track_caller]
    pub fn parse(der: &'a [u8]) -> Result<Self> {
        let mut reader = Reader::new(der);
        let info = Pkcs8::read(&mut reader)?;
        reader.finish()?;
        Ok(info)
    }
}

/// The encoding of a PKCS#8 PrivateKeyInfo.
pub fn pkcs8(oid_content: &[u8], params: Option<&[u8]>, key: &[u8]) -> Zeroizing<Vec<u8>> {
    let key = Zeroizing::new(write::octets(key));
    Zeroizing::new(write::sequence(&[
        &write::small(0),
        &write::algorithm(oid_content, params),
        &key,
    ]))
}

/// The numbers of an RSA private key.
#[derive(Debug, Clone, Copy, Default)]
pub struct RsaNumbers<'a> {
    /// The modulus.
    pub n: &'a [u8],
    /// The public exponent.
    pub e: &'a [u8],
    /// The private exponent.
    pub d: &'a [u8],
    /// The first prime.
    pub p: &'a [u8],
    /// The second prime.
    pub q: &'a [u8],
    /// `d mod (p - 1)`.
    pub dp: &'a [u8],
    /// `d mod (q - 1)`.
    pub dq: &'a [u8],
    /// `q^-1 mod p`.
    pub qi: &'a [u8],
}

impl<'a> RsaNumbers<'a> {
    /// Reads the PKCS#1 RSAPrivateKey that is next in `reader`.
    #[track_caller]
    pub fn read(reader: &mut Reader<'a>) -> Result<Self> {
        let mut inner = reader.sequence()?;
        if inner.small()? != 0 {
            return Err(Error::new(Lib::Asn1, asn1::R_INVALID_VALUE));
        }
        let mut next = || inner.unsigned();
        let numbers = RsaNumbers {
            n: next()?,
            e: next()?,
            d: next()?,
            p: next()?,
            q: next()?,
            dp: next()?,
            dq: next()?,
            qi: next()?,
        };
        inner.finish()?;
        Ok(numbers)
    }

    /// The PKCS#1 encoding.
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        let parts = [self.n, self.e, self.d, self.p, self.q, self.dp, self.dq, self.qi];
        let mut content = Zeroizing::new(write::small(0));
        for part in parts {
            content.extend_from_slice(&Zeroizing::new(write::unsigned(part)));
        }
        Zeroizing::new(write::tlv(tag::SEQUENCE, &content))
    }
}

/// Reads a PKCS#1 RSAPublicKey: modulus and public exponent.
#[track_caller]
pub fn rsa_public<'a>(reader: &mut Reader<'a>) -> Result<(&'a [u8], &'a [u8])> {
    let mut inner = reader.sequence()?;
    let (n, e) = (inner.magnitude()?, inner.magnitude()?);
    inner.finish()?;
    Ok((n, e))
}

/// The PKCS#1 encoding of a public key.
pub fn encode_rsa_public(n: &[u8], e: &[u8]) -> Vec<u8> {
    write::sequence(&[&write::unsigned(n), &write::unsigned(e)])
}

/// A SEC1 ECPrivateKey.
#[derive(Debug, Clone, Copy)]
pub struct EcPrivate<'a> {
    /// The secret scalar.
    pub scalar: &'a [u8],
    /// The encoded parameters, if stated.
    pub params: Option<&'a [u8]>,
    /// The public point, if stated.
    pub point: Option<&'a [u8]>,
}

impl<'a> EcPrivate<'a> {
    /// Reads the one that is next in `reader`.
    #[track_caller]
    pub fn read(reader: &mut Reader<'a>) -> Result<Self> {
        let mut inner = reader.sequence()?;
        if inner.small()? != 1 {
            return Err(Error::new(Lib::Asn1, asn1::R_INVALID_VALUE));
        }
        let scalar = inner.read(tag::OCTET_STRING)?;
        let params = inner.read_optional(tag::constructed(0))?;
        let point = match inner.read_optional(tag::constructed(1))? {
            Some(bits) => {
                let mut bits = Reader::new(bits);
                let point = bits.bits()?;
                bits.finish()?;
                Some(point)
            }
            None => None,
        };
        inner.finish()?;
        Ok(EcPrivate { scalar, params, point })
    }

    /// The SEC1 encoding.
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        let scalar = Zeroizing::new(write::octets(self.scalar));
        let params = self.params.map(|p| write::tlv(tag::constructed(0), p)).unwrap_or_default();
        let point = self
            .point
            .map(|p| write::tlv(tag::constructed(1), &write::bits(p)))
            .unwrap_or_default();
        Zeroizing::new(write::sequence(&[&write::small(1), &scalar, &params, &point]))
    }
}

/// The numbers of an ECDSA or DSA signature in its DER form. Like OpenSSL,
/// refuses every encoding but the one DER allows.
#[track_caller]
pub fn signature_numbers(der: &[u8]) -> Result<(&[u8], &[u8])> {
    let mut reader = Reader::new(der);
    let mut inner = reader.sequence()?;
    let (r, s) = (inner.unsigned()?, inner.unsigned()?);
    inner.finish()?;
    reader.finish()?;
    if encode_signature(r, s) != der {
        return Err(Error::new(Lib::Asn1, asn1::R_DECODE_ERROR));
    }
    Ok((r, s))
}

/// The DER form of an ECDSA or DSA signature.
pub fn encode_signature(r: &[u8], s: &[u8]) -> Vec<u8> {
    write::sequence(&[&write::unsigned(r), &write::unsigned(s)])
}

/// The parameters of Diffie-Hellman: prime, generator, length of the private
/// value in bits if stated.
#[track_caller]
pub fn dh_params<'a>(reader: &mut Reader<'a>) -> Result<(&'a [u8], &'a [u8], Option<u64>)> {
    let mut inner = reader.sequence()?;
    let (p, g) = (inner.unsigned()?, inner.unsigned()?);
    let length = if inner.is_empty() { None } else { Some(inner.small()?) };
    inner.finish()?;
    Ok((p, g, length))
}

/// The DER form of Diffie-Hellman parameters.
pub fn encode_dh_params(p: &[u8], g: &[u8], length: Option<u64>) -> Vec<u8> {
    let length = length.map(write::small).unwrap_or_default();
    write::sequence(&[&write::unsigned(p), &write::unsigned(g), &length])
}

/// The parameters of a DSA key: p, q, g.
#[track_caller]
pub fn dsa_params<'a>(reader: &mut Reader<'a>) -> Result<[&'a [u8]; 3]> {
    let mut inner = reader.sequence()?;
    let numbers = [inner.unsigned()?, inner.unsigned()?, inner.unsigned()?];
    inner.finish()?;
    Ok(numbers)
}

/// The DER form of DSA parameters.
pub fn encode_dsa_params(numbers: [&[u8]; 3]) -> Vec<u8> {
    let [p, q, g] = numbers.map(write::unsigned);
    write::sequence(&[&p, &q, &g])
}

/// A DSA key as it was written before PKCS#8: p, q, g, the public and the
/// private value.
#[track_caller]
pub fn dsa_private<'a>(reader: &mut Reader<'a>) -> Result<[&'a [u8]; 5]> {
    let mut inner = reader.sequence()?;
    if inner.small()? != 0 {
        return Err(Error::new(Lib::Asn1, asn1::R_INVALID_VALUE));
    }
    let mut next = || inner.unsigned();
    let numbers = [next()?, next()?, next()?, next()?, next()?];
    inner.finish()?;
    Ok(numbers)
}

/// A DSA public key as OpenSSL alone writes it: the public value, p, q, g.
#[track_caller]
pub fn dsa_public<'a>(reader: &mut Reader<'a>) -> Result<[&'a [u8]; 4]> {
    let mut inner = reader.sequence()?;
    let mut next = || inner.unsigned();
    let numbers = [next()?, next()?, next()?, next()?];
    inner.finish()?;
    Ok(numbers)
}

/// The encoding that [`dsa_public`] reads.
pub fn encode_dsa_public(numbers: [&[u8]; 4]) -> Vec<u8> {
    let [y, p, q, g] = numbers.map(write::unsigned);
    write::sequence(&[&y, &p, &q, &g])
}

/// The encoding that [`dsa_private`] reads.
pub fn encode_dsa_private(numbers: [&[u8]; 5]) -> Zeroizing<Vec<u8>> {
    let mut content = Zeroizing::new(write::small(0));
    for number in numbers {
        content.extend_from_slice(&Zeroizing::new(write::unsigned(number)));
    }
    Zeroizing::new(write::tlv(tag::SEQUENCE, &content))
}

/// Whether `algorithm` names plain RSA with no or NULL parameters.
pub fn is_plain_rsa(algorithm: &Algorithm<'_>) -> bool {
    algorithm.oid == oid::RSA_ENCRYPTION && matches!(algorithm.params, None | Some(write::NULL))
}
