//! Contents on their way through a chain of BIOs.

use crate::abi::{Give, Graded, Mut, entry, graded};
use crate::err::pkcs7;
use crate::obj::bio::BIO;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::pkcs7::pipe::Pipe;
use crate::obj::pkcs7::{PKCS7, PKCS7_SIGNER_INFO, error, finish, pipe};
use crate::obj::x509::X509;
use crate::obj::x509_vfy::{X509_STORE, X509_STORE_CTX};
use std::ffi::c_int;

/// The chain for C; its own BIO if there is nothing before it.
fn handed(pipe: Pipe, tail: &Mut<BIO>) -> Give<BIO> {
    pipe.into_c().map_or_else(|| Give::back(tail.as_ptr()), Give::new)
}

/// A chain to write the content to (or, with `bio` behind it, to read it
/// from), which digests and encrypts it.
///
/// Returns: the chain, `bio` at its end; NULL on failure.
/// Ownership: C owns each link.
/// Errors: `PKCS7_R_NO_CONTENT`, `PKCS7_R_UNSUPPORTED_CONTENT_TYPE`,
/// `PKCS7_R_UNKNOWN_DIGEST_TYPE`, `PKCS7_R_CIPHER_NOT_INITIALIZED`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_dataInit(p7: Mut<PKCS7>, bio: Mut<BIO>) -> Give<BIO> {
    entry(Give::null(), || {
        let p7 = p7.opt().ok_or_else(|| error(pkcs7::R_INVALID_NULL_POINTER))?;
        Ok(handed(pipe::start(p7, bio.share_opt().as_ref())?, &bio))
    })
}

/// Ends what [`PKCS7_dataInit`] began: makes the signatures, and takes the
/// content from the chain.
///
/// Returns: 1; 0 on failure.
/// Errors: `PKCS7_R_UNABLE_TO_FIND_MEM_BIO`,
/// `PKCS7_R_UNABLE_TO_FIND_MESSAGE_DIGEST`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_dataFinal(p7: Mut<PKCS7>, bio: Mut<BIO>) -> c_int {
    entry(0, || {
        let p7 = p7.opt().ok_or_else(|| error(pkcs7::R_INVALID_NULL_POINTER))?;
        finish::finish(p7, &bio.share()?).map(|()| 1)
    })
}

/// A chain to read the content from, which decrypts it with the key of a
/// recipient and digests it; `in_bio` has it if it is detached.
///
/// Returns: the chain; NULL on failure. Ownership: C owns each link.
/// Errors: `PKCS7_R_NO_CONTENT`, `PKCS7_R_UNSUPPORTED_CIPHER_TYPE`,
/// `PKCS7_R_NO_RECIPIENT_MATCHES_CERTIFICATE`; none for another key.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_dataDecode(
    p7: Mut<PKCS7>,
    pkey: Mut<EVP_PKEY>,
    in_bio: Mut<BIO>,
    pcert: Mut<X509>,
) -> Give<BIO> {
    entry(Give::null(), || {
        let p7 = p7.opt().ok_or_else(|| error(pkcs7::R_INVALID_NULL_POINTER))?;
        let (key, input) = (pkey.share_opt(), in_bio.share_opt());
        let pipe = pipe::decode(p7, key.as_ref(), input.as_ref(), pcert.opt())?;
        Ok(handed(pipe, &in_bio))
    })
}

/// Whether the signature `si` of the content that passed `bio` is good, with
/// a certificate in `p7` that `ctx` is made to verify against `cert_store`.
///
/// Returns: 1 if so; 0 or less if not, or on failure.
/// Errors: `PKCS7_R_UNABLE_TO_FIND_CERTIFICATE`, `ERR_R_X509_LIB`, and those
/// of [`PKCS7_signatureVerify`].
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_dataVerify(
    cert_store: Mut<X509_STORE>,
    ctx: Mut<X509_STORE_CTX>,
    bio: Mut<BIO>,
    p7: Mut<PKCS7>,
    si: Mut<PKCS7_SIGNER_INFO>,
) -> c_int {
    entry(0, || {
        let p7 = p7.opt().ok_or_else(|| error(pkcs7::R_INVALID_NULL_POINTER))?;
        let store = cert_store.share_opt();
        let cert = finish::verified_signer(p7, si.get()?, store, ctx.get()?)?;
        let own = Mut::lend(&*cert);
        Ok(PKCS7_signatureVerify(bio, Mut::lend(p7), Mut::lend(si.get()?), own))
    })
}

/// Whether the signature `si` of the content that passed `bio` was made with
/// the key of `x509`.
///
/// Returns: 1 if so; -1 if not; 0 on failure.
/// Errors: `PKCS7_R_WRONG_PKCS7_TYPE`, `PKCS7_R_UNABLE_TO_FIND_MESSAGE_DIGEST`,
/// `PKCS7_R_DIGEST_FAILURE`, `PKCS7_R_SIGNATURE_FAILURE`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_signatureVerify(
    bio: Mut<BIO>,
    p7: Mut<PKCS7>,
    si: Mut<PKCS7_SIGNER_INFO>,
    x509: Mut<X509>,
) -> c_int {
    graded(0, || {
        let missing = || error(pkcs7::R_INVALID_NULL_POINTER);
        let (p7, si) = p7.opt().zip(si.opt()).ok_or_else(missing)?;
        let (chain, cert) = bio.share_opt().zip(x509.opt()).ok_or_else(missing)?;
        finish::verify_signature(p7, si, &chain, cert).map(|()| 1).map_err(|cause| {
            let wrong = [pkcs7::R_SIGNATURE_FAILURE, pkcs7::R_DIGEST_FAILURE];
            let value = if wrong.contains(&cause.reason) { -1 } else { 0 };
            Graded::new(value, cause)
        })
    })
}
