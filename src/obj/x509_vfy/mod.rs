//! Trust stores and verification: `X509_STORE`, `X509_STORE_CTX`,
//! `X509_VERIFY_PARAM`, `X509_LOOKUP`, `X509_OBJECT`.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

pub mod ctx;
pub mod dane;
pub mod hooks;
pub mod load;
pub mod lookup;
pub mod lookup_method;
pub mod object;
pub mod param;
pub mod peer;
mod plain;
pub mod policy;
pub mod report;
pub mod resources;
pub mod store;
pub mod tables;

pub use ctx::X509_STORE_CTX;
pub use lookup::X509_LOOKUP;
pub use lookup_method::X509_LOOKUP_METHOD;
pub use object::X509_OBJECT;
pub use param::X509_VERIFY_PARAM;
pub use store::X509_STORE;

use crate::err::Result;
use crate::obj::asn1::codec::Kind;
use crate::obj::x509::certificate::X509_CERT_AUX;
use crate::obj::x509::{X509, X509_CRL};
use crate::pki::trust::Aux;
use crate::pki::verify::{CrlLink, Link};
use std::any::Any;
use std::sync::Arc;

/// A certificate as path validation sees it.
pub fn link(x: &Arc<X509>) -> Result<Arc<Link>> {
    let handle: Arc<dyn Any + Send + Sync> = Arc::clone(x) as _;
    Ok(Arc::new(Link { cert: x.cert()?, aux: aux(x)?, handle }))
}

/// Its trust settings.
pub fn aux(x: &X509) -> Result<Option<Arc<Aux>>> {
    let Some(aux) = x.aux.get() else { return Ok(None) };
    Ok(Some(Arc::new(Aux::parse_prefix(&X509_CERT_AUX::encode(aux))?.0)))
}

/// A CRL as path validation sees it.
pub fn crl_link(crl: &Arc<X509_CRL>) -> Result<Arc<CrlLink>> {
    let handle: Arc<dyn Any + Send + Sync> = Arc::clone(crl) as _;
    Ok(Arc::new(CrlLink { crl: crl.crl()?, handle }))
}

/// The certificate that a link stands for.
pub fn x509_of(link: &Arc<Link>) -> Arc<X509> {
    Arc::clone(&link.handle)
        .downcast::<X509>()
        .unwrap_or_else(|_| X509::from_cert(Arc::clone(&link.cert)))
}

/// The CRL that a link stands for.
pub fn crl_of(link: &Arc<CrlLink>) -> Arc<X509_CRL> {
    Arc::clone(&link.handle)
        .downcast::<X509_CRL>()
        .unwrap_or_else(|_| X509_CRL::from_crl(Arc::clone(&link.crl)))
}
