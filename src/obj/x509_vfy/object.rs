//! `X509_OBJECT`: a certificate or a CRL in a store.

use super::{crl_link, link};
use crate::obj::cell::Guarded;
use crate::obj::x509::{X509, X509_CRL};
use crate::pki::name::NameRef;
use crate::pki::verify::{CrlLink, Link};
use std::cmp::Ordering;
use std::ffi::c_int;
use std::sync::Arc;

/// A certificate, a CRL, or nothing yet.
#[derive(Debug, Default)]
pub struct X509_OBJECT(Guarded<Content>);

/// What an [`X509_OBJECT`] holds.
#[derive(Clone, Debug, Default)]
pub enum Content {
    /// Nothing (`X509_LU_NONE`).
    #[default]
    None,
    /// A certificate (`X509_LU_X509`).
    Cert(Arc<X509>, Arc<Link>),
    /// A CRL (`X509_LU_CRL`).
    Crl(Arc<X509_CRL>, Arc<CrlLink>),
}

/// `X509_LU_X509`.
pub const CERT: c_int = 1;
/// `X509_LU_CRL`.
pub const CRL: c_int = 2;

impl Content {
    /// With a certificate.
    pub fn cert(x: &Arc<X509>) -> crate::err::Result<Content> {
        Ok(Content::Cert(Arc::clone(x), link(x)?))
    }

    /// With a CRL.
    pub fn crl(crl: &Arc<X509_CRL>) -> crate::err::Result<Content> {
        Ok(Content::Crl(Arc::clone(crl), crl_link(crl)?))
    }

    /// `X509_LU_…`.
    pub const fn kind(&self) -> c_int {
        match self {
            Content::None => 0,
            Content::Cert(..) => CERT,
            Content::Crl(..) => CRL,
        }
    }

    /// The name it is found by: the subject, or the CRL's issuer.
    pub fn name(&self) -> Option<NameRef<'_>> {
        match self {
            Content::None => None,
            Content::Cert(_, link) => Some(link.cert.subject()),
            Content::Crl(_, link) => Some(link.crl.issuer()),
        }
    }

    /// Whether both hold the same certificate or CRL.
    pub fn same(&self, other: &Content) -> bool {
        match (self, other) {
            (Content::Cert(_, a), Content::Cert(_, b)) => a.cert == b.cert,
            (Content::Crl(_, a), Content::Crl(_, b)) => a.crl == b.crl,
            _ => false,
        }
    }

    /// OpenSSL's order of a store: kind, then length and bytes of the name.
    pub fn order(&self, other: &Content) -> Ordering {
        let key = |name: Option<NameRef<'_>>| {
            let canonical = name.map_or(&[][..], |name| name.canonical()).to_vec();
            (canonical.len(), canonical)
        };
        self.kind().cmp(&other.kind()).then_with(|| key(self.name()).cmp(&key(other.name())))
    }
}

impl X509_OBJECT {
    /// An object holding `content`.
    pub const fn new(content: Content) -> Self {
        X509_OBJECT(Guarded::new(content))
    }

    /// What it holds.
    pub fn content(&self) -> Content {
        self.0.get()
    }

    /// Replaces what it holds.
    pub fn set(&self, content: Content) {
        drop(self.0.with(|place| std::mem::replace(place, content)));
    }

    /// `X509_LU_…`.
    pub fn kind(&self) -> c_int {
        self.0.with(|content| content.kind())
    }
}
