//! Requests from certificates, certificates from requests, and delta lists
//! from lists.

use super::change::{store_name, store_number};
use super::sign::{sign_certificate, sign_crl, sign_request};
use crate::abi::{Give, In, Mut, entry};
use crate::crypto::digest::Md;
use crate::err::{self, Error, Lib, Result, x509};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::time;
use crate::obj::evp_md::EVP_MD;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::x509::algorithm::X509_PUBKEY;
use crate::obj::x509::signing::{Signer, check};
use crate::obj::x509::{X509, X509_CRL, X509_REQ, delta};
use crate::pki::verify::current_time;
use std::ffi::{c_int, c_uint};

/// A copy of a key that can be used.
fn key(from: Option<&X509_PUBKEY>) -> Result<Box<X509_PUBKEY>> {
    let key = from.ok_or_else(Error::quiet)?;
    key.key()?;
    X509_PUBKEY::duplicate(key)
}

/// A request for the name and the key of a certificate, signed by `pkey`
/// unless that is NULL.
///
/// Returns: NULL on failure. See: X509_to_X509_REQ in x509.h.
#[unsafe(no_mangle)]
pub extern "C" fn X509_to_X509_REQ(
    x: Mut<X509>,
    pkey: Mut<EVP_PKEY>,
    md: In<EVP_MD>,
) -> Give<X509_REQ> {
    entry(Give::null(), || {
        let from = x.get()?.info()?;
        let made = X509_REQ::new();
        let info = made.info()?;
        store_number(&info.version, 0)?;
        store_name(&info.subject, from.subject.get().ok_or_else(Error::quiet)?)?;
        info.pubkey.set(Some(key(from.key.get())?));
        if let Some(pkey) = pkey.opt() {
            sign_request(&made, &Signer::new(pkey, md.opt())?)?;
        }
        Ok(Give::new(made))
    })
}

/// A certificate for the name and the key of a request, issued to itself for
/// `days` from now and signed by `pkey` with MD5, as this function always did.
///
/// Returns: NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_to_X509(
    r: Mut<X509_REQ>,
    days: c_int,
    pkey: Mut<EVP_PKEY>,
) -> Give<X509> {
    entry(Give::null(), || {
        let from = r.get()?.info()?;
        let made = X509::new();
        let info = made.info()?;
        if from.attributes.stack().is_some_and(|list| !list.is_empty()) {
            store_number(&info.version, 2)?;
        }
        let name = from.subject.get().ok_or_else(Error::quiet)?;
        store_name(&info.subject, name)?;
        store_name(&info.issuer, name)?;
        let validity = info.validity.get().ok_or_else(Error::quiet)?;
        let now = current_time();
        for (place, days) in [(&validity.notBefore, 0), (&validity.notAfter, days)] {
            time::adjust(place.get().ok_or_else(Error::quiet)?, now, days, 0, None)?;
        }
        info.key.set(Some(key(from.pubkey.get())?));
        sign_certificate(&made, &Signer::new(pkey.get()?, Some(EVP_MD::of(Md::Md5)))?)?;
        Ok(Give::new(made))
    })
}

/// A list of what `newer` revokes and `base` does not. With a key both must be
/// signed by it, and with a digest as well, the new list is. There are no
/// flags.
///
/// Returns: NULL on failure.
/// Errors: `X509_R_CRL_ALREADY_DELTA`, `X509_R_NO_CRL_NUMBER`,
/// `X509_R_ISSUER_MISMATCH`, `X509_R_AKID_MISMATCH`, `X509_R_IDP_MISMATCH`,
/// `X509_R_NEWER_CRL_NOT_NEWER`, `X509_R_CRL_VERIFY_FAILURE`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_diff(
    base: Mut<X509_CRL>,
    newer: Mut<X509_CRL>,
    skey: Mut<EVP_PKEY>,
    md: In<EVP_MD>,
    _flags: c_uint,
) -> Give<X509_CRL> {
    entry(Give::null(), || {
        let verify = |list: &X509_CRL| {
            let Some(key) = skey.opt() else { return Ok(()) };
            let parts = list.parts();
            match check(parts.sig_alg.get(), parts.signature.get(), &list.tbs()?, key) {
                Ok(true) => Ok(()),
                outcome => {
                    let _ = outcome.inspect_err(|error| err::push(error, "ASN1_item_verify"));
                    Err(Error::new(Lib::X509, x509::R_CRL_VERIFY_FAILURE))
                }
            }
        };
        let made = delta::difference(base.get()?, newer.get()?, verify)?;
        if let (Some(key), Some(md)) = (skey.opt(), md.opt()) {
            sign_crl(&made, &Signer::new(key, Some(md))?)?;
        }
        Ok(Give::new(made))
    })
}
