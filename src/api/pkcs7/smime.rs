//! Whole contents: signing, verifying, encrypting, decrypting.

use crate::abi::{Give, In, Lend, Mut, Str, entry};
use crate::api::x509::sign::check_key;
use crate::err::{self, Error, Lib, Result, pkcs7};
use crate::obj::bio::BIO;
use crate::obj::evp_cipher::EVP_CIPHER;
use crate::obj::evp_md::EVP_MD;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::pkcs7::parties::{cipher_at, key_of};
use crate::obj::pkcs7::smime::{self, Signing, Verifying};
use crate::obj::pkcs7::{PKCS7, PKCS7_SIGNER_INFO, error};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use crate::obj::x509_vfy::X509_STORE;
use std::ffi::c_int;
use std::sync::Arc;

/// The signer, once the key is found to be the certificate's.
///
/// Errors: `PKCS7_R_PRIVATE_KEY_DOES_NOT_MATCH_CERTIFICATE`.
fn matching(cert: &Mut<X509>, key: &Mut<EVP_PKEY>) -> Result<(Arc<X509>, Arc<EVP_PKEY>)> {
    let unknown = || Error::new(Lib::X509, err::x509::R_UNKNOWN_KEY_TYPE);
    let own = cert.opt().ok_or_else(unknown).and_then(|cert| key_of(cert).map_err(|_| unknown()));
    let other = || key.opt().ok_or_else(|| Error::new(Lib::X509, err::x509::R_KEY_VALUES_MISMATCH));
    own.and_then(|own| check_key(&own, other()?)).map_err(|cause| {
        err::push(&cause, "X509_check_private_key");
        error(pkcs7::R_PRIVATE_KEY_DOES_NOT_MATCH_CERTIFICATE)
    })?;
    Ok((cert.share()?, key.share()?))
}

/// Signs what is read from `data`; without `pkey` nobody signs it. With
/// `PKCS7_PARTIAL` or `PKCS7_STREAM` it is signed later.
///
/// Returns: the signed content; NULL on failure.
/// Errors: `PKCS7_R_PKCS7_ADD_SIGNER_ERROR`, `PKCS7_R_PKCS7_DATASIGN`.
/// See: PKCS7_sign(3).
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_sign(
    signcert: Mut<X509>,
    pkey: Mut<EVP_PKEY>,
    certs: Mut<OPENSSL_STACK>,
    data: Mut<BIO>,
    flags: c_int,
) -> Give<PKCS7> {
    entry(Give::null(), || {
        let signer = match pkey.is_null() {
            true => None,
            false => Some(matching(&signcert, &pkey).map_err(|cause| {
                err::push(&cause, "PKCS7_sign_add_signer");
                error(pkcs7::R_PKCS7_ADD_SIGNER_ERROR)
            })?),
        };
        let certs = certs.opt().map_or(Vec::new(), OPENSSL_STACK::shares::<X509>);
        let data = data.share_opt();
        smime::sign(Signing { signer, certs }, data.as_ref(), flags).map(Give::new)
    })
}

/// As [`PKCS7_sign`]: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_sign_ex(
    signcert: Mut<X509>,
    pkey: Mut<EVP_PKEY>,
    certs: Mut<OPENSSL_STACK>,
    data: Mut<BIO>,
    flags: c_int,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<PKCS7> {
    PKCS7_sign(signcert, pkey, certs, data, flags)
}

/// Adds a signer to a signed content; without `md` it signs the usual digest
/// of the key.
///
/// Returns: the signature, which [`PKCS7_final`] makes; NULL on failure.
/// Ownership: it belongs to `p7`.
/// Errors: `PKCS7_R_PRIVATE_KEY_DOES_NOT_MATCH_CERTIFICATE`,
/// `PKCS7_R_PKCS7_ADD_SIGNATURE_ERROR`, `PKCS7_R_NO_MATCHING_DIGEST_TYPE_FOUND`.
/// See: PKCS7_sign_add_signer(3).
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_sign_add_signer(
    p7: Mut<PKCS7>,
    signcert: Mut<X509>,
    pkey: Mut<EVP_PKEY>,
    md: In<EVP_MD>,
    flags: c_int,
) -> Lend<PKCS7_SIGNER_INFO> {
    entry(Lend::null(), || {
        let (cert, key) = matching(&signcert, &pkey)?;
        let md = md.opt().map(EVP_MD::known).transpose()?;
        Ok(Lend::new(smime::add(p7.get()?, &cert, key, md, flags)?))
    })
}

/// Signs or encrypts what is read from `data`, as `p7` was prepared.
///
/// Returns: 1; 0 on failure. Errors: `PKCS7_R_PKCS7_DATASIGN`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_final(p7: Mut<PKCS7>, data: Mut<BIO>, flags: c_int) -> c_int {
    entry(0, || {
        let p7 = p7.opt().ok_or_else(|| {
            err::push(&error(pkcs7::R_INVALID_NULL_POINTER), "PKCS7_dataInit");
            error(err::R_MALLOC_FAILURE)
        })?;
        smime::complete(p7, data.share_opt().as_ref(), flags).map(|()| 1)
    })
}

/// Whether the signatures of `p7`, over what is read from `indata` or else
/// over its own content, are good, and their signers trusted by `store`. The
/// content is written to `out`, which is not to be believed before this
/// returns 1.
///
/// Returns: 1 if so; 0 if not, or on failure.
/// Errors: `PKCS7_R_CERTIFICATE_VERIFY_ERROR`, `PKCS7_R_SIGNATURE_FAILURE`,
/// and others of PKCS7_verify(3).
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_verify(
    p7: Mut<PKCS7>,
    certs: Mut<OPENSSL_STACK>,
    store: Mut<X509_STORE>,
    indata: Mut<BIO>,
    out: Mut<BIO>,
    flags: c_int,
) -> c_int {
    entry(0, || {
        let p7 = p7.opt().ok_or_else(|| error(pkcs7::R_INVALID_NULL_POINTER))?;
        let (input, output) = (indata.share_opt(), out.share_opt());
        let with = Verifying {
            certs: certs.opt(),
            store: store.share_opt(),
            input: input.as_ref(),
            output: output.as_ref(),
        };
        smime::verify(p7, &with, flags).map(|()| 1)
    })
}

/// Encrypts what is read from `in` for the holders of `certs`; later, with
/// `PKCS7_STREAM`.
///
/// Returns: the encrypted content; NULL on failure.
/// Errors: `PKCS7_R_ERROR_ADDING_RECIPIENT`, `PKCS7_R_ERROR_SETTING_CIPHER`.
/// See: PKCS7_encrypt(3).
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_encrypt(
    certs: Mut<OPENSSL_STACK>,
    in_: Mut<BIO>,
    cipher: In<EVP_CIPHER>,
    flags: c_int,
) -> Give<PKCS7> {
    entry(Give::null(), || {
        let certs = certs.opt().map_or(Vec::new(), OPENSSL_STACK::shares::<X509>);
        let cipher = cipher_at(cipher.as_ptr().addr()).ok_or_else(Error::quiet)?;
        smime::encrypt(&certs, in_.share_opt().as_ref(), cipher, flags).map(Give::new)
    })
}

/// As [`PKCS7_encrypt`]: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_encrypt_ex(
    certs: Mut<OPENSSL_STACK>,
    in_: Mut<BIO>,
    cipher: In<EVP_CIPHER>,
    flags: c_int,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<PKCS7> {
    PKCS7_encrypt(certs, in_, cipher, flags)
}

/// Decrypts a content to `data`, for the holder of `pkey` and `cert`. Without
/// `cert` each recipient's key is tried.
///
/// Returns: 1; 0 if it is for another key, or on failure: then what has been
/// written to `data` is worthless.
/// Errors: `PKCS7_R_DECRYPT_ERROR`, `PKCS7_R_WRONG_CONTENT_TYPE`,
/// `PKCS7_R_PRIVATE_KEY_DOES_NOT_MATCH_CERTIFICATE`; none for another key.
/// See: PKCS7_decrypt(3).
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_decrypt(
    p7: Mut<PKCS7>,
    pkey: Mut<EVP_PKEY>,
    cert: Mut<X509>,
    data: Mut<BIO>,
    flags: c_int,
) -> c_int {
    entry(0, || {
        let p7 = p7.opt().ok_or_else(|| error(pkcs7::R_INVALID_NULL_POINTER))?;
        if p7.nid() != crate::obj::objects::nid::PKCS7_ENVELOPED {
            return Err(error(pkcs7::R_WRONG_CONTENT_TYPE));
        }
        if !cert.is_null() {
            matching(&cert, &pkey)?;
        }
        let done = smime::decrypt(p7, &pkey.share()?, cert.opt(), &data.share()?, flags)?;
        Ok(done.into())
    })
}
