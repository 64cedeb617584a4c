//! `OSSL_STORE`: keys, certificates and CRLs from wherever a URI points.
#![allow(non_camel_case_types, reason = "OpenSSL's type names")]
#![forbid(unsafe_code)]

pub mod ctx;
pub mod file;
pub mod loader;
pub mod password;

use crate::abi::Opaque;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::err::{Error, Lib, Result, ossl_store};
use crate::obj::cell::Guarded;
use crate::obj::evp_md::EVP_MD;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::x509::{X509, X509_CRL};
use std::ffi::{CStr, CString, c_int};
use std::sync::Arc;

pub use ctx::OSSL_STORE_CTX;
pub use loader::OSSL_STORE_LOADER;

/// `OSSL_STORE_INFO_NAME` and its kin.
pub mod kind {
    use std::ffi::c_int;

    /// The URI of more objects.
    pub const NAME: c_int = 1;
    /// Key parameters.
    pub const PARAMS: c_int = 2;
    /// A public key.
    pub const PUBKEY: c_int = 3;
    /// A private key.
    pub const PKEY: c_int = 4;
    /// A certificate.
    pub const CERT: c_int = 5;
    /// A CRL.
    pub const CRL: c_int = 6;
}

/// What a store holds.
pub enum Content {
    /// The URI of more objects.
    Name {
        /// The URI.
        name: CString,
        /// What it is, in words.
        description: Guarded<Option<CString>>,
    },
    /// Key parameters.
    Params(Arc<EVP_PKEY>),
    /// A public key.
    PubKey(Arc<EVP_PKEY>),
    /// A private key.
    PKey(Arc<EVP_PKEY>),
    /// A certificate.
    Cert(Arc<X509>),
    /// A CRL.
    Crl(Arc<X509_CRL>),
    /// Something of the program's own kind, which frees it.
    Other(c_int, Opaque),
}

/// One object from a store.
pub struct OSSL_STORE_INFO {
    /// The object.
    pub content: Content,
}

impl std::fmt::Debug for OSSL_STORE_INFO {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OSSL_STORE_INFO").field("kind", &self.kind()).finish_non_exhaustive()
    }
}

impl OSSL_STORE_INFO {
    /// Wraps an object.
    pub fn new(content: Content) -> Box<Self> {
        Box::new(OSSL_STORE_INFO { content })
    }

    /// Wraps a URI.
    pub fn named(name: CString) -> Box<Self> {
        Self::new(Content::Name { name, description: Guarded::new(None) })
    }

    /// Its type.
    pub fn kind(&self) -> c_int {
        match self.content {
            Content::Name { .. } => kind::NAME,
            Content::Params(_) => kind::PARAMS,
            Content::PubKey(_) => kind::PUBKEY,
            Content::PKey(_) => kind::PKEY,
            Content::Cert(_) => kind::CERT,
            Content::Crl(_) => kind::CRL,
            Content::Other(kind, _) => kind,
        }
    }

    /// The key, if it is of this type.
    pub fn key(&self, wanted: c_int) -> Option<&Arc<EVP_PKEY>> {
        match &self.content {
            Content::Params(key) | Content::PubKey(key) | Content::PKey(key)
                if self.kind() == wanted =>
            {
                Some(key)
            }
            _ => None,
        }
    }

    /// The certificate.
    pub fn cert(&self) -> Option<&Arc<X509>> {
        if let Content::Cert(cert) = &self.content { Some(cert) } else { None }
    }

    /// The CRL.
    pub fn crl(&self) -> Option<&Arc<X509_CRL>> {
        if let Content::Crl(crl) = &self.content { Some(crl) } else { None }
    }

    /// The URI.
    pub fn name(&self) -> Option<&CStr> {
        if let Content::Name { name, .. } = &self.content { Some(name) } else { None }
    }

    /// What the URI is, in words; outside of names `None`.
    pub fn description(&self) -> Option<&Guarded<Option<CString>>> {
        if let Content::Name { description, .. } = &self.content { Some(description) } else { None }
    }
}

/// What to look for in a store.
#[derive(Debug)]
pub enum OSSL_STORE_SEARCH {
    /// By subject (or a CRL's issuer). The name stays the program's, which
    /// keeps it; its DER serves the search.
    Name(Opaque, Vec<u8>),
    /// By issuer and serial number, which stay the program's.
    IssuerSerial(Opaque, *const ASN1_STRING),
    /// By a digest of the key.
    KeyFingerprint(*const EVP_MD, Vec<u8>),
    /// By a name that people know it by.
    Alias(CString),
}

impl OSSL_STORE_SEARCH {
    /// `OSSL_STORE_SEARCH_BY_NAME` and its kin.
    pub fn kind(&self) -> c_int {
        match self {
            OSSL_STORE_SEARCH::Name(..) => 1,
            OSSL_STORE_SEARCH::IssuerSerial(..) => 2,
            OSSL_STORE_SEARCH::KeyFingerprint(..) => 3,
            OSSL_STORE_SEARCH::Alias(_) => 4,
        }
    }

    /// A search by fingerprint, which must be as long as the digest's.
    pub fn by_fingerprint(md: Option<&EVP_MD>, bytes: &[u8]) -> Result<Box<Self>> {
        if let Some(md) = md.filter(|md| usize::try_from(md.size()) != Ok(bytes.len())) {
            let reason = ossl_store::R_FINGERPRINT_SIZE_DOES_NOT_MATCH_DIGEST;
            let (name, size) = (md.name().unwrap_or_default().to_string_lossy(), md.size());
            let text = format!("{name} size is {size}, fingerprint size is {}", bytes.len());
            return Err(Error::new(Lib::OsslStore, reason).with(text));
        }
        let md = md.map_or(std::ptr::null(), std::ptr::from_ref);
        Ok(Box::new(OSSL_STORE_SEARCH::KeyFingerprint(md, bytes.to_vec())))
    }
}
