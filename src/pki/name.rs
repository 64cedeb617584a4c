//! Distinguished names: reading, and the canonical form by which OpenSSL
//! compares and hashes them.

use crate::der::reader::{Reader, Tlv, tag};
use crate::err::{Error, Lib, Result, asn1};

/// A distinguished name, borrowed: the whole SEQUENCE and its canonical form.
#[derive(Clone, Copy, Debug)]
pub struct NameRef<'a> {
    raw: &'a [u8],
    canonical: &'a [u8],
}

/// A distinguished name of its own.
#[derive(Clone, Debug)]
pub struct Name {
    raw: Vec<u8>,
    canonical: Vec<u8>,
}

/// One attribute of a name.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'a> {
    /// Which relative distinguished name it belongs to, counted from 0.
    pub rdn: usize,
    /// Its type: OBJECT IDENTIFIER content.
    pub oid: &'a [u8],
    /// The string type of its value.
    pub tag: u8,
    /// The value's content octets.
    pub value: &'a [u8],
}

impl Name {
    /// Reads a whole encoded name.
    pub fn parse(der: &[u8]) -> Result<Name> {
        let mut outer = Reader::new(der);
        let name = outer.expect(tag::SEQUENCE)?;
        outer.finish()?;
        Ok(Name { raw: name.raw.to_vec(), canonical: canonical(name.value)? })
    }

    /// The borrowed view.
    pub fn view(&self) -> NameRef<'_> {
        NameRef { raw: &self.raw, canonical: &self.canonical }
    }
}

impl<'a> NameRef<'a> {
    /// From parts that belong together.
    pub(crate) const fn new(raw: &'a [u8], canonical: &'a [u8]) -> Self {
        NameRef { raw, canonical }
    }

    /// The whole SEQUENCE.
    pub const fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// OpenSSL's canonical encoding: what is compared and hashed.
    pub const fn canonical(&self) -> &'a [u8] {
        self.canonical
    }

    /// A copy of its own.
    pub fn to_name(&self) -> Name {
        Name { raw: self.raw.to_vec(), canonical: self.canonical.to_vec() }
    }

    /// Whether it has no attribute.
    pub const fn is_empty(&self) -> bool {
        self.canonical.is_empty()
    }

    /// Its attributes in order.
    pub fn attributes(&self) -> Attributes<'a> {
        // Parsed once before, so neither read can fail.
        let content = Reader::new(self.raw).any().map_or(&[][..], |name| name.value);
        Attributes { sets: Reader::new(content), set: Reader::new(&[]), rdn: None }
    }

    /// Its attributes of the type `oid`, in order.
    pub fn all(&self, oid: &'static [u8]) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        self.attributes().filter(move |a| a.oid == oid)
    }
}

impl PartialEq for NameRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for NameRef<'_> {}

/// Iterates over the attributes of a name that was parsed before.
#[derive(Clone, Debug)]
pub struct Attributes<'a> {
    sets: Reader<'a>,
    set: Reader<'a>,
    rdn: Option<usize>,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        while self.set.is_empty() {
            self.set = self.sets.any().ok()?.reader();
            self.rdn = Some(self.rdn.map_or(0, |n| n + 1));
        }
        attribute(&mut self.set, self.rdn.unwrap_or(0)).ok()
    }
}

fn attribute<'a>(set: &mut Reader<'a>, rdn: usize) -> Result<Attribute<'a>> {
    let mut pair = set.sequence()?;
    let oid = pair.oid()?;
    let value = pair.any()?;
    pair.finish()?;
    check_string(&value)?;
    Ok(Attribute { rdn, oid, tag: value.tag, value: value.value })
}

/// The string types that OpenSSL takes as an attribute value, and their form.
fn check_string(value: &Tlv<'_>) -> Result<()> {
    match value.tag {
        tag::BIT_STRING
        | tag::UTF8_STRING
        | tag::NUMERIC_STRING
        | tag::PRINTABLE_STRING
        | tag::T61_STRING
        | tag::IA5_STRING
        | tag::BMP_STRING
        | tag::UNIVERSAL_STRING
        | tag::SEQUENCE => value.check_form(),
        _ => Err(Error::new(Lib::Asn1, asn1::R_MSTRING_WRONG_TAG)),
    }
}

/// Checks the content of one relative distinguished name as OpenSSL decodes it.
pub fn check_relative(content: &[u8]) -> Result<()> {
    let mut set = Reader::new(content);
    while !set.is_empty() {
        attribute(&mut set, 0)?;
    }
    Ok(())
}

/// The canonical encoding of the name with this content: every RDN a SET of
/// pairs, strings as UTF-8 in lower case with white space folded, without the
/// outer header (what `X509_NAME_hash` hashes). Fails on a malformed name.
pub fn canonical(content: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(content.len() + 8);
    let mut sets = Reader::new(content);
    let mut rdn = 0;
    while !sets.is_empty() {
        let mut set = sets.expect(tag::SET)?.reader();
        let mut pairs: Vec<Vec<u8>> = Vec::with_capacity(1);
        while !set.is_empty() {
            let attribute = attribute(&mut set, rdn)?;
            pairs.push(canonical_pair(&attribute)?);
        }
        rdn += 1;
        if pairs.is_empty() {
            // OpenSSL keeps no trace of an RDN without attributes.
            continue;
        }
        // DER sorts a SET OF by the encodings.
        pairs.sort();
        put_header(&mut out, tag::SET, pairs.iter().map(Vec::len).sum());
        pairs.iter().for_each(|pair| out.extend_from_slice(pair));
    }
    Ok(out)
}

fn canonical_pair(attribute: &Attribute<'_>) -> Result<Vec<u8>> {
    let folded;
    let (kind, value) = match attribute.tag {
        // Not among the types that are folded.
        tag::NUMERIC_STRING | tag::BIT_STRING | tag::SEQUENCE => (attribute.tag, attribute.value),
        _ => {
            folded = fold(&to_utf8(attribute.tag, attribute.value)?);
            (tag::UTF8_STRING, folded.as_slice())
        }
    };
    let size = header_len(attribute.oid.len())
        + attribute.oid.len()
        + header_len(value.len())
        + value.len();
    let mut pair = Vec::with_capacity(size + 4);
    put_header(&mut pair, tag::SEQUENCE, size);
    put_header(&mut pair, tag::OID, attribute.oid.len());
    pair.extend_from_slice(attribute.oid);
    put_header(&mut pair, kind, value.len());
    pair.extend_from_slice(value);
    Ok(pair)
}

/// The UTF-8 of a string of type `kind`, as `ASN1_STRING_to_UTF8` gives it.
pub fn to_utf8(kind: u8, value: &[u8]) -> Result<Vec<u8>> {
    let bad = |reason| Error::new(Lib::Asn1, reason);
    let put = |out: &mut Vec<u8>, code: u32| {
        let c = char::from_u32(code).ok_or_else(|| bad(asn1::R_INVALID_UTF8STRING))?;
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        Ok::<(), Error>(())
    };
    match kind {
        tag::UTF8_STRING => match std::str::from_utf8(value) {
            Ok(_) => Ok(value.to_vec()),
            Err(_) => Err(bad(asn1::R_INVALID_UTF8STRING)),
        },
        tag::BMP_STRING => {
            let mut out = Vec::with_capacity(value.len());
            for unit in value.chunks(2) {
                put(&mut out, unit.iter().fold(0, |n, &b| (n << 8) | u32::from(b)))?;
            }
            Ok(out)
        }
        tag::UNIVERSAL_STRING => {
            let mut out = Vec::with_capacity(value.len());
            for unit in value.chunks(4) {
                put(&mut out, unit.iter().fold(0, |n, &b| (n << 8) | u32::from(b)))?;
            }
            Ok(out)
        }
        // The rest hold one byte a character, taken as Latin-1.
        _ if value.is_ascii() => Ok(value.to_vec()),
        _ => Ok(value.iter().map(|&b| char::from(b)).collect::<String>().into_bytes()),
    }
}

/// Lower case, no white space at the ends, single spaces within. Bytes
/// outside ASCII stay.
fn fold(text: &[u8]) -> Vec<u8> {
    let space = |b: &u8| matches!(b, b' ' | b'\t'..=b'\r');
    let mut out = Vec::with_capacity(text.len());
    for word in text.split(space).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(b' ');
        }
        out.extend(word.iter().map(u8::to_ascii_lowercase));
    }
    out
}

const fn header_len(len: usize) -> usize {
    match len {
        0..0x80 => 2,
        0x80..0x100 => 3,
        0x100..0x1_0000 => 4,
        0x1_0000..0x100_0000 => 5,
        _ => 6,
    }
}

fn put_header(out: &mut Vec<u8>, tag: u8, len: usize) {
    out.push(tag);
    match header_len(len) {
        2 => out.push(len.to_le_bytes()[0]),
        size => {
            let bytes = len.to_be_bytes();
            let octets = size - 2;
            out.push(0x80 | octets.to_le_bytes()[0]);
            out.extend_from_slice(&bytes[bytes.len() - octets..]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_space_and_string_type_do_not_matter() {
        let cn = |kind: u8, text: &[u8]| {
            let mut name = vec![0x30, 11 + text.len() as u8, 0x31, 9 + text.len() as u8];
            name.extend([0x30, 7 + text.len() as u8, 6, 3, 0x55, 4, 3, kind, text.len() as u8]);
            name.extend(text);
            Name::parse(&name).unwrap()
        };
        let a = cn(tag::PRINTABLE_STRING, b" Big   CA ");
        let b = cn(tag::UTF8_STRING, b"big ca");
        let c = cn(tag::UTF8_STRING, b"bigca");
        assert_eq!(a.view(), b.view());
        assert_ne!(a.view(), c.view());
        assert_eq!(a.view().attributes().next().unwrap().value, b" Big   CA ");
    }
}
