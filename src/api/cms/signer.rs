//! Signatures and signers.

use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::{Give, In, InOut, Lend, Mut, Out, entry, graded, quiet};
use crate::api::x509::sign::check_key;
use crate::err::{self, Error, Lib, Result, cms};
use crate::obj::bio::BIO;
use crate::obj::cms::signer::{BY_ISSUER, BY_KEY, begun, find_certificates, signed, signers};
use crate::obj::cms::signing;
use crate::obj::cms::values::{CMS_SignerIdentifier, CMS_SignerInfo};
use crate::obj::cms::{CMS_ContentInfo, error};
use crate::obj::evp_md::{EVP_MD, EVP_MD_CTX};
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::evp_pkey_ctx::EVP_PKEY_CTX;
use crate::obj::pkcs7::attribute::{add_capability, offered};
use crate::obj::pkcs7::parties::key_of;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::algorithm::X509_ALGOR;
use crate::obj::x509::{X509, X509_NAME};
use std::ffi::{c_int, c_uint};
use std::sync::Arc;

/// The signer, once the key is found to be the certificate's.
///
/// Errors: `CMS_R_PRIVATE_KEY_DOES_NOT_MATCH_CERTIFICATE`.
pub(super) fn matching(
    cert: &Mut<X509>,
    key: &Mut<EVP_PKEY>,
) -> Result<(Arc<X509>, Arc<EVP_PKEY>)> {
    let unknown = || Error::new(Lib::X509, err::x509::R_UNKNOWN_KEY_TYPE);
    let own = cert.opt().ok_or_else(unknown).and_then(|cert| key_of(cert).map_err(|_| unknown()));
    let other = || key.opt().ok_or_else(|| Error::new(Lib::X509, err::x509::R_KEY_VALUES_MISMATCH));
    own.and_then(|own| check_key(&own, other()?)).map_err(|cause| {
        err::push(&cause, "X509_check_private_key");
        error(cms::R_PRIVATE_KEY_DOES_NOT_MATCH_CERTIFICATE)
    })?;
    Ok((cert.share()?, key.share()?))
}

/// Lends issuer and number, or the key's identifier: what names a certificate.
pub(super) fn lend_id(
    id: &CMS_SignerIdentifier,
    keyid: &Out<*mut ASN1_STRING>,
    issuer: &Out<*mut X509_NAME>,
    sno: &Out<*mut ASN1_STRING>,
) -> c_int {
    match id.kind.get() {
        BY_ISSUER => {
            let both = id.issuerAndSerialNumber.get();
            issuer.write_opt(both.map_or(std::ptr::null_mut(), |id| id.issuer.as_ptr()));
            sno.write_opt(both.map_or(std::ptr::null_mut(), |id| id.serialNumber.as_ptr()));
        }
        BY_KEY => keyid.write_opt(id.subjectKeyIdentifier.as_ptr()),
        _ => return 0,
    }
    1
}

/// Makes an empty content a signed one.
///
/// Returns: 1; 0 on failure. Errors: `CMS_R_CONTENT_TYPE_NOT_SIGNED_DATA`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_SignedData_init(cms: Mut<CMS_ContentInfo>) -> c_int {
    entry(0, || begun(cms.get()?).map(|_| 1))
}

/// Adds a signer; without `md` it signs the usual digest of the key.
///
/// Returns: the signature, which `CMS_final` makes; NULL on failure.
/// Ownership: it belongs to `cms`.
/// Errors: `CMS_R_PRIVATE_KEY_DOES_NOT_MATCH_CERTIFICATE`,
/// `CMS_R_CONTENT_TYPE_NOT_SIGNED_DATA`, and others of CMS_add1_signer(3).
#[unsafe(no_mangle)]
pub extern "C" fn CMS_add1_signer(
    cms: Mut<CMS_ContentInfo>,
    signer: Mut<X509>,
    pk: Mut<EVP_PKEY>,
    md: In<EVP_MD>,
    flags: c_uint,
) -> Lend<CMS_SignerInfo> {
    entry(Lend::null(), || {
        let (cert, key) = matching(&signer, &pk)?;
        let md = md.opt().map(EVP_MD::known).transpose()?;
        signing::add_signer(cms.get()?, &cert, key, md, flags.cast_signed()).map(Lend::new)
    })
}

/// The context in which the program says how the key signs, after
/// `CMS_KEY_PARAM`; else NULL. Ownership: it belongs to `si`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_SignerInfo_get0_pkey_ctx(si: Mut<CMS_SignerInfo>) -> Lend<EVP_PKEY_CTX> {
    quiet(Lend::null(), || Ok(Lend::opt(si.get()?.pctx.get())))
}

/// The context that digests what is signed; NULL before it is needed.
/// Ownership: it belongs to `si`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_SignerInfo_get0_md_ctx(si: Mut<CMS_SignerInfo>) -> Lend<EVP_MD_CTX> {
    quiet(Lend::null(), || Ok(Lend::opt(si.get()?.mctx.get())))
}

/// The signatures of a signed content; NULL for others.
/// Ownership: they belong to `cms`.
/// Errors: `CMS_R_CONTENT_TYPE_NOT_SIGNED_DATA`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_get0_SignerInfos(cms: Mut<CMS_ContentInfo>) -> *mut OPENSSL_STACK {
    entry(std::ptr::null_mut(), || Ok(signed(cms.get()?)?.signerInfos.as_ptr()))
}

/// The certificates of the signers that are known.
///
/// Returns: a stack that C frees, its certificates not; NULL if there are none.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_get0_signers(cms: Mut<CMS_ContentInfo>) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || {
        let cms = cms.get()?;
        signed(cms)?;
        let known: Vec<&X509> = signers(cms).into_iter().filter_map(|si| si.signer.get()).collect();
        Ok(Give::opt((!known.is_empty()).then(|| OPENSSL_STACK::lending(known))))
    })
}

/// Makes a certificate a signer's, and its key the one to verify with.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_SignerInfo_set1_signer_cert(si: Mut<CMS_SignerInfo>, signer: Mut<X509>) {
    quiet((), || {
        si.get()?.set_signer(signer.share_opt().as_ref());
        Ok(())
    });
}

/// Lends what names the signer's certificate: issuer and number, or the key's
/// identifier; the others' places are left as they are.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_SignerInfo_get0_signer_id(
    si: Mut<CMS_SignerInfo>,
    keyid: Out<*mut ASN1_STRING>,
    issuer: Out<*mut X509_NAME>,
    sno: Out<*mut ASN1_STRING>,
) -> c_int {
    quiet(0, || {
        let id = si.get()?.sid.get().ok_or_else(Error::quiet)?;
        Ok(lend_id(id, &keyid, &issuer, &sno))
    })
}

/// Compares what names the signer's certificate with one.
///
/// Returns: 0 if it is the signer's.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_SignerInfo_cert_cmp(si: Mut<CMS_SignerInfo>, cert: Mut<X509>) -> c_int {
    quiet(-1, || Ok(si.get()?.compare(cert.get()?)))
}

/// Looks for the certificates of signers: in `certs`, and in the content
/// unless `flags` say `CMS_NOINTERN`.
///
/// Returns: how many it found; -1 if it is not signed.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_set1_signers_certs(
    cms: Mut<CMS_ContentInfo>,
    certs: Mut<OPENSSL_STACK>,
    flags: c_uint,
) -> c_int {
    graded(-1, || Ok(find_certificates(cms.get()?, certs.opt(), flags.cast_signed())?))
}

/// Lends the key of a signature, the signer's certificate, the algorithm of
/// the digest, and its own.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_SignerInfo_get0_algs(
    si: Mut<CMS_SignerInfo>,
    pk: Out<*mut EVP_PKEY>,
    signer: Out<*mut X509>,
    pdig: Out<*mut X509_ALGOR>,
    psig: Out<*mut X509_ALGOR>,
) {
    quiet((), || {
        let si = si.get()?;
        pk.write_opt(si.pkey.as_ptr());
        signer.write_opt(si.signer.as_ptr());
        pdig.write_opt(si.digestAlgorithm.as_ptr());
        psig.write_opt(si.signatureAlgorithm.as_ptr());
        Ok(())
    });
}

/// The signature itself. Ownership: it belongs to `si`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_SignerInfo_get0_signature(si: Mut<CMS_SignerInfo>) -> Lend<ASN1_STRING> {
    quiet(Lend::null(), || Ok(Lend::opt(si.get()?.signature.get())))
}

/// Signs the attributes of a signature.
///
/// Returns: 1; 0 on failure. Errors: `CMS_R_ATTRIBUTE_ERROR`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_SignerInfo_sign(si: Mut<CMS_SignerInfo>) -> c_int {
    entry(0, || signing::sign_attributes(si.get()?).map(|()| 1))
}

/// Whether the attributes of a signature are signed by the signer's key.
///
/// Returns: 1 if so; 0 if not; -1 on failure.
/// Errors: `CMS_R_NO_PUBLIC_KEY`, `CMS_R_ATTRIBUTE_ERROR`,
/// `CMS_R_VERIFICATION_FAILURE`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_SignerInfo_verify(si: Mut<CMS_SignerInfo>) -> c_int {
    verdict(|| signing::verify_attributes(si.get()?))
}

/// Whether a signature is over the content that passed `chain`.
///
/// Returns: 1 if so; 0 if not; -1 on failure.
/// Errors: `CMS_R_VERIFICATION_FAILURE`, and others.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_SignerInfo_verify_content(si: Mut<CMS_SignerInfo>, chain: Mut<BIO>) -> c_int {
    verdict(|| signing::verify_content(si.get()?, &chain.share()?))
}

/// 1 for success, 0 for a signature that is bad, -1 for one that cannot be
/// checked.
fn verdict(check: impl FnOnce() -> Result<()>) -> c_int {
    graded(-1, || {
        check().map(|()| 1).map_err(|cause| {
            let bad = cause.lib == Lib::Cms && cause.reason == cms::R_VERIFICATION_FAILURE;
            crate::abi::Graded::new(if bad { 0 } else { -1 }, cause)
        })
    })
}

/// Keeps what the signer's programs can do: a `STACK_OF(X509_ALGOR)`.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_add_smimecap(si: Mut<CMS_SignerInfo>, algs: Mut<OPENSSL_STACK>) -> c_int {
    entry(0, || signing::add_capabilities(si.get()?, algs.get()?).map(|()| 1))
}

/// The list in a place, made if there is none.
fn listed(
    algs: &InOut<OPENSSL_STACK>,
    add: impl Fn(&OPENSSL_STACK) -> Result<()>,
) -> Result<c_int> {
    if let Some(list) = algs.current() {
        return add(list).map(|()| 1);
    }
    let list = OPENSSL_STACK::new(None);
    add(&list)?;
    algs.give(list, drop);
    Ok(1)
}

/// Adds an algorithm to what a program can do; `keysize` above 0 is its
/// parameter. Makes the list if there is none.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_add_simple_smimecap(
    algs: InOut<OPENSSL_STACK>,
    algnid: c_int,
    keysize: c_int,
) -> c_int {
    entry(0, || listed(&algs, |list| add_capability(list, algnid, keysize)))
}

/// Adds the ciphers that OpenSSL offers of its own accord.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_add_standard_smimecap(smcap: InOut<OPENSSL_STACK>) -> c_int {
    entry(0, || {
        listed(&smcap, |list| {
            for item in offered()?.into_owners::<X509_ALGOR>() {
                list.push_owner::<X509_ALGOR>(item);
            }
            Ok(())
        })
    })
}
