//! Certificate revocation lists.

use super::algorithm::X509_ALGOR;
use super::extension::X509_EXTENSION;
use super::name::X509_NAME;
use crate::asn1_sequence;
use crate::err::{Error, Result};
use crate::obj::asn1::codec::{ExpSeq, Kind, Opt, OptSeq, Req, SEQUENCE, StackOf};
use crate::obj::asn1::primitive::{Bits, Integer, Time};
use crate::obj::asn1::reader::{Reader, Tag};
use crate::obj::asn1::show::{Place, Printer};
use crate::obj::cell::Guarded;
use crate::pki::crl::Crl;
use crate::pki::ext::GeneralName;
use crate::pki::name::Name;
use std::ffi::c_int;
use std::sync::{Arc, OnceLock};

asn1_sequence! {
    /// One revoked certificate.
    X509_REVOKED {
        /// Its serial number.
        serialNumber: Req<Integer>,
        /// When it was revoked.
        revocationDate: Req<Time>,
        /// Extensions of the entry.
        extensions: OptSeq<X509_EXTENSION>,
    }

    /// The part of a list that is signed.
    X509_CRL_INFO {
        /// 1 for v2.
        version: Opt<Integer>,
        /// The signature's algorithm.
        sig_alg: Req<X509_ALGOR>,
        /// Who signs.
        issuer: Req<X509_NAME>,
        /// When it was made.
        lastUpdate: Req<Time>,
        /// When the next comes.
        nextUpdate: Opt<Time>,
        /// The revoked certificates.
        revoked: OptSeq<X509_REVOKED>,
        /// Extensions.
        extensions: ExpSeq<0, X509_EXTENSION>,
    }

    /// The parts of a list.
    CERTIFICATE_LIST {
        /// What is signed.
        crl: Req<X509_CRL_INFO>,
        /// The signature's algorithm, again.
        sig_alg: Req<X509_ALGOR>,
        /// The signature.
        signature: Req<Bits>,
    }
}

/// A certificate revocation list, whole or in the making.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
#[derive(Default)]
pub struct X509_CRL {
    encoded: Guarded<Encoded>,
    parts: OnceLock<Box<CERTIFICATE_LIST>>,
    /// `X509_CRL_set_meth_data`.
    pub meth_data: Guarded<Option<crate::abi::Opaque>>,
}

#[derive(Default, Clone)]
struct Encoded {
    der: Option<Arc<[u8]>>,
    crl: Option<Arc<Crl>>,
}

impl std::fmt::Debug for X509_CRL {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("X509_CRL").finish_non_exhaustive()
    }
}

impl X509_CRL {
    /// An empty list, to be filled.
    pub fn new() -> Arc<Self> {
        Arc::new(X509_CRL::default())
    }

    /// The handle of a parsed list.
    pub fn from_crl(crl: Arc<Crl>) -> Arc<Self> {
        let der = Some(Arc::from(crl.der()));
        let encoded = Guarded::new(Encoded { der, crl: Some(crl) });
        Arc::new(X509_CRL { encoded, ..X509_CRL::default() })
    }

    /// Reads a list at the start of `bytes`; also gives its length.
    pub fn parse(bytes: &[u8]) -> Result<(Arc<Self>, usize)> {
        if let Ok((crl, used)) = Crl::parse_prefix(bytes) {
            return Ok((Self::from_crl(Arc::new(crl)), used));
        }
        let mut from = Reader::new(bytes);
        let parts = CERTIFICATE_LIST::read(&mut from, None)?;
        let used = bytes.len() - from.rest().len();
        let encoded = Guarded::new(Encoded { der: bytes.get(..used).map(Arc::from), crl: None });
        let made = Arc::new(X509_CRL { encoded, ..X509_CRL::default() });
        let _ = made.parts.set(parts);
        Ok((made, used))
    }

    /// The list for path validation; fails while it is incomplete.
    pub fn crl(&self) -> Result<Arc<Crl>> {
        if let Some(crl) = self.encoded.with(|e| e.crl.clone()) {
            return Ok(crl);
        }
        let crl = Arc::new(Crl::parse(&self.der())?);
        self.encoded.with(|e| {
            if e.der.is_some() {
                e.crl = Some(Arc::clone(&crl));
            }
        });
        Ok(crl)
    }

    /// The parts, for C to look at and change.
    pub fn parts(&self) -> &CERTIFICATE_LIST {
        self.parts.get_or_init(|| {
            let der = self.encoded.with(|e| e.der.clone());
            der.and_then(|der| CERTIFICATE_LIST::decode(&der).ok())
                .map_or_else(CERTIFICATE_LIST::blank, |(parts, _)| parts)
        })
    }

    /// The signed part.
    pub fn info(&self) -> Result<&X509_CRL_INFO> {
        self.parts().crl.get().ok_or_else(Error::quiet)
    }

    /// The encoding as it stands.
    pub fn der(&self) -> Arc<[u8]> {
        match self.encoded.with(|e| e.der.clone()) {
            Some(der) => der,
            None => CERTIFICATE_LIST::encode(self.parts()).into(),
        }
    }

    /// The encoding of the signed part as it stands.
    pub fn tbs(&self) -> Result<Vec<u8>> {
        match self.encoded.with(|e| e.der.clone()) {
            Some(der) => {
                let whole = Reader::new(&der).any()?;
                Ok(Reader::new(whole.value).any()?.raw.to_vec())
            }
            None => Ok(X509_CRL_INFO::encode(self.info()?)),
        }
    }

    /// Whether it was read from bytes, or signed, and not changed since.
    pub fn is_whole(&self) -> bool {
        self.encoded.with(|e| e.der.is_some())
    }

    /// Notes that a part was changed: the old encoding is void.
    pub fn changed(&self) {
        self.parts();
        self.encoded.set(Encoded::default());
    }

    /// Fixes the encoding, once it is signed.
    pub fn seal(&self) {
        let der = Some(Arc::from(CERTIFICATE_LIST::encode(self.parts())));
        self.encoded.set(Encoded { der, crl: None });
    }

    /// The extensions.
    pub fn extensions(&self) -> Result<&StackOf<X509_EXTENSION>> {
        Ok(&self.info()?.extensions)
    }

    /// The entry for a serial number of `issuer` (its canonical form; `None`:
    /// the list's own), and whether the entry takes it off the list again.
    pub fn find(
        &self,
        serial: &crate::abi::layout::asn1::ASN1_STRING,
        issuer: Option<&[u8]>,
    ) -> Result<Option<(&X509_REVOKED, bool)>> {
        let info = self.info()?;
        let own = info.issuer.get().ok_or_else(Error::quiet)?.canonical()?;
        let wanted = issuer.unwrap_or(&own);
        // In an indirect list an entry's issuer counts for those after it, too.
        let mut named: Option<Vec<Name>> = None;
        for entry in info.revoked.items() {
            if let Some(names) = entry.issuers() {
                named = Some(names);
            }
            let same = |s| crate::obj::asn1::integer::compare(s, serial) == 0;
            if !entry.serialNumber.get().is_some_and(same) {
                continue;
            }
            let meant = match &named {
                None => *own == *wanted,
                Some(names) => names.iter().any(|name| name.view().canonical() == wanted),
            };
            if meant {
                return Ok(Some((entry, entry.reason() == Some(8))));
            }
        }
        Ok(None)
    }
}

impl X509_REVOKED {
    /// The directory names of its certificate issuer extension, if it has one.
    fn issuers(&self) -> Option<Vec<Name>> {
        let extensions = self.extensions.items();
        let found = extensions
            .into_iter()
            .find(|e| e.nid() == crate::obj::objects::nid::CERTIFICATE_ISSUER)?;
        let names = crate::pki::ext::general_names(found.bytes()).ok()?;
        Some(names.iter().filter_map(GeneralName::directory).collect())
    }

    /// The reason code in its extensions.
    pub fn reason(&self) -> Option<c_int> {
        let extensions = self.extensions.items();
        let reason =
            extensions.into_iter().find(|e| e.nid() == crate::obj::objects::nid::CRL_REASON)?;
        match reason.bytes() {
            [0x0a, 1, code] => Some(c_int::from(*code)),
            _ => None,
        }
    }
}

impl Kind for X509_CRL {
    type Value = X509_CRL;
    const NAME: &'static str = "X509_CRL";
    fn blank() -> Arc<Self> {
        Self::new()
    }
    fn fits(tag: Tag) -> bool {
        tag == SEQUENCE
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
        CERTIFICATE_LIST::show(value.parts(), to, place)
    }
}
