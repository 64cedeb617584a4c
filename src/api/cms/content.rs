//! What a content is, where its octets are, and what comes with it.

use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::{Give, In, Lend, LendConst, Mut, Take, entry, graded, quiet};
use crate::err::{Error, cms};
use crate::obj::bio::BIO;
use crate::obj::cms::content::{Place, inner_type, place, set_detached};
use crate::obj::cms::values::{CMS_CertificateChoices, CMS_RevocationInfoChoice};
use crate::obj::cms::{CMS_ContentInfo, error, lists, pipe};
use crate::obj::objects::ASN1_OBJECT;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::{X509, X509_CRL};
use std::ffi::c_int;

/// What a content is; never NULL for a content.
/// Ownership: it belongs to `cms`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_get0_type(cms: In<CMS_ContentInfo>) -> LendConst<ASN1_OBJECT> {
    quiet(LendConst::null(), || Ok(LendConst::opt(cms.get()?.content_type.get())))
}

/// The place of a content's octets, which holds NULL if they are somewhere
/// else.
///
/// Returns: NULL if there is none. Ownership: it belongs to `cms`.
/// Errors: `CMS_R_UNSUPPORTED_CONTENT_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_get0_content(cms: Mut<CMS_ContentInfo>) -> *mut *mut ASN1_STRING {
    entry(std::ptr::null_mut(), || match place(cms.get()?)? {
        Place::Field(field) => Ok(field.place()),
        Place::Other(_) => {
            let other = cms.get()?.other.get().ok_or_else(Error::quiet)?;
            Ok(other.place().cast())
        }
    })
}

/// Whether the octets of a content are somewhere else.
///
/// Returns: 1 or 0; -1 if it has no place for them.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_is_detached(cms: Mut<CMS_ContentInfo>) -> c_int {
    graded(-1, || Ok(place(cms.get()?)?.octets().is_none().into()))
}

/// Takes the octets of a content out, or makes room for them.
///
/// Returns: 1; 0 on failure. Errors: `CMS_R_UNSUPPORTED_CONTENT_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_set_detached(cms: Mut<CMS_ContentInfo>, detached: c_int) -> c_int {
    entry(0, || set_detached(cms.get()?, detached != 0).map(|()| 1))
}

/// What kind of content is inside.
///
/// Returns: NULL if nothing says so. Ownership: it belongs to `cms`.
/// Errors: `CMS_R_UNSUPPORTED_CONTENT_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_get0_eContentType(cms: Mut<CMS_ContentInfo>) -> LendConst<ASN1_OBJECT> {
    entry(LendConst::null(), || Ok(LendConst::opt(inner_type(cms.get()?)?.get())))
}

/// Says what kind of content is inside; NULL leaves it.
///
/// Returns: 1; 0 on failure. Errors: `CMS_R_UNSUPPORTED_CONTENT_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_set1_eContentType(cms: Mut<CMS_ContentInfo>, oid: In<ASN1_OBJECT>) -> c_int {
    entry(0, || {
        let field = inner_type(cms.get()?)?;
        if let Some(oid) = oid.opt() {
            field.set(Some(oid.duplicate()));
        }
        Ok(1)
    })
}

/// A chain to write a content to, or to read it from: it digests, encrypts or
/// decrypts what passes. `icont` has it, or gets it, if it is detached.
///
/// Returns: the chain; NULL on failure. Ownership: C owns each link.
/// Errors: `CMS_R_NO_CONTENT`, `CMS_R_UNSUPPORTED_TYPE`, and others.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_dataInit(cms: Mut<CMS_ContentInfo>, icont: Mut<BIO>) -> Give<BIO> {
    entry(Give::null(), || {
        let chain = pipe::start(cms.get()?, icont.share_opt().as_ref())?.into_c();
        Ok(chain.map_or_else(|| Give::back(icont.as_ptr()), Give::new))
    })
}

/// Ends what [`CMS_dataInit`] began: keeps the content, makes signatures,
/// digest or tag.
///
/// Returns: 1; 0 on failure. Errors: `CMS_R_CONTENT_NOT_FOUND`, and others.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_dataFinal(cms: Mut<CMS_ContentInfo>, bio: Mut<BIO>) -> c_int {
    entry(0, || pipe::finish(cms.get()?, &bio.share()?).map(|()| 1))
}

/// Adds an empty place for a certificate.
///
/// Returns: it; NULL on failure. Ownership: it belongs to `cms`.
/// Errors: `CMS_R_UNSUPPORTED_CONTENT_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_add0_CertificateChoices(
    cms: Mut<CMS_ContentInfo>,
) -> Lend<CMS_CertificateChoices> {
    entry(Lend::null(), || lists::add_choice(cms.get()?).map(Lend::new))
}

/// Adds an empty place for a revocation.
///
/// Returns: it; NULL on failure. Ownership: it belongs to `cms`.
/// Errors: `CMS_R_UNSUPPORTED_CONTENT_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_add0_RevocationInfoChoice(
    cms: Mut<CMS_ContentInfo>,
) -> Lend<CMS_RevocationInfoChoice> {
    entry(Lend::null(), || lists::add_revocation_choice(cms.get()?).map(Lend::new))
}

/// Adds a certificate.
///
/// Returns: 1; 0 on failure, or if it is there.
/// Ownership: takes `cert` if it succeeds.
/// Errors: `CMS_R_CERTIFICATE_ALREADY_PRESENT`, `CMS_R_UNSUPPORTED_CONTENT_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_add0_cert(cms: Mut<CMS_ContentInfo>, cert: Take<X509>) -> c_int {
    entry(0, || {
        let cms = cms.get()?;
        if lists::has(cms, cert.peek()?)? {
            return Err(error(cms::R_CERTIFICATE_ALREADY_PRESENT));
        }
        let choice = lists::add_choice(cms)?;
        choice.certificate.set(Some(cert.get()?));
        choice.kind.set(0);
        Ok(1)
    })
}

/// As [`CMS_add0_cert`], with a share of `cert`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_add1_cert(cms: Mut<CMS_ContentInfo>, cert: Mut<X509>) -> c_int {
    entry(0, || lists::add(cms.get()?, cert.share()?).map(|()| 1))
}

/// Adds a revocation list.
///
/// Returns: 1; 0 on failure. Ownership: takes `crl` if it succeeds.
/// Errors: `CMS_R_UNSUPPORTED_CONTENT_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_add0_crl(cms: Mut<CMS_ContentInfo>, crl: Take<X509_CRL>) -> c_int {
    entry(0, || {
        let cms = cms.get()?;
        crl.peek()?;
        let choice = lists::add_revocation_choice(cms)?;
        choice.crl.set(Some(crl.get()?));
        choice.kind.set(0);
        Ok(1)
    })
}

/// As [`CMS_add0_crl`], with a share of `crl`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_add1_crl(cms: Mut<CMS_ContentInfo>, crl: Mut<X509_CRL>) -> c_int {
    entry(0, || lists::add_crl(cms.get()?, crl.share()?).map(|()| 1))
}

/// The certificates that come with a content.
///
/// Returns: a stack with a share of each, C's to free; NULL if there are none.
/// Errors: `CMS_R_UNSUPPORTED_CONTENT_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_get1_certs(cms: Mut<CMS_ContentInfo>) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || {
        let all = lists::certificates(cms.get()?)?.map_or(Vec::new(), lists::shares);
        Ok(Give::opt((!all.is_empty()).then(|| OPENSSL_STACK::owning::<X509>(all))))
    })
}

/// The revocation lists that come with a content.
///
/// Returns: a stack with a share of each, C's to free; NULL if there are none.
/// Errors: `CMS_R_UNSUPPORTED_CONTENT_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_get1_crls(cms: Mut<CMS_ContentInfo>) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || {
        let all = lists::revocations(cms.get()?)?.map_or(Vec::new(), lists::crl_shares);
        Ok(Give::opt((!all.is_empty()).then(|| OPENSSL_STACK::owning::<X509_CRL>(all))))
    })
}
