//! Requests that are signed, and shown.

use crate::abi::{In, Mut, entry, stack};
use crate::err::{self, Error, Lib, Result, ocsp};
use crate::obj::asn1::codec::Kind;
use crate::obj::bio::BIO;
use crate::obj::evp_md::EVP_MD;
use crate::obj::evp_pkey::{Comparison, EVP_PKEY};
use crate::obj::ocsp::{OCSP_REQINFO, OCSP_REQUEST, OCSP_SIGNATURE, print, verify};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::signing::Signer;
use crate::obj::x509::v3::general::{GENERAL_NAME, kind};
use crate::obj::x509::{X509, X509_NAME};
use crate::obj::x509_vfy::X509_STORE;
use std::ffi::{c_int, c_ulong};

/// `OCSP_NOCERTS`.
const NOCERTS: c_ulong = 1;

/// Says who asks. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_request_set1_name(req: Mut<OCSP_REQUEST>, nm: In<X509_NAME>) -> c_int {
    entry(0, || set_name(req.get()?, nm.get()?).map(|()| 1))
}

fn set_name(request: &OCSP_REQUEST, name: &X509_NAME) -> Result<()> {
    let copy = stack::give::<X509_NAME>(X509_NAME::duplicate(name)?);
    let info = request.tbsRequest.get().ok_or_else(Error::quiet)?;
    info.requestorName.set(Some(GENERAL_NAME::of(kind::DIRNAME, copy)));
    Ok(())
}

/// Adds a certificate to a signed request; NULL adds nothing.
/// Returns: 1; 0 for a request that is not signed.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_request_add1_cert(req: Mut<OCSP_REQUEST>, cert: Mut<X509>) -> c_int {
    entry(0, || {
        let request = req.get()?;
        if request.optionalSignature.get().is_none() {
            request.optionalSignature.set(Some(OCSP_SIGNATURE::blank()));
        }
        let signature = request.optionalSignature.get().ok_or_else(Error::quiet)?;
        if let Some(cert) = cert.share_opt() {
            signature.certs.made()?.push_owner::<X509>(cert);
        }
        Ok(1)
    })
}

/// Signs a request, and names the signer in it.
///
/// Returns: 1; 0 on failure, when the request is not signed.
/// Errors: `OCSP_R_PRIVATE_KEY_DOES_NOT_MATCH_CERTIFICATE`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_request_sign(
    req: Mut<OCSP_REQUEST>,
    signer: Mut<X509>,
    key: Mut<EVP_PKEY>,
    dgst: In<EVP_MD>,
    certs: Mut<OPENSSL_STACK>,
    flags: c_ulong,
) -> c_int {
    entry(0, || {
        let request = req.get()?;
        let result = sign(request, &signer, &key, &dgst, &certs, flags);
        if result.is_err() {
            request.optionalSignature.set(None);
        }
        result.map(|()| 1)
    })
}

fn sign(
    request: &OCSP_REQUEST,
    signer: &Mut<X509>,
    key: &Mut<EVP_PKEY>,
    md: &In<EVP_MD>,
    certs: &Mut<OPENSSL_STACK>,
    flags: c_ulong,
) -> Result<()> {
    let info = signer.get()?.info()?;
    set_name(request, info.subject.get().ok_or_else(Error::quiet)?)?;
    let signature = OCSP_SIGNATURE::blank();
    if let Some(key) = key.opt() {
        let own = info.key.get().ok_or_else(Error::quiet)?.key()?;
        let reason = match own.compare(key) {
            Comparison::Same => None,
            Comparison::Different => Some(err::x509::R_KEY_VALUES_MISMATCH),
            Comparison::DifferentTypes => Some(err::x509::R_KEY_TYPE_MISMATCH),
            Comparison::Unsupported => Some(err::x509::R_UNKNOWN_KEY_TYPE),
        };
        if let Some(reason) = reason {
            err::push(&Error::new(Lib::X509, reason), "X509_check_private_key");
            return Err(Error::new(Lib::Ocsp, ocsp::R_PRIVATE_KEY_DOES_NOT_MATCH_CERTIFICATE));
        }
        let hand = Signer::new(key, md.opt())?;
        hand.name(&[&signature.signatureAlgorithm])?;
        let message = OCSP_REQINFO::encode(request.tbsRequest.get().ok_or_else(Error::quiet)?);
        hand.sign(&message, &signature.signature)?;
    }
    if flags & NOCERTS == 0 {
        let list = signature.certs.made()?;
        list.push_owner::<X509>(signer.share()?);
        for cert in certs.opt().map_or(Vec::new(), OPENSSL_STACK::shares::<X509>) {
            list.push_owner::<X509>(cert);
        }
    }
    request.optionalSignature.set(Some(signature));
    Ok(())
}

/// Whether a request's signature is right, and its signer to be believed.
///
/// Returns: 1 if so; 0 or less if not.
/// Errors: `OCSP_R_REQUEST_NOT_SIGNED`, `OCSP_R_UNSUPPORTED_REQUESTORNAME_TYPE`,
/// `OCSP_R_SIGNER_CERTIFICATE_NOT_FOUND`, `OCSP_R_SIGNATURE_FAILURE`,
/// `OCSP_R_CERTIFICATE_VERIFY_ERROR`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_request_verify(
    req: Mut<OCSP_REQUEST>,
    certs: Mut<OPENSSL_STACK>,
    store: Mut<X509_STORE>,
    flags: c_ulong,
) -> c_int {
    entry(0, || verify::request(req.get()?, certs.opt(), store.share_opt(), flags).map(|()| 1))
}

/// Writes a request for people; `flags` as for `X509V3_EXT_print`.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_REQUEST_print(bp: Mut<BIO>, a: Mut<OCSP_REQUEST>, flags: c_ulong) -> c_int {
    entry(0, || Ok(bp.get()?.write_all(&print::request(a.get()?, flags)?).into()))
}
