//! Whether one certificate may have issued another: names, key identifiers,
//! key usage (`X509_check_issued`).

use crate::pki::cert::{Cert, algorithm_oid};
use crate::pki::error::VerifyError;
use crate::pki::ext::AuthorityKeyId;
use crate::pki::info::{Info, flag, usage};
use crate::pki::sigalg;

/// Whether `issuer`, whose info is `info`, is the one that `akid` points to.
/// OpenSSL: `X509_check_akid`.
pub(crate) fn matches_key_id(
    issuer: &Cert,
    info: &Info,
    akid: Option<&AuthorityKeyId<'_>>,
) -> Result<(), VerifyError> {
    let Some(akid) = akid else { return Ok(()) };
    if let (Some(wanted), Some(id)) = (akid.key_id, info.subject_key_id(issuer))
        && wanted != id
    {
        return Err(VerifyError::AKID_SKID_MISMATCH);
    }
    if akid.serial.is_some_and(|serial| serial != issuer.serial()) {
        return Err(VerifyError::AKID_ISSUER_SERIAL_MISMATCH);
    }
    // Of several issuer names the first directory name counts.
    if let Some(name) = akid.issuer.iter().flatten().find_map(|n| n.directory())
        && name.view() != issuer.issuer()
    {
        return Err(VerifyError::AKID_ISSUER_SERIAL_MISMATCH);
    }
    Ok(())
}

/// The same for certificates whose info is there. OpenSSL: `X509_check_akid`.
pub fn check_akid(issuer: &Cert, akid: Option<&AuthorityKeyId<'_>>) -> Result<(), VerifyError> {
    matches_key_id(issuer, issuer.info(), akid)
}

/// Whether names, key identifiers and key types allow that `issuer` issued
/// `subject`. OpenSSL: `ossl_x509_likely_issued`.
pub fn likely_issued(issuer: &Cert, subject: &Cert) -> Result<(), VerifyError> {
    if issuer.subject() != subject.issuer() {
        return Err(VerifyError::SUBJECT_ISSUER_MISMATCH);
    }
    if issuer.has(flag::INVALID) || subject.has(flag::INVALID) {
        return Err(VerifyError::UNSPECIFIED);
    }
    check_akid(issuer, subject.authority_key_id().as_ref())?;
    if !sigalg::has_key(issuer) {
        return Err(VerifyError::NO_ISSUER_PUBLIC_KEY);
    }
    match sigalg::matches(issuer, algorithm_oid(subject.inner_algorithm())) {
        None => Err(VerifyError::UNSUPPORTED_SIGNATURE_ALGORITHM),
        Some(false) => Err(VerifyError::SIGNATURE_ALGORITHM_MISMATCH),
        Some(true) => Ok(()),
    }
}

/// Whether the key usage of `issuer` lets it sign `subject`.
/// OpenSSL: `ossl_x509_signing_allowed`.
pub fn signing_allowed(issuer: &Cert, subject: &Cert) -> Result<(), VerifyError> {
    let refuses = |bit| issuer.has(flag::KUSAGE) && issuer.info().key_usage & bit == 0;
    if subject.has(flag::PROXY) {
        if refuses(usage::DIGITAL_SIGNATURE) {
            return Err(VerifyError::KEYUSAGE_NO_DIGITAL_SIGNATURE);
        }
    } else if refuses(usage::KEY_CERT_SIGN) {
        return Err(VerifyError::KEYUSAGE_NO_CERTSIGN);
    }
    Ok(())
}

/// Whether `issuer` may have issued `subject`. OpenSSL: `X509_check_issued`.
pub fn check_issued(issuer: &Cert, subject: &Cert) -> Result<(), VerifyError> {
    likely_issued(issuer, subject)?;
    signing_allowed(issuer, subject)
}
