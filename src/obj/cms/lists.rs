//! The certificates and revocation lists that come with a content.

use super::values::{CMS_CertificateChoices, CMS_RevocationInfoChoice};
use super::{CMS_ContentInfo, Content, error};
use crate::abi::{Opaque, stack};
use crate::err::{Error, Result, cms};
use crate::obj::asn1::codec::{Kind, StackOf};
use crate::obj::x509::{X509, X509_CRL};
use std::sync::Arc;

#[track_caller]
fn unsupported() -> Error {
    error(cms::R_UNSUPPORTED_CONTENT_TYPE)
}

/// The list of certificates; `None` if the content has no place for it.
///
/// Errors: `CMS_R_UNSUPPORTED_CONTENT_TYPE`.
pub fn certificates(of: &CMS_ContentInfo) -> Result<Option<&StackOf<CMS_CertificateChoices>>> {
    match of.content() {
        Content::Signed(signed) => Ok(Some(&signed.certificates)),
        Content::Enveloped(sealed) => Ok(sealed.originatorInfo.get().map(|o| &o.certificates)),
        Content::Sealed(sealed) => Ok(sealed.originatorInfo.get().map(|o| &o.certificates)),
        _ => Err(unsupported()),
    }
}

/// The list of revocations; `None` if the content has no place for it.
///
/// Errors: `CMS_R_UNSUPPORTED_CONTENT_TYPE`.
pub fn revocations(of: &CMS_ContentInfo) -> Result<Option<&StackOf<CMS_RevocationInfoChoice>>> {
    match of.content() {
        Content::Signed(signed) => Ok(Some(&signed.crls)),
        Content::Enveloped(sealed) => Ok(sealed.originatorInfo.get().map(|o| &o.crls)),
        Content::Sealed(sealed) => Ok(sealed.originatorInfo.get().map(|o| &o.crls)),
        _ => Err(unsupported()),
    }
}

/// The X.509 certificates of a list.
pub fn shares(list: &StackOf<CMS_CertificateChoices>) -> Vec<Arc<X509>> {
    let own = |choice: &CMS_CertificateChoices| {
        stack::share::<X509>(Opaque(choice.certificate.as_ptr().cast()))
    };
    list.items().into_iter().filter(|choice| choice.kind.get() == 0).filter_map(own).collect()
}

/// The X.509 revocation lists of a list.
pub fn crl_shares(list: &StackOf<CMS_RevocationInfoChoice>) -> Vec<Arc<X509_CRL>> {
    let own = |choice: &CMS_RevocationInfoChoice| {
        stack::share::<X509_CRL>(Opaque(choice.crl.as_ptr().cast()))
    };
    list.items().into_iter().filter(|choice| choice.kind.get() == 0).filter_map(own).collect()
}

/// Adds a place for a certificate.
pub fn add_choice(of: &CMS_ContentInfo) -> Result<&CMS_CertificateChoices> {
    let list = certificates(of)?.ok_or_else(Error::quiet)?;
    list.made()?.push_owner::<CMS_CertificateChoices>(CMS_CertificateChoices::blank());
    list.items().pop().ok_or_else(Error::quiet)
}

/// Adds a place for a revocation.
pub fn add_revocation_choice(of: &CMS_ContentInfo) -> Result<&CMS_RevocationInfoChoice> {
    let list = revocations(of)?.ok_or_else(Error::quiet)?;
    list.made()?.push_owner::<CMS_RevocationInfoChoice>(CMS_RevocationInfoChoice::blank());
    list.items().pop().ok_or_else(Error::quiet)
}

/// Whether a certificate is in the list already.
///
/// Errors: `CMS_R_UNSUPPORTED_CONTENT_TYPE`.
pub fn has(of: &CMS_ContentInfo, cert: &X509) -> Result<bool> {
    let list = certificates(of)?.ok_or_else(Error::quiet)?;
    Ok(shares(list).iter().any(|own| own.der() == cert.der()))
}

/// Adds a certificate that is not in the list yet.
///
/// Errors: `CMS_R_CERTIFICATE_ALREADY_PRESENT`.
pub fn add(of: &CMS_ContentInfo, cert: Arc<X509>) -> Result<()> {
    if has(of, &cert)? {
        return Err(error(cms::R_CERTIFICATE_ALREADY_PRESENT));
    }
    let choice = add_choice(of)?;
    choice.kind.set(0);
    choice.certificate.set(Some(cert));
    Ok(())
}

/// Adds a revocation list.
pub fn add_crl(of: &CMS_ContentInfo, crl: Arc<X509_CRL>) -> Result<()> {
    let choice = add_revocation_choice(of)?;
    choice.kind.set(0);
    choice.crl.set(Some(crl));
    Ok(())
}
