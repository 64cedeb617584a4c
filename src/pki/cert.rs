//! X.509 certificates: parsed once into offsets, read through accessors.
//!
//! The bytes stay as they came; every accessor gives a slice of them. What
//! path validation needs of the extensions is decoded on first use.

use crate::crypto::pkey::PublicKey;
use crate::crypto::sig::SignatureAlgorithm;
use crate::der::reader::{BitString, Reader, integer_value, range_in, tag};
use crate::err::{self, Error, Lib, Result, asn1};
use crate::pki::ext::{self, Extension, Extensions, Found};
use crate::pki::info::{Info, flag};
use crate::pki::name::{self, NameRef};
use crate::pki::oid;
use crate::pki::time::TimeRef;
use std::sync::{Arc, OnceLock};

/// Offsets of a piece in the encoding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// Where `part` lies in `whole`, of which it is a piece.
    pub(crate) fn of(whole: &[u8], part: &[u8]) -> Span {
        let range = range_in(whole, part);
        // The reader refuses lengths of 2 GiB and more.
        let offset = |n| u32::try_from(n).unwrap_or(u32::MAX);
        Span { start: offset(range.start), end: offset(range.end) }
    }

    /// The piece again.
    pub(crate) fn get(self, whole: &[u8]) -> &[u8] {
        whole.get(self.start as usize..self.end as usize).unwrap_or(&[])
    }
}

/// A certificate: immutable, shared as `Arc<Cert>`.
pub struct Cert {
    der: Arc<[u8]>,
    tbs: Span,
    version: i64,
    serial: Span,
    inner_algorithm: Span,
    issuer: Span,
    not_before: (u8, Span),
    not_after: (u8, Span),
    subject: Span,
    spki: Span,
    issuer_uid: Option<Span>,
    subject_uid: Option<Span>,
    extensions: Option<Span>,
    outer_algorithm: Span,
    signature: Span,
    canonical_issuer: Arc<[u8]>,
    canonical_subject: Arc<[u8]>,
    pub(crate) info: OnceLock<Info>,
    key: OnceLock<Option<PublicKey>>,
    /// The SubjectPublicKeyInfo with which the signature was found good.
    signer: OnceLock<Box<[u8]>>,
}

impl std::fmt::Debug for Cert {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cert").field("len", &self.der.len()).finish_non_exhaustive()
    }
}

impl PartialEq for Cert {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Cert {}

impl Cert {
    /// Parses a certificate that fills `der` exactly.
    pub fn parse(der: &[u8]) -> Result<Cert> {
        let mut input = Reader::new(der);
        input.expect(tag::SEQUENCE)?;
        input.finish()?;
        Self::parse_prefix(der).map(|(cert, _)| cert)
    }

    /// Parses the certificate at the start of `bytes`; also gives its length.
    ///
    /// Whatever OpenSSL's `d2i_X509` refuses is refused.
    pub fn parse_prefix(bytes: &[u8]) -> Result<(Cert, usize)> {
        let len = Reader::new(bytes).expect(tag::SEQUENCE)?.raw.len();
        let der: Arc<[u8]> = Arc::from(&bytes[..len]);
        let cert = Self::parse_owned(der)?;
        Ok((cert, len))
    }

    fn parse_owned(der: Arc<[u8]>) -> Result<Cert> {
        let whole: &[u8] = &der;
        let span = |part: &[u8]| Span::of(whole, part);
        let mut outer = Reader::new(whole).sequence()?;
        let tbs = outer.expect(tag::SEQUENCE)?;
        let outer_algorithm = algorithm(&mut outer)?;
        let signature = outer.expect(tag::BIT_STRING)?;
        BitString::parse(signature.value)?;
        outer.finish()?;

        let mut fields = tbs.reader();
        let version = match fields.optional(tag::constructed(0))? {
            Some(explicit) => {
                let mut inner = explicit.reader();
                let number = inner.integer()?;
                inner.finish()?;
                integer_value(number).unwrap_or(-1)
            }
            None => 0,
        };
        let serial = fields.integer()?;
        let inner_algorithm = algorithm(&mut fields)?;
        let issuer = fields.expect(tag::SEQUENCE)?;
        let mut validity = fields.sequence()?;
        let not_before = TimeRef::from_tlv(&validity.any()?)?;
        let not_after = TimeRef::from_tlv(&validity.any()?)?;
        validity.finish()?;
        let subject = fields.expect(tag::SEQUENCE)?;
        let spki = fields.expect(tag::SEQUENCE)?;
        let mut key = spki.reader();
        algorithm(&mut key)?;
        key.bit_string()?;
        key.finish()?;
        let mut uid = |n| match fields.optional(tag::context(n))? {
            Some(value) => BitString::parse(value.value).map(|_| Some(span(value.value))),
            None => Ok(None),
        };
        let (issuer_uid, subject_uid) = (uid(1)?, uid(2)?);
        let extensions = match fields.optional(tag::constructed(3))? {
            Some(explicit) => {
                let mut inner = explicit.reader();
                let list = inner.expect(tag::SEQUENCE)?;
                inner.finish()?;
                let mut items = list.reader();
                while !items.is_empty() {
                    Extension::read(&mut items)?;
                }
                Some(span(list.value))
            }
            None => None,
        };
        fields.finish()?;

        let canonical_subject: Arc<[u8]> = name::canonical(subject.value)?.into();
        let canonical_issuer = if issuer.raw == subject.raw {
            Arc::clone(&canonical_subject)
        } else {
            name::canonical(issuer.value)?.into()
        };
        Ok(Cert {
            tbs: span(tbs.raw),
            version,
            serial: span(serial),
            inner_algorithm: span(inner_algorithm),
            issuer: span(issuer.raw),
            not_before: (not_before.tag, span(not_before.text)),
            not_after: (not_after.tag, span(not_after.text)),
            subject: span(subject.raw),
            spki: span(spki.raw),
            issuer_uid,
            subject_uid,
            extensions,
            outer_algorithm: span(outer_algorithm),
            signature: span(signature.value),
            canonical_issuer,
            canonical_subject,
            info: OnceLock::new(),
            key: OnceLock::new(),
            signer: OnceLock::new(),
            der,
        })
    }

    /// The whole encoding.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The whole encoding, shared.
    pub fn der_arc(&self) -> Arc<[u8]> {
        Arc::clone(&self.der)
    }

    /// The part that is signed: TBSCertificate with its header.
    pub fn tbs(&self) -> &[u8] {
        self.tbs.get(&self.der)
    }

    /// The version as encoded: 0 for v1, 2 for v3; -1 if it fits no number.
    pub const fn version(&self) -> i64 {
        self.version
    }

    /// The serial number: INTEGER content octets, big endian, signed.
    pub fn serial(&self) -> &[u8] {
        self.serial.get(&self.der)
    }

    /// The signature AlgorithmIdentifier inside the signed part.
    pub fn inner_algorithm(&self) -> &[u8] {
        self.inner_algorithm.get(&self.der)
    }

    /// The signature AlgorithmIdentifier beside the signature.
    pub fn outer_algorithm(&self) -> &[u8] {
        self.outer_algorithm.get(&self.der)
    }

    /// The issuer's name.
    pub fn issuer(&self) -> NameRef<'_> {
        NameRef::new(self.issuer.get(&self.der), &self.canonical_issuer)
    }

    /// The subject's name.
    pub fn subject(&self) -> NameRef<'_> {
        NameRef::new(self.subject.get(&self.der), &self.canonical_subject)
    }

    /// The canonical form of the subject, shared: a key to look it up by.
    pub fn subject_key(&self) -> Arc<[u8]> {
        Arc::clone(&self.canonical_subject)
    }

    /// The start of validity.
    pub fn not_before(&self) -> TimeRef<'_> {
        TimeRef { tag: self.not_before.0, text: self.not_before.1.get(&self.der) }
    }

    /// The end of validity.
    pub fn not_after(&self) -> TimeRef<'_> {
        TimeRef { tag: self.not_after.0, text: self.not_after.1.get(&self.der) }
    }

    /// SubjectPublicKeyInfo, whole.
    pub fn spki(&self) -> &[u8] {
        self.spki.get(&self.der)
    }

    /// The key's algorithm (OBJECT IDENTIFIER content) and its bits.
    pub fn public_key(&self) -> (&[u8], BitString<'_>) {
        let read = || {
            let mut fields = Reader::new(self.spki()).sequence()?;
            let oid = fields.sequence()?.oid()?;
            Ok::<_, crate::err::Error>((oid, fields.bit_string()?))
        };
        // Read once before, so it cannot fail.
        read().unwrap_or((&[], BitString { unused: 0, bytes: &[] }))
    }

    /// Whether the key spells its elliptic curve out instead of naming it.
    pub fn spells_curve_out(&self) -> bool {
        let read = || {
            let mut algorithm = Reader::new(self.spki()).sequence()?.sequence()?;
            let ec = algorithm.oid()? == oid::EC_PUBLIC_KEY;
            Ok::<_, crate::err::Error>(ec && algorithm.peek() == Some(tag::SEQUENCE))
        };
        read().unwrap_or(false)
    }

    /// issuerUniqueID: BIT STRING content octets.
    pub fn issuer_uid(&self) -> Option<&[u8]> {
        self.issuer_uid.map(|span| span.get(&self.der))
    }

    /// subjectUniqueID: BIT STRING content octets.
    pub fn subject_uid(&self) -> Option<&[u8]> {
        self.subject_uid.map(|span| span.get(&self.der))
    }

    /// Whether there is a list of extensions, if only an empty one.
    pub const fn has_extensions(&self) -> bool {
        self.extensions.is_some()
    }

    /// The extensions in order.
    pub fn extensions(&self) -> Extensions<'_> {
        Extensions(Reader::new(self.extensions.map_or(&[][..], |span| span.get(&self.der))))
    }

    /// The one extension of the type `oid`.
    pub fn extension(&self, oid: &[u8]) -> Found<'_> {
        ext::find(self.extensions(), oid)
    }

    /// The signature.
    pub fn signature(&self) -> BitString<'_> {
        BitString::parse(self.signature.get(&self.der))
            .unwrap_or(BitString { unused: 0, bytes: &[] })
    }

    /// The public key; `None` if it is malformed or of an unknown type.
    pub fn key(&self) -> Option<&PublicKey> {
        self.key.get_or_init(|| PublicKey::from_spki(self.spki()).ok()).as_ref()
    }

    /// Whether the signature was made with the key of `issuer`.
    ///
    /// That depends on the two encodings alone, so it is checked once only.
    pub fn is_signed_by(&self, issuer: &Cert) -> bool {
        if self.signer.get().is_some_and(|spki| **spki == *issuer.spki()) {
            return true;
        }
        let signed = issuer.key().is_some_and(|key| self.is_signed_with(key));
        if signed {
            let _ = self.signer.set(issuer.spki().into());
        }
        signed
    }

    /// Whether the signature was made with `key`.
    pub fn is_signed_with(&self, key: &PublicKey) -> bool {
        verify_signature(
            (self.inner_algorithm(), self.outer_algorithm()),
            self.tbs(),
            self.signature(),
            key,
        )
    }

    /// What the extensions say, decoded on first use (`EXFLAG_…`).
    pub fn info(&self) -> &Info {
        self.info.get_or_init(|| Info::of(self))
    }

    /// The same certificate for a program that says more of it as a proxy
    /// than it does itself.
    pub fn as_proxy(&self, forced: bool, path_len: Option<i64>) -> Result<Cert> {
        let cert = Cert::parse_owned(Arc::clone(&self.der))?;
        let mut info = Info::of(&cert);
        if forced {
            info.flags |= flag::PROXY;
        }
        info.proxy_path_len = path_len.unwrap_or(info.proxy_path_len);
        let _ = cert.info.set(info);
        Ok(cert)
    }
}

/// Whether `signature` over `signed` was made with `key` by the algorithm that
/// is stated twice, equally.
pub(crate) fn verify_signature(
    (inner, outer): (&[u8], &[u8]),
    signed: &[u8],
    signature: BitString<'_>,
    key: &PublicKey,
) -> bool {
    if inner != outer {
        return false;
    }
    // What OpenSSL leaves in the queue, also where a callback then overrules it.
    let say = |lib, reason| err::push(&Error::new(lib, reason), "ASN1_item_verify_ctx");
    let not_made = || say(Lib::Asn1, err::lib_failed(Lib::Evp));
    let algorithm = match SignatureAlgorithm::from_der(outer) {
        Ok(algorithm) => algorithm,
        Err(_) => {
            say(Lib::Asn1, asn1::R_UNKNOWN_SIGNATURE_ALGORITHM);
            return false;
        }
    };
    if signature.unused != 0 {
        say(Lib::Asn1, asn1::R_INVALID_BIT_STRING_BITS_LEFT);
        return false;
    }
    if !algorithm.fits(key.kind()) {
        say(Lib::Asn1, asn1::R_WRONG_PUBLIC_KEY_TYPE);
        return false;
    }
    match key.verify(&algorithm, signed, signature.bytes) {
        Ok(true) => return true,
        Ok(false) => not_made(),
        Err(error) => {
            err::push(&error, "EVP_DigestVerify");
            not_made();
        }
    }
    false
}

/// Reads an AlgorithmIdentifier and gives all of it.
pub(crate) fn algorithm<'a>(fields: &mut Reader<'a>) -> Result<&'a [u8]> {
    let whole = fields.expect(tag::SEQUENCE)?;
    let mut parts = whole.reader();
    parts.oid()?;
    if !parts.is_empty() {
        parts.any()?.check_form()?;
    }
    parts.finish()?;
    Ok(whole.raw)
}

/// The OBJECT IDENTIFIER content of an encoded AlgorithmIdentifier.
pub fn algorithm_oid(algorithm: &[u8]) -> &[u8] {
    Reader::new(algorithm).sequence().and_then(|mut parts| parts.oid()).unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pki::info::flag;

    fn bundle() -> Vec<Vec<u8>> {
        let Ok(text) = std::fs::read_to_string("/etc/ssl/certs/ca-certificates.crt") else {
            return Vec::new();
        };
        text.split("-----BEGIN CERTIFICATE-----")
            .skip(1)
            .map(|block| {
                let body = block.split("-----END").next().unwrap();
                let body: String = body.split_whitespace().collect();
                <base64ct::Base64 as base64ct::Encoding>::decode_vec(&body).unwrap()
            })
            .collect::<Vec<_>>()
    }

    #[test]
    fn the_distro_bundle_parses_as_self_signed_cas() {
        for der in bundle() {
            let cert = Cert::parse(&der).unwrap();
            assert_eq!(cert.der(), der);
            assert!(!cert.has(flag::INVALID) && !cert.has(flag::CRITICAL));
            assert!(cert.not_before().unix() < cert.not_after().unix());
        }
    }

    #[test]
    fn every_cut_is_refused() {
        for der in bundle().into_iter().take(3) {
            for len in 0..der.len() {
                assert!(Cert::parse(&der[..len]).is_err());
            }
        }
    }
}
