//! Certificates.

use super::algorithm::{X509_ALGOR, X509_PUBKEY};
use super::extension::X509_EXTENSION;
use super::name::X509_NAME;
use super::v3::types::AUTHORITY_KEYID;
use crate::abi::layout::Owned;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::asn1_sequence;
use crate::err::{Error, Result};
use crate::obj::asn1::codec::{Exp, ExpSeq, Imp, ImpSeq, Kind, Opt, OptSeq, Req, StackOf};
use crate::obj::asn1::primitive::{Bits, Integer, Octets, Oid, Time, Utf8};
use crate::obj::asn1::reader::{Reader, Tag};
use crate::obj::asn1::show::{Place, Printer};
use crate::obj::cell::Guarded;
use crate::obj::ex_data::{Class, ExData};
use crate::obj::objects::nid;
use crate::pki::cert::Cert;
use crate::pki::info::flag;
use std::ffi::c_int;
use std::sync::{Arc, OnceLock};

asn1_sequence! {
    /// A period of validity.
    X509_VAL {
        /// Its start.
        notBefore: Req<Time>,
        /// Its end.
        notAfter: Req<Time>,
    }

    /// The part of a certificate that is signed.
    X509_CINF {
        /// 0 for v1, 2 for v3.
        version: Exp<0, Integer>,
        /// The serial number.
        serialNumber: Req<Integer>,
        /// The signature's algorithm.
        signature: Req<X509_ALGOR>,
        /// Who signs.
        issuer: Req<X509_NAME>,
        /// When it holds.
        validity: Req<X509_VAL>,
        /// Whose key it is.
        subject: Req<X509_NAME>,
        /// The key.
        key: Req<X509_PUBKEY>,
        /// Distinguishes issuers of one name.
        issuerUID: Imp<1, Bits>,
        /// Distinguishes subjects of one name.
        subjectUID: Imp<2, Bits>,
        /// Extensions.
        extensions: ExpSeq<3, X509_EXTENSION>,
    }

    /// The parts of a certificate.
    CERTIFICATE {
        /// What is signed.
        cert_info: Req<X509_CINF>,
        /// The signature's algorithm, again.
        sig_alg: Req<X509_ALGOR>,
        /// The signature.
        signature: Req<Bits>,
    }

    /// OpenSSL's own additions to a certificate in a file: trust settings.
    X509_CERT_AUX {
        /// Uses it is trusted for.
        trust: OptSeq<Oid>,
        /// Uses it is refused for.
        reject: ImpSeq<0, Oid>,
        /// A name for people.
        alias: Opt<Utf8>,
        /// A key identifier.
        keyid: Opt<Octets>,
        /// Anything else.
        other: ImpSeq<1, X509_ALGOR>,
    }
}

/// A certificate, whole or in the making.
pub struct X509 {
    /// The encoding in force; none while it must be made from the parts.
    encoded: Guarded<Encoded>,
    parts: OnceLock<Box<CERTIFICATE>>,
    /// Trust settings.
    pub aux: Owned<X509_CERT_AUX>,
    /// The identity of the subject, for SM2.
    pub distinguishing_id: Owned<ASN1_STRING>,
    /// The program's own data.
    pub ex_data: ExData,
    identifiers: OnceLock<Identifiers>,
    proxy: Guarded<Proxy>,
}

/// What a program says of a certificate as a proxy.
#[derive(Clone, Copy, Default)]
pub struct Proxy {
    /// That it is one, whatever its extensions say.
    pub forced: bool,
    /// How many proxies may be below it.
    pub path_len: Option<i64>,
}

/// Key identifiers among the extensions, for functions that lend them.
pub struct Identifiers {
    /// The subject's.
    pub subject: Owned<ASN1_STRING>,
    /// The issuer's.
    pub authority: Owned<AUTHORITY_KEYID>,
}

#[derive(Default, Clone)]
struct Encoded {
    der: Option<Arc<[u8]>>,
    cert: Option<Arc<Cert>>,
    /// Made here by a signature, not read.
    sealed: bool,
}

impl std::fmt::Debug for X509 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("X509").finish_non_exhaustive()
    }
}

impl X509 {
    /// An empty certificate, to be filled.
    pub fn new() -> Arc<Self> {
        Self::made(Encoded::default())
    }

    fn made(encoded: Encoded) -> Arc<Self> {
        let this = Arc::new(X509 {
            encoded: Guarded::new(encoded),
            parts: OnceLock::new(),
            aux: Owned::null(),
            distinguishing_id: Owned::null(),
            ex_data: ExData::default(),
            identifiers: OnceLock::new(),
            proxy: Guarded::default(),
        });
        this.ex_data.created(Class::X509, &*this);
        this
    }

    /// The handle of a parsed certificate.
    pub fn from_cert(cert: Arc<Cert>) -> Arc<Self> {
        let der = Some(cert.der_arc());
        Self::made(Encoded { der, cert: Some(cert), sealed: false })
    }

    /// Reads a certificate at the start of `bytes`; also gives its length.
    pub fn parse(bytes: &[u8]) -> Result<(Arc<Self>, usize)> {
        if let Ok((cert, used)) = Cert::parse_prefix(bytes) {
            return Ok((Self::from_cert(Arc::new(cert)), used));
        }
        // Path validation's reader refused it. OpenSSL may still read it,
        // and if not, says why in its own words.
        let mut from = Reader::new(bytes);
        let parts = CERTIFICATE::read(&mut from, None)?;
        let used = bytes.len() - from.rest().len();
        let der = bytes.get(..used).map(Arc::from);
        let made = Self::made(Encoded { der, ..Encoded::default() });
        let _ = made.parts.set(parts);
        Ok((made, used))
    }

    /// The certificate for path validation; fails while it is incomplete, or
    /// too odd to be used for anything but display.
    pub fn cert(&self) -> Result<Arc<Cert>> {
        if let Some(cert) = self.encoded.with(|e| e.cert.clone()) {
            return Ok(cert);
        }
        let kept = self.encoded.with(|e| e.der.clone());
        let mut cert = Cert::parse(kept.as_deref().unwrap_or(&self.encode_parts()))?;
        let proxy = self.proxy.get();
        if proxy.forced || proxy.path_len.is_some() {
            cert = cert.as_proxy(proxy.forced, proxy.path_len)?;
        }
        let cert = Arc::new(cert);
        if kept.is_some() {
            self.encoded.with(|e| e.cert = Some(Arc::clone(&cert)));
        }
        Ok(cert)
    }

    /// Changes what the program says of it as a proxy.
    pub fn change_proxy(&self, change: impl FnOnce(&mut Proxy)) -> Result<()> {
        self.proxy.with(change);
        self.encoded.with(|e| {
            // Without its encoding it is read anew each time.
            if e.der.is_some() {
                e.cert = None;
            }
        });
        Ok(())
    }

    /// The parts, for C to look at and change.
    pub fn parts(&self) -> &CERTIFICATE {
        self.parts.get_or_init(|| {
            let der = self.encoded.with(|e| e.der.clone());
            der.and_then(|der| CERTIFICATE::decode(&der).ok())
                .map_or_else(CERTIFICATE::blank, |(parts, _)| parts)
        })
    }

    /// The signed part.
    pub fn info(&self) -> Result<&X509_CINF> {
        self.parts().cert_info.get().ok_or_else(Error::quiet)
    }

    /// The encoding as it stands.
    pub fn der(&self) -> Arc<[u8]> {
        match self.encoded.with(|e| e.der.clone()) {
            Some(der) => der,
            None => self.encode_parts().into(),
        }
    }

    /// The encoding of the signed part as it stands.
    pub fn tbs(&self) -> Result<Vec<u8>> {
        match self.encoded.with(|e| e.der.clone()) {
            Some(der) => {
                let whole = Reader::new(&der).any()?;
                Ok(Reader::new(whole.value).any()?.raw.to_vec())
            }
            None => Ok(X509_CINF::encode(self.info()?)),
        }
    }

    fn encode_parts(&self) -> Vec<u8> {
        CERTIFICATE::encode(self.parts())
    }

    /// Notes that a part was changed. A certificate made here is encoded
    /// anew; one that was read keeps its encoding until it is signed, as in
    /// OpenSSL 3.0.
    pub fn changed(&self) {
        self.parts();
        self.encoded.with(|e| {
            if e.sealed {
                *e = Encoded::default();
            }
        });
    }

    /// Gives the old encoding up, whatever it is: the parts are to be signed.
    pub fn unseal(&self) {
        self.parts();
        self.encoded.set(Encoded::default());
    }

    /// Fixes the encoding, once it is signed.
    pub fn seal(&self) {
        let der = Some(Arc::from(self.encode_parts()));
        self.encoded.set(Encoded { der, cert: None, sealed: true });
    }

    /// Whether it was read from bytes, or signed, and not changed since.
    pub fn is_whole(&self) -> bool {
        self.encoded.with(|e| e.der.is_some())
    }

    /// The key identifiers among the extensions, as they were when first
    /// asked for. Fails if the extensions are malformed.
    pub fn identifiers(&self) -> Result<&Identifiers> {
        if self.cert().is_ok_and(|cert| cert.has(flag::INVALID)) {
            return Err(Error::quiet());
        }
        let list = self.extensions()?;
        Ok(self.identifiers.get_or_init(|| {
            let value = |number: c_int| {
                let found = list.items().into_iter().find(|e| e.nid() == number);
                found.map(|e| e.bytes().to_vec())
            };
            let made = Identifiers { subject: Owned::null(), authority: Owned::null() };
            let subject = value(nid::SUBJECT_KEY_IDENTIFIER);
            made.subject.set(subject.and_then(|der| Octets::decode(&der).ok()).map(|(id, _)| id));
            let authority = value(nid::AUTHORITY_KEY_IDENTIFIER);
            let decoded = authority.and_then(|der| AUTHORITY_KEYID::decode(&der).ok());
            made.authority.set(decoded.map(|(id, _)| id));
            made
        }))
    }

    /// The extensions.
    pub fn extensions(&self) -> Result<&StackOf<X509_EXTENSION>> {
        Ok(&self.info()?.extensions)
    }

    /// A certificate with the same encoding and trust settings.
    pub fn duplicate(&self) -> Result<Arc<Self>> {
        let copy = if self.is_whole() {
            Self::parse(&self.der())?.0
        } else {
            let (parts, _) = CERTIFICATE::decode(&self.encode_parts())?;
            let copy = Self::new();
            let _ = copy.parts.set(parts);
            copy
        };
        if let Some(aux) = self.aux.get() {
            copy.aux.set(Some(X509_CERT_AUX::duplicate(aux)?));
        }
        Ok(copy)
    }

    /// The trust settings, made if there are none.
    pub fn made_aux(&self) -> Result<&X509_CERT_AUX> {
        if self.aux.get().is_none() {
            self.aux.set(Some(X509_CERT_AUX::blank()));
        }
        self.aux.get().ok_or_else(Error::quiet)
    }
}

impl Kind for X509 {
    type Value = X509;
    const NAME: &'static str = "X509";
    fn blank() -> Arc<Self> {
        Self::new()
    }
    fn fits(tag: Tag) -> bool {
        tag == crate::obj::asn1::codec::SEQUENCE
    }
    fn read(from: &mut Reader<'_>, _: Option<Tag>) -> Result<Arc<Self>> {
        let (made, used) = Self::parse(from.rest())?;
        *from = Reader::new(from.rest().get(used..).unwrap_or(&[]));
        Ok(made)
    }
    fn write(value: &Self, _: Option<Tag>, out: &mut Vec<u8>) {
        out.extend_from_slice(&value.der());
    }
    fn show(value: &Self::Value, to: &mut Printer, place: Place<'_>) -> Result<()> {
        CERTIFICATE::show(value.parts(), to, place)
    }
    fn duplicate(value: &Self) -> Result<Arc<Self>> {
        value.duplicate()
    }
}

impl Drop for X509 {
    fn drop(&mut self) {
        self.ex_data.freed(Class::X509, self);
    }
}
