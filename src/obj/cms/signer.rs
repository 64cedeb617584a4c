//! Whose a signature or key is, and the parts of a signed content.

use super::lists::{certificates, shares};
use super::values::{
    CMS_IssuerAndSerialNumber, CMS_SignedData, CMS_SignerIdentifier, CMS_SignerInfo,
};
use super::{CMS_ContentInfo, Content, error, object};
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::{Opaque, stack};
use crate::err::{Error, Result, cms};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::string;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::objects::{ASN1_OBJECT, nid};
use crate::obj::pkcs7::names;
use crate::obj::pkcs7::parties::key_of;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::{X509, X509_NAME};
use std::ffi::c_int;
use std::sync::Arc;

/// By issuer and number.
pub const BY_ISSUER: c_int = 0;
/// By the identifier of the key.
pub const BY_KEY: c_int = 1;

/// `CMS_NOINTERN`.
const NO_INTERN: c_int = 0x10;

impl CMS_IssuerAndSerialNumber {
    /// That of a certificate.
    pub fn of(cert: &X509) -> Result<Box<Self>> {
        let info = cert.info()?;
        let made = Self::blank();
        let issuer = info.issuer.get().ok_or_else(Error::quiet)?;
        let serial = info.serialNumber.get().ok_or_else(Error::quiet)?;
        made.issuer.set(Some(X509_NAME::duplicate(issuer)?));
        made.serialNumber.set(Some(serial.duplicate()?));
        Ok(made)
    }

    /// 0 if it names a certificate.
    pub fn compare(&self, cert: &X509) -> c_int {
        names(self.issuer.get(), self.serialNumber.get(), cert).unwrap_or(-1)
    }
}

/// The identifier of a certificate's key.
///
/// Errors: `CMS_R_CERTIFICATE_HAS_NO_KEYID`.
pub fn key_id(cert: &X509) -> Result<Box<ASN1_STRING>> {
    let none = || error(cms::R_CERTIFICATE_HAS_NO_KEYID);
    let own = cert.identifiers().map_err(|_| none())?;
    own.subject.get().ok_or_else(none)?.duplicate()
}

/// 0 if an identifier is that of a certificate's key.
pub fn compare_key_id(id: Option<&ASN1_STRING>, cert: &X509) -> c_int {
    let own = cert.identifiers().ok().and_then(|own| own.subject.get());
    id.zip(own).map_or(-1, |(id, own)| string::compare(id, own))
}

impl CMS_SignerIdentifier {
    /// Names a certificate.
    ///
    /// Errors: `CMS_R_CERTIFICATE_HAS_NO_KEYID`.
    pub fn set(&self, cert: &X509, kind: c_int) -> Result<()> {
        if kind == BY_KEY {
            self.subjectKeyIdentifier.set(Some(key_id(cert)?));
        } else {
            self.issuerAndSerialNumber.set(Some(CMS_IssuerAndSerialNumber::of(cert)?));
        }
        self.kind.set(kind);
        Ok(())
    }

    /// 0 if it names a certificate.
    pub fn compare(&self, cert: &X509) -> c_int {
        match self.kind.get() {
            BY_ISSUER => self.issuerAndSerialNumber.get().map_or(-1, |id| id.compare(cert)),
            BY_KEY => compare_key_id(self.subjectKeyIdentifier.get(), cert),
            _ => -1,
        }
    }
}

impl CMS_SignerInfo {
    /// 0 if a certificate is the signer's.
    pub fn compare(&self, cert: &X509) -> c_int {
        self.sid.get().map_or(-1, |sid| sid.compare(cert))
    }

    /// Makes a certificate the signer's, and its key the one to verify with.
    pub fn set_signer(&self, cert: Option<&Arc<X509>>) {
        if let Some(cert) = cert {
            self.pkey.set(key_of(cert).ok());
        }
        self.signer.set(cert.cloned());
    }

    /// The key, public or private.
    pub fn key(&self) -> Option<Arc<EVP_PKEY>> {
        stack::share::<EVP_PKEY>(Opaque(self.pkey.as_ptr().cast()))
    }

    /// The signer's certificate.
    pub fn cert(&self) -> Option<Arc<X509>> {
        stack::share::<X509>(Opaque(self.signer.as_ptr().cast()))
    }
}

/// The signed content that it is.
///
/// Errors: `CMS_R_CONTENT_TYPE_NOT_SIGNED_DATA`.
pub fn signed(of: &CMS_ContentInfo) -> Result<&CMS_SignedData> {
    match of.content() {
        Content::Signed(signed) => Ok(signed),
        _ => Err(error(cms::R_CONTENT_TYPE_NOT_SIGNED_DATA)),
    }
}

/// The signed content that it is, or becomes if it is nothing yet.
///
/// Errors: `CMS_R_CONTENT_TYPE_NOT_SIGNED_DATA`.
pub fn begun(of: &CMS_ContentInfo) -> Result<&CMS_SignedData> {
    if of.is_blank() {
        let made = CMS_SignedData::blank();
        made.version.set(1);
        if let Some(inner) = made.encapContentInfo.get() {
            inner.eContentType.set(Some(object(nid::PKCS7_DATA)?));
            inner.partial.set(1);
        }
        of.signed.set(Some(made));
        of.set_type(nid::PKCS7_SIGNED)?;
    }
    signed(of)
}

/// The signatures of a content; none if it is not signed.
pub fn signers(of: &CMS_ContentInfo) -> Vec<&CMS_SignerInfo> {
    signed(of).map_or(Vec::new(), |signed| signed.signerInfos.items())
}

/// Looks for the certificates of signers who have none: in `others` first,
/// then, unless `flags` forbid it, in the content. Returns how many it found.
///
/// Errors: `CMS_R_CONTENT_TYPE_NOT_SIGNED_DATA`.
pub fn find_certificates(
    of: &CMS_ContentInfo,
    others: Option<&OPENSSL_STACK>,
    flags: c_int,
) -> Result<c_int> {
    let signed = signed(of)?;
    let others = others.map_or(Vec::new(), OPENSSL_STACK::shares::<X509>);
    let own = match certificates(of)? {
        Some(list) if flags & NO_INTERN == 0 => shares(list),
        _ => Vec::new(),
    };
    let mut found = 0;
    for si in signed.signerInfos.items().into_iter().filter(|si| si.signer.get().is_none()) {
        let mut all = others.iter().chain(&own);
        if let Some(cert) = all.find(|cert| si.compare(cert) == 0) {
            si.set_signer(Some(cert));
            found += 1;
        }
    }
    Ok(found)
}

/// Raises the version of a signed content and its signatures to what is in
/// them (RFC 5652, section 5.1).
pub fn set_version(signed: &CMS_SignedData) {
    let raise = |to: i32| signed.version.set(signed.version.get().max(to));
    for choice in signed.certificates.items() {
        match choice.kind.get() {
            4 => raise(5),
            3 => raise(4),
            2 => raise(3),
            _ => {}
        }
    }
    if signed.crls.items().into_iter().any(|choice| choice.kind.get() == 1) {
        raise(5);
    }
    let inner = signed.encapContentInfo.get().and_then(|inner| inner.eContentType.get());
    if inner.map_or(0, ASN1_OBJECT::nid) != nid::PKCS7_DATA {
        raise(3);
    }
    for si in signed.signerInfos.items() {
        let by_key = si.sid.get().is_some_and(|sid| sid.kind.get() == BY_KEY);
        let least = if by_key { 3 } else { 1 };
        si.version.set(si.version.get().max(least));
        raise(least);
    }
    raise(1);
}
