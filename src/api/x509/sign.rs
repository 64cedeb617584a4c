//! Signatures over certificates, requests and revocation lists.

use crate::abi::{In, Mut, entry};
use crate::err::{Error, Result};
use crate::obj::evp_md::{EVP_MD, EVP_MD_CTX};
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
pub(in crate::api) use crate::obj::x509::signing::check_key;
use crate::obj::x509::signing::{Signer, check};
use crate::obj::x509::{X509, X509_CRL, X509_REQ};
use std::ffi::{c_char, c_int};

/// Whether `key` signed the certificate.
pub(super) fn verify(x: &X509, key: &EVP_PKEY) -> Result<bool> {
    let parts = x.parts();
    let (inner, outer) = (x.info()?.signature.get(), parts.sig_alg.get());
    if let (Some(inner), Some(outer)) = (inner, outer)
        && inner.compare(outer) != 0
    {
        return Ok(false);
    }
    check(outer, parts.signature.get(), &x.tbs()?, key)
}

/// Whether the key `r` made the signature of a certificate.
///
/// Returns: 1 if so; 0 if not; -1 if that cannot be told.
/// See: X509_verify(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_verify(a: Mut<X509>, r: Mut<EVP_PKEY>) -> c_int {
    entry(-1, || Ok(verify(a.get()?, r.get()?)?.into()))
}

/// Whether the key `r` made the signature of a request. See: X509_verify(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_verify(a: Mut<X509_REQ>, r: Mut<EVP_PKEY>) -> c_int {
    entry(-1, || {
        let request = a.get()?;
        let parts = request.parts();
        let good = check(parts.sig_alg.get(), parts.signature.get(), &request.tbs()?, r.get()?)?;
        Ok(good.into())
    })
}

/// As [`X509_REQ_verify`]: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_verify_ex(
    a: Mut<X509_REQ>,
    r: Mut<EVP_PKEY>,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: In<c_char>,
) -> c_int {
    X509_REQ_verify(a, r)
}

/// Whether the key `r` made the signature of a list. See: X509_verify(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_verify(a: Mut<X509_CRL>, r: Mut<EVP_PKEY>) -> c_int {
    entry(-1, || {
        let list = a.get()?;
        let parts = list.parts();
        let good = check(parts.sig_alg.get(), parts.signature.get(), &list.tbs()?, r.get()?)?;
        Ok(good.into())
    })
}

/// Whether a private key belongs to the request.
/// Errors: `X509_R_KEY_VALUES_MISMATCH`, `X509_R_KEY_TYPE_MISMATCH`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_check_private_key(x: Mut<X509_REQ>, k: Mut<EVP_PKEY>) -> c_int {
    entry(0, || {
        let own = x.get()?.info()?.pubkey.get().ok_or_else(Error::quiet)?.key()?;
        check_key(own, k.get()?).map(|()| 1)
    })
}

pub(super) fn sign_certificate(x: &X509, signer: &Signer) -> Result<c_int> {
    x.unseal();
    let parts = x.parts();
    signer.name(&[&x.info()?.signature, &parts.sig_alg])?;
    let length = signer.sign(&x.tbs()?, &parts.signature)?;
    x.seal();
    Ok(length)
}

pub(super) fn sign_request(x: &X509_REQ, signer: &Signer) -> Result<c_int> {
    x.changed();
    let parts = x.parts();
    signer.name(&[&parts.sig_alg])?;
    let length = signer.sign(&x.tbs()?, &parts.signature)?;
    x.seal();
    Ok(length)
}

pub(super) fn sign_crl(x: &X509_CRL, signer: &Signer) -> Result<c_int> {
    x.changed();
    let parts = x.parts();
    signer.name(&[&x.info()?.sig_alg, &parts.sig_alg])?;
    let length = signer.sign(&x.tbs()?, &parts.signature)?;
    x.seal();
    Ok(length)
}

/// Signs a certificate with a private key and a digest (NULL: the key's own).
///
/// Returns: the length of the signature; 0 on failure.
/// See: X509_sign(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_sign(x: Mut<X509>, pkey: Mut<EVP_PKEY>, md: In<EVP_MD>) -> c_int {
    entry(0, || sign_certificate(x.get()?, &Signer::new(pkey.get()?, md.opt())?))
}

/// Signs a certificate as a context of `EVP_DigestSignInit` says.
#[unsafe(no_mangle)]
pub extern "C" fn X509_sign_ctx(x: Mut<X509>, ctx: Mut<EVP_MD_CTX>) -> c_int {
    entry(0, || sign_certificate(x.get()?, &Signer::of_context(ctx.get()?)?))
}

/// Signs a request. See: X509_sign(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_sign(x: Mut<X509_REQ>, pkey: Mut<EVP_PKEY>, md: In<EVP_MD>) -> c_int {
    entry(0, || sign_request(x.get()?, &Signer::new(pkey.get()?, md.opt())?))
}

/// Signs a request as a context of `EVP_DigestSignInit` says.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_sign_ctx(x: Mut<X509_REQ>, ctx: Mut<EVP_MD_CTX>) -> c_int {
    entry(0, || sign_request(x.get()?, &Signer::of_context(ctx.get()?)?))
}

/// Signs a revocation list. See: X509_sign(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_sign(x: Mut<X509_CRL>, pkey: Mut<EVP_PKEY>, md: In<EVP_MD>) -> c_int {
    entry(0, || sign_crl(x.get()?, &Signer::new(pkey.get()?, md.opt())?))
}

/// Signs a revocation list as a context of `EVP_DigestSignInit` says.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_sign_ctx(x: Mut<X509_CRL>, ctx: Mut<EVP_MD_CTX>) -> c_int {
    entry(0, || sign_crl(x.get()?, &Signer::of_context(ctx.get()?)?))
}
