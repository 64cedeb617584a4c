//! The parts of a PKCS#12 file (RFC 7292).

use super::algorithm::Algorithm;
use super::oid;
use super::reader::{Reader, tag};
use crate::err::{Error, Lib, Result, pkcs12};

/// A file may hold this many bags; each costs a decryption at most.
const MOST_BAGS: usize = 1000;
/// Bags hold bags this deep.
const DEEPEST: usize = 8;

/// What guards a file against changes.
#[derive(Debug, Clone, Copy)]
pub struct Mac<'a> {
    /// The digest of the HMAC.
    pub digest: Algorithm<'a>,
    /// The HMAC.
    pub value: &'a [u8],
    /// The salt of its key.
    pub salt: &'a [u8],
    /// The rounds of its key's derivation.
    pub rounds: u64,
}

impl<'a> Mac<'a> {
    /// Reads one, which is at the start of `der`.
    pub fn parse(der: &'a [u8]) -> Result<Self> {
        mac(Reader::new(der).sequence()?)
    }
}

/// A whole file.
#[derive(Debug, Clone, Copy)]
pub struct Pfx<'a> {
    /// What the MAC covers: the encoded list of contents.
    pub contents: &'a [u8],
    /// The MAC, if there is one.
    pub mac: Option<Mac<'a>>,
}

impl<'a> Pfx<'a> {
    /// Reads a file, which is all that `der` holds.
    ///
    /// Errors: `PKCS12_R_CONTENT_TYPE_NOT_DATA` for a file that is guarded by
    /// a signature.
    pub fn parse(der: &'a [u8]) -> Result<Self> {
        let mut outer = Reader::new(der);
        let mut pfx = outer.sequence()?;
        pfx.small()?;
        let mut safe = pfx.sequence()?;
        let mac = if pfx.is_empty() { None } else { Some(mac(pfx.sequence()?)?) };
        if safe.read(tag::OID)? != oid::PKCS7_DATA {
            return Err(Error::new(Lib::Pkcs12, pkcs12::R_CONTENT_TYPE_NOT_DATA));
        }
        Ok(Pfx { contents: explicit(&mut safe)?.read(tag::OCTET_STRING)?, mac })
    }
}

fn mac(mut data: Reader<'_>) -> Result<Mac<'_>> {
    let mut info = data.sequence()?;
    Ok(Mac {
        digest: Algorithm::read(&mut info)?,
        value: info.read(tag::OCTET_STRING)?,
        salt: data.read(tag::OCTET_STRING)?,
        rounds: if data.is_empty() { 1 } else { data.small()? },
    })
}

/// One part of a file.
#[derive(Debug, Clone, Copy)]
pub enum Content<'a> {
    /// Bags in the clear.
    Data(&'a [u8]),
    /// Bags under a password.
    Encrypted(Algorithm<'a>, &'a [u8]),
}

/// The parts of a file. Kinds of parts that are none of these are passed
/// over, as OpenSSL does.
pub fn contents(der: &[u8]) -> Result<Vec<Content<'_>>> {
    let mut list = Reader::new(der).sequence()?;
    let mut found = Vec::new();
    while !list.is_empty() {
        let mut info = list.sequence()?;
        match info.read(tag::OID)? {
            oid::PKCS7_DATA => {
                found.push(Content::Data(explicit(&mut info)?.read(tag::OCTET_STRING)?));
            }
            oid::PKCS7_ENCRYPTED_DATA => {
                let mut encrypted = explicit(&mut info)?.sequence()?;
                encrypted.small()?;
                let mut content = encrypted.sequence()?;
                content.read(tag::OID)?;
                let algorithm = Algorithm::read(&mut content)?;
                // [0] IMPLICIT OCTET STRING.
                found.push(Content::Encrypted(algorithm, content.read(0x80)?));
            }
            _ => {}
        }
    }
    Ok(found)
}

/// A bag that a file is read for.
#[derive(Debug, Clone, Copy)]
pub enum Item<'a> {
    /// A PKCS#8 key.
    Key(&'a [u8]),
    /// An encrypted PKCS#8 key.
    ShroudedKey(&'a [u8]),
    /// A certificate.
    Certificate(&'a [u8]),
}

/// A bag and what is written on it.
#[derive(Debug, Clone, Copy)]
pub struct Bag<'a> {
    /// What is in it.
    pub item: Item<'a>,
    /// Its name for people, in UTF-16.
    pub name: Option<&'a [u8]>,
    /// What a key and its certificate have in common.
    pub key_id: Option<&'a [u8]>,
}

/// The keys and certificates in the bags of `der`; other bags are passed over.
pub fn bags(der: &[u8]) -> Result<Vec<Bag<'_>>> {
    let mut found = Vec::new();
    open(Reader::new(der), 0, &mut found)?;
    Ok(found)
}

fn open<'a>(mut outer: Reader<'a>, depth: usize, found: &mut Vec<Bag<'a>>) -> Result<()> {
    let mut list = outer.sequence()?;
    while !list.is_empty() {
        let mut bag = list.sequence()?;
        let kind = bag.read(tag::OID)?;
        let mut value = explicit(&mut bag)?;
        let item = match kind {
            oid::KEY_BAG => Item::Key(value.rest()),
            oid::SHROUDED_KEY_BAG => Item::ShroudedKey(value.rest()),
            oid::CERT_BAG => {
                let mut cert = value.sequence()?;
                if cert.read(tag::OID)? != oid::X509_CERTIFICATE {
                    continue;
                }
                Item::Certificate(explicit(&mut cert)?.read(tag::OCTET_STRING)?)
            }
            oid::SAFE_CONTENTS_BAG if depth < DEEPEST => {
                open(value, depth + 1, found)?;
                continue;
            }
            _ => continue,
        };
        if found.len() >= MOST_BAGS {
            return Err(Error::new(Lib::Pkcs12, pkcs12::R_PARSE_ERROR));
        }
        let (name, key_id) = attributes(bag)?;
        found.push(Bag { item, name, key_id });
    }
    Ok(())
}

/// The friendlyName and the localKeyID among the attributes that are left.
fn attributes<'a>(mut bag: Reader<'a>) -> Result<(Option<&'a [u8]>, Option<&'a [u8]>)> {
    let (mut name, mut key_id) = (None, None);
    let mut set = Reader::new(bag.read_optional(tag::SET)?.unwrap_or_default());
    while !set.is_empty() {
        let mut attribute = set.sequence()?;
        let kind = attribute.read(tag::OID)?;
        let mut values = Reader::new(attribute.read(tag::SET)?);
        match (kind, values.peek()) {
            (oid::FRIENDLY_NAME, Some(0x1e)) => name = Some(values.any()?.value),
            (oid::LOCAL_KEY_ID, Some(tag::OCTET_STRING)) => key_id = Some(values.any()?.value),
            _ => {}
        }
    }
    Ok((name, key_id))
}

/// The value inside `[0] EXPLICIT`.
fn explicit<'a>(reader: &mut Reader<'a>) -> Result<Reader<'a>> {
    reader.read(tag::constructed(0)).map(Reader::new)
}
